"""The desk where recordings are asked for: tells what there is, has what is missing made once, hands out the bytes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from service.document.model import Entry
from service.errors import LecternError, RenderFailed
from service.exports.catalogue import Catalogue, CatalogueJob
from service.render.job import Outcome, is_done
from service.render.queues import Queue
from service.store.contract import Name, Store

_VOICES_SECONDS: Final = 5.0
"""For this long after the start a page waits to learn which voice speaks; after that it is shown without audio."""
_REST_SECONDS: Final = 60.0
"""After a failed render no other is tried for this long, so that a broken engine is not asked again and again."""

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


@dataclass(frozen=True, slots=True)
class StoredAudio:
    data: bytes
    digest: str
    """SHA-256 of the bytes, in hexadecimal."""


class Desk:
    """Safe for any number of threads. Never speaks: the queue does."""

    def __init__(self, store: Store, queue: Queue, find_catalogue: Callable[[], Catalogue]) -> None:
        """`find_catalogue` runs in a thread of its own; it raises LecternError if no voice works."""
        self._store, self._queue = store, queue
        self._catalogue: Future[Catalogue] = Future()
        self._resting: dict[str, tuple[float, LecternError]] = {}
        self._patience = time.monotonic() + _VOICES_SECONDS
        threading.Thread(target=self._find, args=(find_catalogue,), name="catalogue", daemon=True).start()

    def _find(self, find_catalogue: Callable[[], Catalogue]) -> None:
        try:
            self._catalogue.set_result(find_catalogue())
        except LecternError as error:
            _log.error("There is no audio: %s", error)
            self._catalogue.set_exception(error)

    def get_catalogue(self, seconds: float | None = None) -> Catalogue:
        """:raise LecternError: if no voice works. :raise TimeoutError: if that is not known in time."""
        return self._catalogue.result(seconds)

    def has_voice(self) -> bool:
        """Whether a voice works, as far as is known now; the log says why not."""
        try:
            self.get_catalogue(max(0.0, self._patience - time.monotonic()))
        except (TimeoutError, LecternError):
            return False
        return True

    def get_recordings(self, entry: Entry) -> Sequence[Recording]:
        """One for each part of the entry in order, then the whole entry; none if no voice works."""
        if not self.has_voice():
            return ()
        return [self._describe(job) for job in self.get_catalogue().get_jobs(entry)]

    def find(self, key: str) -> Recording | None:
        """The recording at an address, if the content can produce it."""
        if not self.has_voice():
            return None
        job = self.get_catalogue().by_key.get(key)
        return self._describe(job) if job else None

    def _describe(self, job: CatalogueJob) -> Recording:
        stored = self._store.get_stored(Name(job.key, "mp3"))
        seconds = stored.facts["samples"] / stored.facts["sample_rate"] if stored else None
        return Recording(job.key, job.slug, job.part, job.title, seconds, stored.size if stored else None)

    def get(self, recording: Recording, kind: str, wait_seconds: float) -> StoredAudio | None:
        """The bytes; what is not there yet is rendered first, once. None if that takes longer than `wait_seconds`.

        :raise RenderFailed: if it cannot be made.
        :raise StoreError: if the store cannot be read.
        """
        name = Name(recording.key, kind)
        found = self._store.get(name)
        if found is None:
            if not self._have_made(self.get_catalogue().by_key[recording.key], time.monotonic() + wait_seconds):
                return None
            found = self._store.get(name)
        return StoredAudio(found.data, found.stored.digest) if found else None

    def _have_made(self, job: CatalogueJob, deadline: float) -> bool:
        """Whether the job was done before the deadline."""
        by_key = self.get_catalogue().by_key
        needs = [by_key[key] for key in job.needs if not is_done(by_key[key], self._store)]
        waiting = [self._ask(need) for need in needs]
        return all(self._wait(future, deadline) for future in waiting) and self._wait(self._ask(job), deadline)

    def _ask(self, job: CatalogueJob) -> Future[Outcome]:
        since, failure = self._resting.get(job.key, (0.0, None))
        if failure is not None and time.monotonic() - since < _REST_SECONDS:
            failed: Future[Outcome] = Future()
            failed.set_exception(failure)
            return failed
        future = self._queue.submit(job)
        future.add_done_callback(lambda done: self._note(job, done))
        return future

    def _note(self, job: CatalogueJob, done: Future[Outcome]) -> None:
        error = done.exception()
        if isinstance(error, LecternError):
            self._resting[job.key] = (time.monotonic(), error)
        else:
            self._resting.pop(job.key, None)

    def _wait(self, future: Future[Outcome], deadline: float) -> bool:
        try:
            future.result(max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            return False
        except RenderFailed:
            raise
        except LecternError as error:
            raise RenderFailed(str(error)) from error
        return True
