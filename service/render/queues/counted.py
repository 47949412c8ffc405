"""What every queue tells of its tasks, for the figures: how many there are, how they ended, and what it took."""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from pebble import ProcessExpired

from service.metrics.counting import count
from service.metrics.measures import CLIPS, QUEUED, RENDERS, RESTARTS
from service.render.job import Outcome


def count_task(future: Future[Any]) -> None:
    """Call it once for each task that is taken."""
    count(QUEUED)
    future.add_done_callback(_count_end)


def _count_end(future: Future[Any]) -> None:
    count(QUEUED, amount=-1)
    if future.cancelled() or future.exception():
        count(RENDERS, "failed")
        return
    count(RENDERS, "done")
    outcome = future.result()
    if isinstance(outcome, Outcome):
        count(CLIPS, "spoken", amount=outcome.spoken)
        count(CLIPS, "cache", amount=outcome.reused)


def count_failed_try(error: BaseException) -> None:
    """Call it for each try that failed: after each, the task begins anew in an engine that is well, or is given up."""
    hung = isinstance(error, TimeoutError)
    count(RESTARTS, "hang" if hung else "crash" if isinstance(error, ProcessExpired | BrokenProcessPool) else "failure")
