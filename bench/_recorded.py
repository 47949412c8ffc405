"""A line as `python -m service phone agi` has it, whose recordings are made-up sounds in a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, cast

from service.phone.book import Book
from service.phone.clips import Clip
from service.phone.line import PhoneLine
from service.phone.planning import Place, Planned, Planner
from service.phone.recordings import Recordings
from service.phone.transcript import get_clip_name
from service.render.telephone import TelephoneJob, get_products
from service.store.contract import Store
from service.wiring.storing import make_store

_RATE: Final = 8000


class _MadeUpPlanner:
    """Stands for the one that reads the content: each clip has a job, whose key its name decides."""

    languages = ("en",)

    def __init__(self, book: Book) -> None:
        self.speeds = {"en": book.shelves[0].speeds}
        self._book = book

    def get_places(self, language: str) -> Iterator[Place]:
        return (Place(language, clip) for clip in self._book.get_shelf(language).get_clips())

    def plan(self, place: Place) -> Planned:
        name = f"{get_clip_name(place.clip)} {place.speed:g}"
        return Planned(place, TelephoneJob("", "", "", (), place.language, (), 0, (name,)))


def get_line(book: Book, folder: Path) -> tuple[PhoneLine, Store]:
    """The line over a store in a folder."""
    store = make_store("folder:store", folder)
    return PhoneLine(book, Recordings(cast(Planner, _MadeUpPlanner(book)), store)), store


def write_sounds(book: Book, folder: Path, get_bytes: Callable[[Clip], bytes]) -> None:
    """Put the mu-law of every clip into the store, with the other kinds that a clip has as one byte each."""
    line, store = get_line(book, folder)
    for planned in line.recordings.get_planned():
        sound = get_bytes(planned.place.clip)
        facts = {"samples": len(sound), "sample_rate": _RATE}
        for name in get_products(planned.job.key):
            store.put(name, sound if name.kind == "ulaw" else b"\0", facts)


def get_stem(line: PhoneLine, folder: Path, clip: Clip) -> Path:
    """The file of a clip, without its ending."""
    key = line.recordings.find(clip, "en") or ""
    return folder / "store" / "o" / key[:2] / key[2:]
