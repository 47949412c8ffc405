"""What the shipped glossary takes: bytes by kind, files, CPU; and what looking after the audio cache costs."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final

from bench._measure import ROOT, measure
from service.document.library import read_library
from service.store.contract import Name
from service.store.eviction import get_size
from service.store.folder import FolderStore
from service.store.inventory import get_every_held
from service.store.scrub import scrub

_KEYS: Final = 20_000
_WHOLE: Final = "starts"
"""A fact that only the recording of a whole entry has."""


def main() -> None:
    """Render the English glossary from nothing, weigh what came of it, then look through it and a large folder."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        place = Path(name)
        shutil.copytree(ROOT / "content" / "en", place / "content" / "en")
        cost = measure(["-m", "service", "render", "--plain"], place)
        store = FolderStore(place / "audio_cache")
        seconds = _tell_sizes(store)
        print(f"CPU of a cold render: {cost.cpu:.1f} s, {3600 * cost.cpu / seconds:.1f} s for each hour of speech.")
        _tell_scrub(store)
        _tell_look(FolderStore(place / "large"))


def _tell_sizes(store: FolderStore) -> float:
    """Print bytes by kind for each hour of speech in sections; the seconds of that speech."""
    size: Counter[str] = Counter()
    files: Counter[str] = Counter()
    seconds = 0.0
    for held in get_every_held(store.folder):
        stored = store.get_stored(Name(held.key, "mp3"))
        kind = "clips" if not held.is_served else "entries" if stored and _WHOLE in stored.facts else "sections"
        size[kind] += held.size
        files[kind] += len(held.suffixes)
        if stored and kind == "sections":
            seconds += stored.facts["samples"] / stored.facts["sample_rate"]
    shelf = read_library(ROOT / "content").get_shelf("en")
    parts = [part for entry in shelf.entries for part in entry.parts]
    sentences = [sentence for entry in shelf.entries for sentence in entry.get_sentences()]
    letters = sum(len(sentence.text) for sentence in sentences)
    print(
        f"{len(shelf.entries)} entries, {len(parts)} sections of {seconds / len(parts):.0f} s, {len(sentences)} "
        f"sentences of {seconds / len(sentences):.1f} s with their pauses, {letters / seconds:.1f} characters a second."
    )
    for kind in ("sections", "entries", "clips"):
        print(f"{kind}: {size[kind] * 3600 / seconds / 1e6:.1f} MB for each hour of speech, {files[kind]} files.")
    print(f"A character in a section takes {size['sections'] / letters:.0f} bytes.")
    return seconds


def _tell_scrub(store: FolderStore) -> None:
    started, size = time.process_time(), sum(each.size for each in scrub(store.folder))
    print(f"scrub: {1e-6 * size / (time.process_time() - started):.0f} MB for each second of CPU.")


def _tell_look(store: FolderStore) -> None:
    for number in range(_KEYS):
        store.put(Name(f"{number * 7919 % 256:02x}{number:062x}", "mp3"), b"x")
    started = time.process_time()
    get_size(store)
    print(f"A look over {_KEYS} keys: {1e6 * (time.process_time() - started) / _KEYS:.0f} microseconds of CPU each.")


if __name__ == "__main__":
    main()
