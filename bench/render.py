"""How long the English glossary takes to render: cold, warm, edited; against the floor and the obvious script.

All of them speak the same words: the spoken forms.
"""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Final

from bench._measure import ROOT, Cost, measure
from service.document.library import read_library
from service.settings import Settings
from service.speech.finding import make_find_forms
from service.speech.lexicon import read_lexicons
from service.speech.script import Say, get_script

_ROUNDS: Final = 3
_OLD: Final = "In that cycle, harm takes turns"
_NEW: Final = "In such a cycle, harm takes turns"


def main() -> None:
    """Three rounds, each with every measurement in turn, so that a noisy machine is noisy for all."""
    quality = str(Settings().mp3_quality)
    rounds = []
    for _ in range(_ROUNDS):
        with tempfile.TemporaryDirectory(prefix="bench-") as place:
            rounds.append(_measure_round(Path(place), quality))
    names = list(rounds[0])
    print("| what | by the clock, s | CPU, s | CPU against the floor | clock against the script |")
    print("|---|---|---|---|---|")
    for name in names:
        clock = statistics.median(costs[name].seconds for costs in rounds)
        cpu = statistics.median(costs[name].cpu for costs in rounds)
        floor = statistics.median(costs[name].cpu / costs["floor"].cpu for costs in rounds)
        script = statistics.median(costs["script"].seconds / costs[name].seconds for costs in rounds)
        print(f"| {name} | {clock:.2f} | {cpu:.2f} | {floor:.2f} | {script:.1f} times as fast |")
    speech = json.loads(rounds[0]["floor"].output)["speech"]
    print(f"\nMedians of {_ROUNDS} rounds. The floor spoke {speech:.0f} s, with its pauses. LAME quality {quality}.")
    print(rounds[0]["edited"].output)


def _measure_round(place: Path, quality: str) -> dict[str, Cost]:
    find_forms = make_find_forms(read_lexicons(ROOT / "content", ["en"]))
    sections = [
        [say.spoken for say in get_script(part, "en", find_forms) if isinstance(say, Say)]
        for entry in read_library(ROOT / "content").get_shelf("en").entries
        for part in entry.parts
    ]
    texts = place / "sections.json"
    texts.write_text(json.dumps(sections), encoding="utf-8")
    shutil.copytree(ROOT / "content" / "en", place / "content" / "en")
    script = place / "script"
    script.mkdir()
    render = ["-m", "service", "render", "--plain"]
    costs = {
        "floor": measure(["-m", "bench._floor", str(texts), quality], place),
        "script": measure(["-m", "bench._script", str(texts), str(script)], place),
        "cold": measure(render, place),
        "warm": measure(render, place),
    }
    entry = place / "content" / "en" / "trauma-bonding.md"
    text = entry.read_text(encoding="utf-8")
    assert text.count(_OLD) == 1
    entry.write_text(text.replace(_OLD, _NEW), encoding="utf-8")
    costs["edited"] = measure(render, place)
    return costs


if __name__ == "__main__":
    main()
