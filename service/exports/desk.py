"""The desk where recordings are asked for: tells what there is, has what is missing made once, hands out the bytes.

Nobody waits here for an engine: what is not there is ordered, and asked for again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Final

from service.document.model import Entry
from service.errors import LecternError, QueueError, RenderFailed, StoreError, UnknownName
from service.exports.catalogue import CatalogueJob
from service.exports.editions import USUAL, Choice, Editions
from service.metrics.counting import count
from service.metrics.measures import AUDIO
from service.render.failures import Failures
from service.render.job import Outcome, is_done
from service.render.queues import Queue
from service.store.contract import Name, Store, Stored

_QUEUE_SECONDS: Final = 5.0
"""Between two tries to learn which voice speaks, while the queue is away."""

MOST_ORDERED: Final = 50
"""Recordings that listeners of one process may be waiting for at once, so that nobody fills the queue for others."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recording:
    key: str
    """64 hex digits: the address of the bytes, known before they exist."""
    slug: str
    part: str
    """Section id, or empty for the whole entry."""
    title: str
    seconds: float | None
    size: int | None
    """Length and bytes of the MP3, or None until it is rendered."""
    fallback: str = ""
    """Who speaks, where it is the fallback voice; else empty."""


@dataclass(frozen=True, slots=True)
class StoredAudio:
    data: bytes
    digest: str
    """SHA-256 of the bytes, in hexadecimal."""


class Desk:
    """Safe for any number of threads. Never speaks: the queue does."""

    def __init__(self, store: Store, queue: Queue, find_editions: Callable[[], Editions]) -> None:
        """`find_editions` runs in a thread of its own; it raises LecternError if no voice works."""
        self._store, self._queue, self._find_editions = store, queue, find_editions
        self._editions: Future[Editions] = Future()
        self._failures = Failures(store)
        self._ordered: set[str] = set()

    def start(self, patience: float = 0.0) -> None:
        """Find out which voice speaks, in a thread of its own; return once that is known, or after so many seconds.

        Until it is known, pages are shown without audio.
        """
        threading.Thread(target=self._find, name="catalogue", daemon=True).start()
        wait([self._editions], patience)

    def _find(self) -> None:
        try:
            self._editions.set_result(_find_patiently(self._find_editions))
        except LecternError as error:
            _log.error("There is no audio: %s", error)
            self._editions.set_exception(error)

    def get_editions(self, seconds: float | None = None) -> Editions:
        """:raise LecternError: if no voice works. :raise TimeoutError: if that is not known in time."""
        return self._editions.result(seconds)

    def has_voice(self) -> bool:
        """Whether a voice works, as far as is known now; the log says why not."""
        try:
            self.get_editions(0.0)
        except (TimeoutError, LecternError):
            return False
        return True

    def get_recordings(self, entry: Entry) -> Sequence[Recording]:
        """One for each part of the entry in order, then the whole entry, and its title; none if no voice works."""
        if not self.has_voice():
            return ()
        return [self._describe(choice) for choice in self.get_editions().get_choices(entry)]

    def get_rendering(self, entry: Entry, part: str, speed: float = USUAL, chunk: int | None = None) -> Recording:
        """A part at a speed, or one chunk of it, counted from 1.

        :raise UnknownName: if there is no such part, speed or chunk, or no voice works.
        """
        if not self.has_voice():
            raise UnknownName("recording", f"{entry.slug}/{part}", ())
        return self._describe(self.get_editions().get(entry.language, entry.slug, part, speed, chunk))

    def find(self, key: str) -> Recording | None:
        """The recording at an address, if the content can produce it."""
        if not self.has_voice():
            return None
        job = self.get_editions().find(key)
        return self._describe(Choice(job, None)) if job else None

    def _describe(self, choice: Choice) -> Recording:
        job = choice.job
        is_instead = choice.is_fallback
        if choice.instead is not None and self._is_better(choice.instead, job):
            job, is_instead = choice.instead, True
        stored = self._find_stored(Name(job.key, "mp3"))
        seconds = stored.facts["samples"] / stored.facts["sample_rate"] if stored else None
        size = stored.size if stored else None
        return Recording(job.key, job.slug, job.part, job.title, seconds, size, job.tags.artist if is_instead else "")

    def _find_stored(self, name: Name) -> Stored | None:
        """Length and size are told where they can be; a store that is away takes no player off a page."""
        try:
            return self._store.get_stored(name)
        except StoreError as error:
            _log.debug("It is not known how long a recording is: %s", error)
            return None

    def _is_better(self, instead: CatalogueJob, job: CatalogueJob) -> bool:
        """Whether the fallback voice is to be heard: it is there, or the main voice has just failed."""
        names = (each.products[-1] for each in (job, instead))  # what is written last
        main, other = (self._find_stored(name) is not None for name in names)
        return not main and (other or self._failures.get(job.key) is not None)

    def get(self, recording: Recording, kind: str) -> StoredAudio | None:
        """The bytes, or None while they are being made: once, however often they are asked for.

        :raise RenderFailed: if making them has just failed.
        :raise StoreError: if the store cannot be read.
        """
        found = self._store.get(Name(recording.key, kind))
        count(AUDIO, "miss" if found is None else "hit")
        if found is not None:
            return StoredAudio(found.data, found.stored.digest)
        job = self.get_editions(0.0).find(recording.key)
        if job is not None:
            self._have_made(job)
        return None

    def get_address(self, recording: Recording, seconds: int) -> str:
        """Where anybody can hear the MP3 for so long without this server; empty if it is not there, or nowhere else."""
        try:
            return self._store.get_address(Name(recording.key, "mp3"), seconds)
        except StoreError:
            return ""  # what is near can be heard all the same

    def get_clip(self, key: str, kind: str) -> StoredAudio | None:
        """The bytes of a clip of the phone line, which is never made while somebody waits; None if it is not there.

        :raise StoreError: if the store cannot be read.
        """
        found = self._store.get(Name(key, kind))
        return StoredAudio(found.data, found.stored.digest) if found else None

    def _have_made(self, job: CatalogueJob) -> None:
        """Order a job, after those that it needs. :raise RenderFailed: if one of them has just failed."""
        needs = [need for key in job.needs if (need := self.get_editions(0.0).find(key))]
        for each in (*needs, job):
            if failure := self._failures.get(each.key):
                raise failure if isinstance(failure, RenderFailed) else RenderFailed(str(failure)) from failure
        if len(self._ordered) >= MOST_ORDERED and job.key not in self._ordered:
            return  # whoever listens asks again, and by then there is room
        missing = [need for need in needs if not is_done(need, self._store)]
        for need in missing:
            self._submit(need).add_done_callback(lambda done: self._go_on(job, needs, done))
        if not missing:
            self._submit(job)

    def _go_on(self, job: CatalogueJob, needs: Sequence[CatalogueJob], done: Future[Outcome]) -> None:
        """One of the jobs that a job needs has ended: it is the job's turn after the last."""
        if done.exception() is None and all(is_done(need, self._store) for need in needs):
            self._submit(job)

    def _submit(self, job: CatalogueJob) -> Future[Outcome]:
        self._ordered.add(job.key)
        future = self._queue.submit(job, urgent=True)
        future.add_done_callback(lambda done: self._note(job, done))
        return future

    def _note(self, job: CatalogueJob, done: Future[Outcome]) -> None:
        self._ordered.discard(job.key)
        error = done.exception()
        if isinstance(error, LecternError):
            _log.error("Audio could not be made: %s", error)
            self._failures.rest(job.key, error)


def _find_patiently(find_editions: Callable[[], Editions]) -> Editions:
    """:raise LecternError: if no voice works. While no worker of another machine answers, that is not known."""
    while True:
        try:
            return find_editions()
        except QueueError as error:
            _log.warning("There is no audio yet: %s", error)
            threading.Event().wait(_QUEUE_SECONDS)
