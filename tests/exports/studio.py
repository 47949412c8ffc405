"""Recordings of two small entries, made by the engine of silence without a queue of processes."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from document.files import get_front, read

from service.document.library import Library
from service.exports.catalogue import Catalogue, Rendition, get_wanted_voices, make_catalogue
from service.render.job import Bench
from service.speech.engines import make_engine
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


def plan(library: Library, engine: str = "silence", **values: Any) -> Catalogue:
    """The catalogue of a library under a rendition of these values."""
    speaker = make_engine(engine)
    voices = [speaker.get_voice(name, language) for language, name in get_wanted_voices(library, {})]
    return make_catalogue(library, voices, Rendition(**values))


@dataclass
class HereQueue:
    """Performs each task at once, where it is asked for."""

    bench: Bench
    submitted: list[str] = field(default_factory=list)
    failure: Exception | None = None

    def submit(self, task: Any) -> Future[Any]:
        self.submitted.append(task.title)
        future: Future[Any] = Future()
        try:
            if self.failure:
                raise self.failure
            future.set_result(task.perform(self.bench))
        except Exception as error:
            future.set_exception(error)
        return future

    def close(self) -> None: ...


def make_here_queue(folder: Path) -> HereQueue:
    return HereQueue(Bench(FolderStore(folder / "cache")))
