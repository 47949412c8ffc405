"""Recordings of two small entries, made by the engine of silence without a queue of processes."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from document.files import get_front, read

from service.document.library import Library
from service.exports.catalogue import Catalogue, Rendition, get_wanted_voices, make_catalogue
from service.exports.editions import Editions, Plan
from service.render.job import Bench
from service.speech.engines import make_engine
from service.speech.script import FindForms, find_no_forms
from service.store.folder import FolderStore

_ENTRIES = (("Hope", "101"), ("Care", "102"))
BODY = """
## Definition

It grows. It says [le mot]{lang=fr}.

## How it heals

- It rests.
- It ends.
"""


def make_library(folder: Path) -> Library:
    return read(folder, {f"en/{title.lower()}.md": get_front(title, code) + BODY for title, code in _ENTRIES})


def make_editions(library: Library, fallback: str = "", engine: str = "silence", **values: Any) -> Editions:
    """Editions by the engine of silence, and by another where the main one fails."""
    rate = values.pop("words_a_minute", 165)

    def make_plan(name: str) -> Plan:
        return lambda speed: plan(library, name, words_a_minute=round(rate * speed), **values)

    return Editions(make_plan(engine), make_plan(fallback) if fallback else None)


def plan(library: Library, engine: str = "silence", find_forms: FindForms = find_no_forms, **values: Any) -> Catalogue:
    """The catalogue of a library under a rendition of these values."""
    speaker = make_engine(engine)
    voices = [speaker.get_voice(name, language) for language, name in get_wanted_voices(library, {})]
    return make_catalogue(library, voices, Rendition(**values), find_forms)


@dataclass
class HereQueue:
    """Performs each task at once, where it is asked for; or, on `hold`, when the test lets go."""

    bench: Bench
    submitted: list[str] = field(default_factory=list)
    urgent: list[str] = field(default_factory=list)
    failure: Exception | None = None
    workers: int = 1
    hold: bool = False
    _held: dict[str, tuple[Any, Future[Any]]] = field(default_factory=dict)

    def submit(self, task: Any, *, urgent: bool = False) -> Future[Any]:
        if task.key in self._held:
            return self._held[task.key][1]
        self.urgent += [task.title] if urgent else []
        self.submitted.append(task.title)
        future: Future[Any] = Future()
        if self.hold:
            self._held[task.key] = task, future
        else:
            self._perform(task, future)
        return future

    def let_go(self) -> None:
        """Perform what is held, and what is submitted because of that."""
        while self._held:
            task, future = self._held.pop(next(iter(self._held)))
            self._perform(task, future)

    def _perform(self, task: Any, future: Future[Any]) -> None:
        try:
            if self.failure:
                raise self.failure
            future.set_result(task.perform(self.bench))
        except Exception as error:
            future.set_exception(error)

    def close(self) -> None: ...


def make_here_queue(folder: Path) -> HereQueue:
    return HereQueue(Bench(FolderStore(folder / "cache")))
