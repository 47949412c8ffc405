"""Editions of the catalogue: at each speed, in chunks, and by the fallback voice, planned when they are asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product
from typing import Final

from service.document.cards import Card
from service.document.model import Entry
from service.errors import EngineError, LecternError, RenderFailed, UnknownName
from service.exports.catalogue import Catalogue, CatalogueJob, Jobs, Place
from service.exports.ledger import EntryKeys, Ledger
from service.render.job import Job, is_done
from service.render.queues import Queue
from service.render.run import Summary, run
from service.render.section import SectionJob, get_home, get_homes, get_products
from service.speech.chunks import get_chunks
from service.store.contract import Store

USUAL: Final = 1.0
SPEEDS: Final = (0.8, USUAL, 1.25, 1.5)
"""Of the usual rate. Made by the engine, which shortens pauses between words more than sounds; never stretched."""

_HANDED_OUT: Final = 1024
"""So many jobs can be asked for by their keys without looking for their entry: some 5 MB."""

Plan = Callable[[float], Catalogue]
"""The catalogue at a speed. :raise UnknownName: if the voice has no rate of its own choosing."""


@dataclass(frozen=True, slots=True)
class Choice:
    job: CatalogueJob
    instead: CatalogueJob | None
    """The same by the fallback voice, where the settings name one."""
    is_fallback: bool = False
    """The main engine cannot speak it at all: the job is the fallback voice's."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of a recording before it is planned."""

    place: Place
    key: str
    instead: str | None
    """The key of the same by the fallback voice, where the settings name one."""


class Editions:
    """Plans what is asked for, and keeps a little of it. Safe for any number of threads."""

    def __init__(
        self, plan: Plan, plan_fallback: Plan | None = None, is_fallback: bool = False, ledger: Ledger | None = None
    ) -> None:
        """`is_fallback` says that `plan` is the fallback voice's, since the main engine does not work at all."""
        self.is_fallback = is_fallback
        self._plans = [plan, plan_fallback] if plan_fallback else [plan]
        self._guard = threading.RLock()
        self._planned: dict[tuple[int, float], Catalogue] = {}
        self._handed_out: OrderedDict[str, CatalogueJob] = OrderedDict()
        self._ledger = ledger or Ledger()
        self._homes: dict[str, tuple[str, str]] = {}
        self.usual = self._get(0, USUAL)

    def _get(self, number: int, speed: float) -> Catalogue:
        with self._guard:
            if (number, speed) not in self._planned:
                self._planned[number, speed] = self._plans[number](speed)
            return self._planned[number, speed]

    def get(self, language: str, slug: str, part: str, speed: float = USUAL, chunk: int | None = None) -> Choice:
        """A part of an entry, or one chunk of it, counted from 1.

        :raise UnknownName: if there is no such part, speed or chunk.
        """
        if speed not in SPEEDS:
            raise UnknownName("speed", f"{speed:g}", (f"{each:g}" for each in SPEEDS))
        jobs = [self._get(number, speed).by_place.get((language, slug, part)) for number in range(len(self._plans))]
        if chunk is not None:
            jobs = [self._get_chunk(job, chunk) if isinstance(job, SectionJob) else None for job in jobs]
        main, instead = (*jobs, None)[:2]
        self._hand_out(job for job in jobs if job)
        if main is not None:
            return Choice(main, instead, self.is_fallback)
        if instead is not None:
            return Choice(instead, None, is_fallback=True)
        where = f"{language}/{slug}/{part}"
        raise UnknownName("recording" if chunk is None else "chunk", where if chunk is None else f"{where}/{chunk}", ())

    def _hand_out(self, jobs: Iterable[CatalogueJob]) -> None:
        """Keep what may soon be asked for by its key."""
        with self._guard:
            for job in jobs:
                self._handed_out[job.key] = job
                self._handed_out.move_to_end(job.key)
            while len(self._handed_out) > _HANDED_OUT:
                self._handed_out.popitem(last=False)

    def get_every_choice(self) -> Sequence[Choice]:
        """All recordings at the usual speed. Every entry is planned for it: `get_unmade` does with less."""
        catalogues = [self._get(number, USUAL) for number in range(len(self._plans))]
        return [self.get(*place) for place in dict.fromkeys(chain(*(each.by_place for each in catalogues)))]

    def get_outlines(self) -> Iterator[Outline]:
        """Each recording at the usual speed with its keys, from the ledger: what it has not is planned first."""
        for card, parts in self._ledger.get_every(self.usual.cards, self._find_keys):
            for part in dict.fromkeys(chain(*parts)):
                keys = [each[part] for each in parts if part in each]
                yield Outline((card.language, card.slug, part), keys[0], keys[1] if len(keys) > 1 else None)

    def get_unmade(self, store: Store) -> tuple[int, Sequence[Choice]]:
        """How many recordings there are at the usual speed, and those of them that are not in the store."""
        every = list(self.get_outlines())
        there = store.get_sizes([name for each in every for name in get_products(each.key)])
        missing = [each for each in every if not all(name in there for name in get_products(each.key))]
        return len(every), [self.get(*each.place) for each in missing]

    def _find_keys(self, card: Card) -> EntryKeys:
        """The keys of one entry."""
        usual = [self._get(number, USUAL).by_place for number in range(len(self._plans))]
        parts = (jobs.get_of(card.language, card.slug) if isinstance(jobs, Jobs) else {} for jobs in usual)
        keys = tuple({part: job.key for part, job in jobs.items()} for jobs in parts)
        return EntryKeys(card.language, card.slug, card.digest, keys)

    def _get_jobs(self, language: str, slug: str) -> Iterator[CatalogueJob]:
        """All that can be made of an entry: at every speed, chunks too, by each voice."""
        for number, speed in product(range(len(self._plans)), SPEEDS):
            try:
                jobs = self._get(number, speed).by_place
            except UnknownName:  # a voice with one speed
                continue
            for job in jobs.get_of(language, slug).values() if isinstance(jobs, Jobs) else ():
                yield job
                if isinstance(job, SectionJob):
                    yield from get_chunk_jobs(job)

    @property
    def unspoken(self) -> Sequence[tuple[Entry, UnknownName]]:
        """Entries that neither the main engine nor the fallback has a voice for."""
        *_, last = (self._get(number, USUAL) for number in range(len(self._plans)))
        silent = {(entry.language, entry.slug) for entry, _ in last.unspoken}
        return [(entry, error) for entry, error in self.usual.unspoken if (entry.language, entry.slug) in silent]

    def get_heard(self, store: Store) -> Catalogue:
        """What listeners hear at the usual speed: the fallback voice where it is there and the main one is not."""
        jobs = tuple(_get_heard(choice, store) for choice in self.get_every_choice())
        by_place = {(job.language, job.slug, job.part): job for job in jobs}
        return Catalogue(by_place, self.usual.cards, lambda: self.unspoken)

    def get_choices(self, entry: Entry) -> Sequence[Choice]:
        """The parts of one entry in order, the whole, and its title; none if a voice is missing."""
        catalogues = (self._get(number, USUAL) for number in range(len(self._plans)))
        jobs = next((jobs for catalogue in catalogues if (jobs := catalogue.get_jobs(entry))), ())
        return [self.get(entry.language, entry.slug, job.part) for job in jobs]

    def _get_chunk(self, job: SectionJob, number: int) -> SectionJob | None:
        chunks = self.get_chunks(job)
        return chunks[number - 1] if 1 <= number <= len(chunks) else None

    def get_chunks(self, job: SectionJob) -> tuple[SectionJob, ...]:
        """The jobs of a section's chunks, in order."""
        return tuple(get_chunk_jobs(job))

    @property
    def has_fallback(self) -> bool:
        """Whether there is a voice beside the main one."""
        return len(self._plans) > 1

    def get_every_job(self) -> Iterator[CatalogueJob]:
        """All that can be made: at every speed, chunks too, by the main voice and by the fallback."""
        for card in self.usual.cards:
            yield from self._get_jobs(card.language, card.slug)

    def find(self, key: str) -> CatalogueJob | None:
        """The job that makes what is at a key, whatever its speed; chunks too."""
        with self._guard:
            if key in self._handed_out:
                return self._handed_out[key]
            self._homes = self._homes or get_homes((card.language, card.slug) for card in self.usual.cards)
        place = self._homes.get(get_home(key))
        job = next((job for job in self._get_jobs(*place) if job.key == key), None) if place else None
        if job:
            self._hand_out([job])
        return job


def _get_heard(choice: Choice, store: Store) -> CatalogueJob:
    if choice.instead is not None and not is_done(choice.job, store) and is_done(choice.instead, store):
        return choice.instead
    return choice.job


def get_chunk_jobs(job: SectionJob) -> Iterator[SectionJob]:
    """The jobs of a section's chunks, in order."""
    for number, script in enumerate(get_chunks(job.script), start=1):
        tags = replace(job.tags, track=number, tracks=0, text="")
        yield replace(job, title=f"{job.title}, {number}", script=script, tags=tags, is_piece=True)


Report = Callable[[Summary, Job | None], None]


def run_choices(choices: Iterable[Choice], store: Store, queue: Queue, report: Report, ready: int = 0) -> Summary:
    """Have every missing recording made; what the main voice cannot speak is made by the fallback voice.

    `ready` is how many others are known to be there: they are counted, and not looked for.
    """
    return run_pairs([(choice.job, choice.instead) for choice in choices], store, queue, report, ready)


def run_pairs(
    pairs: Sequence[tuple[Job, Job | None]], store: Store, queue: Queue, report: Report, ready: int = 0
) -> Summary:
    """Have the first job of each pair done, and the second where the first fails because of its voice."""
    summary = run([job for job, _ in pairs], store, queue, report, ready)
    replaced = {job.key: instead for job, instead in pairs if instead}
    failed = [failure for failure in summary.failures if failure.job.key in replaced and _is_of_engine(failure.error)]
    if failed:
        needed = {instead.key: instead for _, instead in pairs if instead}
        instead = [replaced[failure.job.key] for failure in failed]
        jobs = {job.key: job for each in instead for job in (*(needed[key] for key in each.needs), each)}
        second = run(list(jobs.values()), store, queue, lambda *_: None)
        broken = {failure.job.key for failure in second.failures}
        made = [each for each in failed if replaced[each.job.key].key not in broken]
        summary.add_instead(made, second)
    return summary


def _is_of_engine(error: LecternError) -> bool:
    return isinstance(error, EngineError | RenderFailed)
