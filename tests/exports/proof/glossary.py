"""A small glossary, spoken once for real, and ways to break what is stored of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from document.files import get_front, read

from service.audio import level
from service.audio.formats import mp3
from service.audio.formats.marks import get_marks
from service.audio.formats.vtt import get_vtt
from service.audio.recording import Recording, SentenceTiming, join
from service.document.library import Library
from service.exports.catalogue import Catalogue
from service.exports.proof.expected import Examination
from service.exports.proof.prove import Proof, prove
from service.render.cast import get_cast
from service.render.clips import get_clip_key, read_clip
from service.render.job import Bench
from service.render.run import run
from service.render.section import SectionJob
from service.speech.clip import Clip
from service.speech.engines import Engine, make_engine
from service.speech.script import Script
from service.store.contract import Name
from service.store.folder import FolderStore

from ..studio import HereQueue, plan

_known: dict[object, Any] = {}


class _RememberingQueue(HereQueue):
    """Does not examine again what was not touched since another test."""

    def submit(self, task: Any, *, urgent: bool = False) -> Future[Any]:
        state = (task, tuple(self._get_bytes(*name) for name in _get_names(task)))
        if state not in _known:
            _known[state] = super().submit(task, urgent=urgent)
        return _known[state]

    def _get_bytes(self, key: str, kind: str) -> tuple[bytes, ...]:
        folder = self.bench.store.folder / "o" / key[:2]  # type: ignore[attr-defined]
        return tuple(sha256(path.read_bytes()).digest() for path in sorted(folder.glob(f"{key[2:]}.{kind}*")))


def _get_names(task: Examination) -> list[tuple[str, str]]:
    clips = [(sentence.clip, "flac") for sentence in task.sentences if sentence.clip]
    return [*((task.recording, kind) for kind in ("mp3", "marks.json", "vtt")), *clips]


BODY = """
## Definition

Care is what people give when somebody is tired or hurt. It takes time & patience from everyone.
Nobody can do it alone for ever.

## How it grows

- A friend brings a warm meal in the evening.
- A neighbour walks the dog on a rainy day.
- Somebody listens for an hour without a word.

They rest in turns, so that each of them can sleep. It says [le mot juste]{lang=fr} to you.
"""
LAST = "It stays when all else has gone, and it needs no reason."
PART = "definition"


@dataclass
class Glossary:
    """What a test breaks: a store, and the catalogue that says what should be in it."""

    library: Library
    catalogue: Catalogue
    store: FolderStore

    @property
    def job(self) -> SectionJob:
        """The section that tests break."""
        job = self.catalogue.by_place["en", "care", PART]
        assert isinstance(job, SectionJob)
        return job

    def prove(self) -> Proof:
        return prove(self.library, self.catalogue, _RememberingQueue(Bench(self.store)))  # type: ignore[arg-type]

    def copy(self, folder: Path) -> Glossary:
        shutil.copytree(self.store.folder, folder)
        return replace(self, store=FolderStore(folder))

    def get_clips(self) -> list[Clip]:
        cast = get_cast(self.job)
        found = [read_clip(get_clip_key(say, cast), self.store) for say in self.job.get_says()]
        return [clip for clip in found if clip is not None]

    def get(self, key: str, kind: str) -> bytes:
        found = self.store.get(Name(key, kind))
        assert found is not None
        return found.data

    def discard(self, key: str, kind: str) -> Path:
        """Take an object out of the store; where it was."""
        for path in (self.store.folder / "o" / key[:2]).glob(f"{key[2:]}.{kind}*"):
            path.unlink()
        return self.store.folder / "o" / key[:2] / f"{key[2:]}.{kind}"

    def put(self, key: str, kind: str, data: bytes, facts: Mapping[str, Any] | None = None) -> None:
        """Store other bytes under a key, as a faulty program would: whole, with a right digest."""
        was = self.store.get_stored(Name(key, kind))
        self.discard(key, kind)
        self.store.put(Name(key, kind), data, facts if facts is not None else was.facts if was else {})

    def join(self, clips: Sequence[Clip], script: Script | None = None) -> Recording:
        return join(script or self.job.script, clips)

    def store_sound(self, recording: Recording) -> None:
        """Put the MP3 of a recording in the place of the right one."""
        gains = [each.gain for found in self.prove().recordings for each in found.sentences if each.gain is not None]
        samples = level.level(recording.samples, median(gains))
        self.put(self.job.key, "mp3", mp3.encode(samples, recording.sample_rate, self.job.mp3, self.job.tags))

    def store_marks(self, timings: Sequence[SentenceTiming], samples: int, rate: int) -> None:
        self.put(self.job.key, "marks.json", get_marks(timings, samples, rate))
        self.put(self.job.key, "vtt", get_vtt(timings, rate, self.job.language))

    def store_all(self, recording: Recording) -> None:
        self.store_sound(recording)
        self.store_marks(recording.sentences, len(recording.samples), recording.sample_rate)

    def get_kinds(self) -> set[tuple[str, str]]:
        """Section and kind of each fault."""
        return {(fault.place.part, fault.kind) for fault in self.prove().faults}


def make_glossary(folder: Path, engine: str, make: Callable[[str], Engine] = make_engine) -> Glossary:
    """Two entries, all of their recordings made."""
    content: dict[str, str | bytes] = {
        "en/care.md": get_front("Care", "101") + BODY,
        "en/hope.md": get_front("Hope", "102") + f"\n## Definition\n\n{LAST}\n",
    }
    library = read(folder, content)
    catalogue = plan(library, engine)
    store = FolderStore(folder / "cache")
    summary = run(catalogue.jobs, store, HereQueue(Bench(store, make=make)), lambda *_: None)  # type: ignore[arg-type]
    assert not summary.failures
    return Glossary(library, catalogue, store)


def change(clip: Clip, samples: np.ndarray) -> Clip:
    words = tuple(replace(word, start=min(word.start, len(samples))) for word in clip.words)
    return Clip(samples.astype(np.int16), clip.sample_rate, words)


def fit(clip: Clip, length: int) -> Clip:
    """The same sound, cut or filled with silence to a length."""
    samples = np.zeros(length, np.int16)
    samples[: len(clip.samples)] = clip.samples[:length]
    return change(clip, samples)


def with_changed(clips: Sequence[Clip], number: int, make: Callable[[Clip], Clip]) -> Iterator[Clip]:
    for index, clip in enumerate(clips):
        yield make(clip) if index == number else clip
