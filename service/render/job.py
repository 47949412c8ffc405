"""What a worker does: a job is plain data, says what it makes, and is done when that is in the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from service.errors import UnknownName
from service.speech.engines import Engine, VoiceName, make_engine
from service.speech.script import Span
from service.speech.spoken import get_pronunciations
from service.speech.voice import Voice
from service.store.contract import Name, Store

Result_co = TypeVar("Result_co", covariant=True)


@dataclass(slots=True)
class Bench:
    """What a worker has at hand: the store, and each engine once it was asked for."""

    store: Store
    _engines: dict[str, Engine] = field(default_factory=dict)
    make: Callable[[str], Engine] = make_engine

    def get_engine(self, name: str) -> Engine:
        """:raise UnknownName: :raise EngineUnavailable:"""
        if name not in self._engines:
            self._engines[name] = self.make(name)
        return self._engines[name]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job."""

    rendered: bool
    """False if all was there already."""
    spoken: int = 0
    """Clips that were spoken."""
    reused: int = 0
    """Clips that came from the store."""
    samples: int = 0
    sample_rate: int = 1
    size: int = 0
    """Bytes of what is played: the MP3, or all three files of a clip of the phone line."""
    elsewhere: int = 0
    """Sentences of a job that another machine did: which of them it had to speak is not known here."""


class Task(Protocol[Result_co]):
    """Anything that a worker can perform."""

    @property
    def key(self) -> str:
        """Two tasks of one key are one task."""
        ...

    @property
    def title(self) -> str:
        """What a person would call it, for progress and messages."""
        ...

    @property
    def seconds_allowed(self) -> float:
        """How long it may take before its worker counts as stuck."""
        ...

    def perform(self, bench: Bench) -> Result_co: ...


class Job(Task[Outcome], Protocol):
    """A task whose products go to the store under its key."""

    @property
    def slug(self) -> str:
        """The entry that it belongs to."""
        ...

    @property
    def products(self) -> tuple[Name, ...]:
        """All that it makes; the last one is written last."""
        ...

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys of jobs that must be done before."""
        ...


AnyJob = TypeVar("AnyJob", bound=Job)


def is_done(job: Job, store: Store) -> bool:
    """Whether every product is in the store."""
    return all(store.get_stored(name) is not None for name in job.products)


def get_missing(jobs: Iterable[AnyJob], store: Store) -> list[AnyJob]:
    """Those that are not done: asked all at once, which is far quicker than one by one if the store is elsewhere."""
    every = list(jobs)
    there = store.get_sizes(name for job in every for name in job.products)
    return [job for job in every if any(name not in there for name in job.products)]


def get_outcome_of_done(name: Name, store: Store) -> Outcome:
    """The outcome of a job that had nothing to do."""
    stored = store.get_stored(name)
    facts = stored.facts if stored else {}
    size = stored.size if stored else 0
    return Outcome(False, samples=facts.get("samples", 0), sample_rate=facts.get("sample_rate", 1), size=size)


@dataclass(frozen=True, slots=True)
class VoicesTask:
    """Ask an engine for its voices: one for each (language, name); an empty name is the engine's own choice."""

    engine: str
    wanted: tuple[tuple[str, str], ...]
    key: str = "voices"
    title: str = "looking for voices"
    seconds_allowed: float = 30.0

    def perform(self, bench: Bench) -> tuple[Voice | UnknownName, ...]:
        """A voice for each, or what is wrong with its name.

        :raise UnknownName: if there is no such engine, or no voice for any of them.
        :raise EngineUnavailable: with what to install.
        """
        engine = bench.get_engine(self.engine)
        found = tuple(_find_voice(engine, name, language) for language, name in self.wanted)
        if found and all(isinstance(each, UnknownName) for each in found):
            raise next(each for each in found if isinstance(each, UnknownName))
        return found


def _find_voice(engine: Engine, name: str, language: str) -> Voice | UnknownName:
    try:
        return engine.get_voice(name, language)
    except UnknownName as error:
        return error


@dataclass(frozen=True, slots=True)
class PhonemesTask:
    """The sounds of a text in IPA, as one voice says them."""

    spans: tuple[Span, ...]
    voice: Voice
    key: str = "phonemes"
    title: str = "asking for the sounds"
    seconds_allowed: float = 30.0

    def perform(self, bench: Bench) -> str:
        """Empty where the engine does not tell."""
        engine = bench.get_engine(self.voice.engine)
        found = (
            engine.get_phonemes(span.spoken, self.voice, get_pronunciations(span.text, span.forms))
            for span in self.spans
        )
        return " ".join(filter(None, found))


@dataclass(frozen=True, slots=True)
class VoiceListTask:
    """Every voice of one engine."""

    engine: str
    key: str = "voice list"
    title: str = "listing voices"
    seconds_allowed: float = 30.0

    def perform(self, bench: Bench) -> tuple[VoiceName, ...]:
        """:raise UnknownName: :raise EngineUnavailable:"""
        return tuple(bench.get_engine(self.engine).get_voices())
