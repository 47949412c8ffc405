"""Worker processes of this machine, with a time limit for each task, through pebble."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import Any, Final, TypeVar, cast

from pebble import ProcessExpired, ProcessPool

from service.errors import EngineError, EngineUnavailable, LecternError, RenderFailed
from service.render import worker
from service.render.job import Bench, Task

Result = TypeVar("Result")

_TRIES: Final = 2
_PRELOADED: Final = ["service.render.pipeline"]
"""Brings numpy, LAME and libsndfile: imported once by the fork server, shared by all workers."""


class Pool:
    """A pool of worker processes. Workers are never forked from this process, which may have threads."""

    def __init__(self, workers: int, make_bench: Callable[[], Bench]) -> None:
        """`make_bench` runs once in each worker; it must be importable by name."""
        # numpy's linear algebra is not used here, and its threads would be started in every worker
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
        if sys.platform != "win32":
            context.set_forkserver_preload(_PRELOADED)
        self._perform = worker.perform
        self._pool = ProcessPool(
            max_workers=workers, initializer=worker.initialise, initargs=(make_bench,), context=context
        )
        self._guard = threading.Lock()
        self._under_way: dict[str, Future[Any]] = {}
        self._is_closed = False

    def submit(self, task: Task[Result]) -> Future[Result]:
        with self._guard:
            if task.key in self._under_way:
                return cast("Future[Result]", self._under_way[task.key])
            future: Future[Result] = Future()
            self._under_way[task.key] = future
        self._try(task, future, 1)
        return future

    def _try(self, task: Task[Result], future: Future[Result], attempt: int) -> None:
        try:
            inner = self._pool.schedule(self._perform, args=[task], timeout=task.seconds_allowed)
        except RuntimeError as error:  # the pool is closed
            self._finish(task, future, error=RenderFailed(f"'{task.title}' was stopped: {error}."))
            return
        inner.add_done_callback(partial(self._settle, task, future, attempt))

    def _settle(self, task: Task[Result], future: Future[Result], attempt: int, inner: Future[Result]) -> None:
        try:
            result = inner.result()
        except (CancelledError, KeyboardInterrupt):
            self._finish(task, future, error=RenderFailed(f"'{task.title}' was stopped."))
        except Exception as error:  # noqa: BLE001  whatever a worker raised must reach the future
            if attempt < _TRIES and _is_worth_another_try(error) and not self._is_closed:
                self._try(task, future, attempt + 1)
            else:
                self._finish(task, future, error=_get_failure(task, error))
        else:
            self._finish(task, future, result=result)

    def _finish(
        self, task: Task[Result], future: Future[Result], result: Any = None, error: Exception | None = None
    ) -> None:
        with self._guard:
            if self._under_way.pop(task.key, None) is None:
                return  # the queue was closed in the meantime and has settled it
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)

    def close(self) -> None:
        self._is_closed = True
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        with self._guard:
            left = list(self._under_way.values())
            self._under_way.clear()
        for future in left:
            future.set_exception(RenderFailed("The queue was stopped."))


def _is_worth_another_try(error: Exception) -> bool:
    if isinstance(error, EngineUnavailable):
        return False
    return isinstance(error, EngineError | ProcessExpired | TimeoutError)


def _get_failure(task: Task[Any], error: Exception) -> LecternError:
    """What a person needs to know of a failure; engine failures become RenderFailed."""
    if isinstance(error, EngineUnavailable) or (isinstance(error, LecternError) and not isinstance(error, EngineError)):
        return error
    if isinstance(error, TimeoutError):
        why = f"the worker did not finish within {task.seconds_allowed:.0f} s"
    elif isinstance(error, ProcessExpired):
        why = f"the worker process ended (exit code {error.exitcode})"
    else:
        why = f"{type(error).__name__}: {error}"
    failure = RenderFailed(f"'{task.title}' failed {_TRIES} times: {why.rstrip('.')}.")
    failure.__cause__ = error
    return failure
