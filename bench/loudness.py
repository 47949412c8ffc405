"""How loud the finished MP3 files are, measured after encoding by ffmpeg's own meter."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from bench._measure import ROOT, measure
from service.speech.decoding import find_ffmpeg


def main() -> None:
    """Render the glossary into an empty folder and print the spread of loudness and true peak over all its files."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        (folder / "content").symlink_to(ROOT / "content")
        measure(["-m", "service", "render", "--plain"], folder)
        found = [_measure_file(path) for path in sorted((folder / "audio_cache" / "o").glob("??/*.mp3"))]
    loudness = sorted(each[0] for each in found)
    peaks = sorted(each[1] for each in found)
    print(f"{len(found)} MP3 files, after encoding, by ffmpeg's ebur128:")
    print(f"- integrated loudness: {loudness[0]:.1f} to {loudness[-1]:.1f} LUFS")
    print(f"- true peak: {peaks[0]:.1f} to {peaks[-1]:.1f} dBTP")


def _measure_file(path: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP."""
    command = [
        find_ffmpeg(),
        "-hide_banner",
        "-nostats",
        "-i",
        str(path),
        "-af",
        "ebur128=peak=true",
        "-f",
        "null",
        "-",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    summary = done.stderr[done.stderr.rindex("Summary:") :]
    loudness, peak = re.search(r"I:\s+(-?[\d.]+) LUFS", summary), re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert loudness
    assert peak
    return float(loudness[1]), float(peak[1])


if __name__ == "__main__":
    main()
