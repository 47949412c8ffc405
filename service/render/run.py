"""A run: every job that is not done, on a queue, in an order that keeps all workers busy, with progress."""

from __future__ import annotations

import queue as queues
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

from service.errors import EngineAway, LecternError
from service.render.job import Job, Outcome, get_missing
from service.render.queues import Queue
from service.store.contract import Store

_UNDER_WAY_FOR_EACH_WORKER: Final = 2


@dataclass(frozen=True, slots=True)
class Failure:
    job: Job
    error: LecternError


@dataclass(slots=True)
class Summary:
    """What came of a run, as it grows."""

    total: int
    already: int = 0
    """Jobs whose products were in the store before."""
    rendered: int = 0
    spoken: int = 0
    reused: int = 0
    """Clips spoken, and clips taken from the store."""
    elsewhere: int = 0
    """Sentences of recordings that workers made who do not tell which they spoke."""
    seconds_of_speech: float = 0.0
    """Of the sections rendered in this run."""
    size: int = 0
    """Bytes of MP3, or of the phone line's files, made in this run."""
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0

    instead: int = 0
    """Recordings that the fallback voice has, since the main voice failed."""

    @property
    def later(self) -> Sequence[Failure]:
        """Those of the failures that an engine which is away just now made: nothing is wrong with the recordings."""
        return [failure for failure in self.failures if isinstance(failure.error, EngineAway)]

    @property
    def lasting(self) -> Sequence[Failure]:
        """All other failures."""
        return [failure for failure in self.failures if not isinstance(failure.error, EngineAway)]

    @property
    def finished(self) -> int:
        return self.already + self.rendered + self.instead + len(self.failures)

    def add_instead(self, made: Sequence[Failure], second: Summary) -> None:
        """Take up a second run, which made in another way what had failed in this one."""
        self.failures = [failure for failure in self.failures if failure not in made]
        self.instead += len(made)
        for name in ("spoken", "reused", "elsewhere", "seconds_of_speech", "size", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(second, name))

    def add(self, outcome: Outcome) -> None:
        self.rendered += outcome.rendered
        self.already += not outcome.rendered
        self.spoken += outcome.spoken
        self.reused += outcome.reused
        if outcome.rendered:
            self.size += outcome.size
            self.elsewhere += outcome.elsewhere
            if outcome.spoken or outcome.reused or outcome.elsewhere:
                self.seconds_of_speech += outcome.samples / outcome.sample_rate


def run(
    jobs: Iterable[Job], store: Store, queue: Queue, report: Callable[[Summary, Job | None], None], ready: int = 0
) -> Summary:
    """Have every missing job done; `report` hears of each as it ends. Can be stopped and run again at any moment.

    `ready` others are counted as done before.
    """
    started = time.monotonic()
    every = list(jobs)
    missing = get_missing(every, store)
    summary = Summary(total=len(every) + ready, already=len(every) + ready - len(missing))
    report(summary, None)
    _Run(missing, queue, summary, report).run()
    summary.seconds = time.monotonic() - started
    return summary


class _Run:
    def __init__(
        self, missing: Sequence[Job], queue: Queue, summary: Summary, report: Callable[[Summary, Job | None], None]
    ) -> None:
        self._queue, self._summary, self._report = queue, summary, report
        self._ended: queues.SimpleQueue[tuple[Job, Future[Outcome]]] = queues.SimpleQueue()
        self._pending = {job.key: job for job in missing}
        self._failed: dict[str, LecternError] = {}
        self._open = len(missing)
        self._waiting: list[Job] = []
        self._ready: deque[Job] = deque()
        self._under_way = 0

    def run(self) -> None:
        # the longest first, so that no worker is left with a long job at the end
        for job in sorted(self._pending.values(), key=lambda job: job.seconds_allowed, reverse=True):
            if any(need in self._pending for need in job.needs):
                self._waiting.append(job)
            else:
                self._ready.append(job)
        while self._open:
            self._submit_some()
            job, future = self._ended.get()
            self._settle(job, future)

    def _submit_some(self) -> None:
        """Enough to keep all workers busy, and no more: a listener who asks meanwhile is next but a few."""
        while self._ready and self._under_way < _UNDER_WAY_FOR_EACH_WORKER * self._queue.workers:
            self._submit(self._ready.popleft())

    def _submit(self, job: Job) -> None:
        self._under_way += 1
        future = self._queue.submit(job)
        future.add_done_callback(lambda done: self._ended.put((job, done)))

    def _settle(self, job: Job, future: Future[Outcome]) -> None:
        self._under_way -= 1
        try:
            self._summary.add(future.result())
        except LecternError as error:
            self._fail(job, error)
        self._close(job)
        for waiting in [other for other in self._waiting if not any(need in self._pending for need in other.needs)]:
            self._waiting.remove(waiting)
            broken = next((self._failed[need] for need in waiting.needs if need in self._failed), None)
            if broken is None:
                self._ready.append(waiting)
            else:
                self._fail(waiting, broken)
                self._close(waiting)

    def _fail(self, job: Job, error: LecternError) -> None:
        self._failed[job.key] = error
        self._summary.failures.append(Failure(job, error))

    def _close(self, job: Job) -> None:
        del self._pending[job.key]
        self._open -= 1
        self._report(self._summary, job)
