"""How long the phone line of the shipped glossary takes to render after the web's audio, and how large it is."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench._measure import ROOT, measure
from service.audio.formats import g722
from service.render.telephone import KINDS

_RENDER = ("-m", "service", "render", "--plain")
_IN_A_ROW = 300


def main() -> None:
    """Render the web's audio, then the line, then the line again; print times, clips and bytes of each kind."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        shutil.copytree(ROOT / "content", folder / "content")
        steps = (
            ("the web's audio", _RENDER),
            ("then the phone line", (*_RENDER, "--phone")),
            ("again", (*_RENDER, "--phone")),
        )
        print("| what | by the clock, s | CPU, s |\n|---|---|---|")
        output = ""
        for number, (name, arguments) in enumerate(steps):
            cost = measure(arguments, folder)
            print(f"| {name} | {cost.seconds:.1f} | {cost.cpu:.1f} |", flush=True)
            output = cost.output if number == 1 else output
        print(output[output.index("The phone line:") :])
        for kind in KINDS:
            sizes = [path.stat().st_size for path in (folder / "audio_cache" / "o").glob(f"??/*.{kind}")]
            print(f"- {kind}: {len(sizes)} files, {sum(sizes) / 1e6:.0f} MB, the largest {max(sizes) / 1e3:.0f} kB")
        _measure_joints(folder)


def _measure_joints(folder: Path) -> None:
    """How clean the first half second of each wideband clip is when 300 clips go through one decoder."""
    from G722 import G722

    def decode(data: bytes) -> NDArray[np.float64]:
        return np.array(G722(g722.SAMPLE_RATE, 64000).decode(data), np.float64)

    files = [path.read_bytes() for path in sorted((folder / "audio_cache" / "o").glob("??/*.g722"))[:_IN_A_ROW]]
    run_in = bytes(G722(g722.SAMPLE_RATE, 64000).encode(g722.add_floor(np.zeros(0, np.int16))))
    heard, position, ratios = decode(b"".join(files)), 0, []
    for file in files:
        meant = decode(run_in + file)[g722.RUN_IN :]
        start = slice(position, position + g722.SAMPLE_RATE // 2)
        errors = heard[start][: len(meant)] - meant[: g722.SAMPLE_RATE // 2]
        ratios.append(10 * np.log10(np.sum(meant[: g722.SAMPLE_RATE // 2] ** 2) / np.sum(errors**2)))
        position += len(meant)
    print(f"{len(files)} wideband clips in a row: their first half second is at least {min(ratios):.0f} dB above its")
    print(f"errors, {np.median(ratios):.0f} dB at the median.")


if __name__ == "__main__":
    main()
