"""Worker processes of this machine, with a time limit for each task, through pebble."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar, cast

from pebble import ProcessExpired, ProcessPool

from service.errors import AudioError, EngineError, LecternError, RenderFailed
from service.interrupts import hold_interrupts
from service.render import worker
from service.render.failures import TRIES, Failures, get_failure, is_of_the_job
from service.render.job import Bench, Task
from service.render.queues.context import KeepingContext
from service.render.queues.counted import count_failed_try, count_task
from service.render.queues.watch import Watch

Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class _Wish:
    """A task that somebody waits for."""

    task: Task[Any]
    is_urgent: bool
    tries: int = 0
    """Tries that failed, those of other processes and machines too."""
    breaks: int = 0
    """How often all workers were gone at once, which is nothing that the task did."""
    future: Future[Any] = field(default_factory=Future)


class Pool:
    """A pool of worker processes. Workers are never forked from this process, which may have threads."""

    def __init__(self, workers: int, make_bench: Callable[[], Bench], failures: Failures | None = None) -> None:
        """`make_bench` runs once in each worker; it must be importable by name. Without `failures` none are kept."""
        # numpy's linear algebra is not used here, and its threads would be started in every worker
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self._context = KeepingContext([getattr(make_bench, "func", make_bench).__module__])
        self.workers = workers
        self._failures = failures
        self._perform = worker.perform
        self._make_pool = partial(
            ProcessPool, max_workers=workers, initializer=worker.initialise, initargs=(make_bench,),
            context=self._context)  # fmt: skip
        self._pool = self._make_pool()
        self._guard = threading.Lock()
        self._under_way: dict[str, _Wish] = {}
        self._urgent: deque[_Wish] = deque()
        self._bulk: deque[_Wish] = deque()
        self._handed_out = 0
        self._is_closed = False
        self._watch = Watch()
        self._answer: Future[int] | None = None
        self._starting = threading.Thread(target=self._start, name="starting workers", daemon=True)
        self._starting.start()

    def _start(self) -> None:
        """Start the workers while the caller reads its content: that takes as long as reading does."""
        with suppress(Exception), hold_interrupts():  # what is wrong is told to the first that gives out a task
            _ = self._pool.active

    def submit(self, task: Task[Result], *, urgent: bool = False) -> Future[Result]:
        wish = _Wish(task, urgent)
        record = self._failures.find(task.key) if self._failures else None
        if record is not None:
            wish.tries = record.tries
            if record.is_final:
                wish.future.set_exception(record.get_error())
                return wish.future
        with self._guard:
            there = self._under_way.setdefault(task.key, wish)
            if there is wish or (urgent and there in self._bulk):
                with suppress(ValueError):
                    self._bulk.remove(there)
                there.is_urgent = urgent
                self._get_line(there).append(there)
        if there is wish:
            count_task(wish.future)
        self._hand_out()
        return cast("Future[Result]", there.future)

    def _get_line(self, wish: _Wish) -> deque[_Wish]:
        return self._urgent if wish.is_urgent else self._bulk

    def _hand_out(self) -> None:
        """Give each idle worker a task, and no more: what waits here can still be overtaken."""
        while True:
            with self._guard:
                waiting = self._urgent or self._bulk
                if not waiting or (self._handed_out >= self.workers and not self._is_closed):
                    return
                wish = waiting.popleft()
                self._handed_out += 1
            try:
                inner = self._schedule(wish.task)
            except RuntimeError as error:  # the pool is closed
                with self._guard:
                    self._handed_out -= 1
                self._finish(wish, error=RenderFailed(f"'{wish.task.title}' was stopped: {error}."))
            else:
                inner.add_done_callback(partial(self._settle, wish))

    def _schedule(self, task: Task[Any]) -> Future[Any]:
        """:raise RuntimeError: if the pool is closed."""
        if self._is_closed:
            raise RuntimeError("the queue is closed")
        self._starting.join()
        pool = self._pool
        try:
            return self._give(task, pool)
        except RuntimeError:  # an idle worker was killed, after which pebble's pool takes nothing any more
            with self._guard, hold_interrupts():
                return self._give(task, self._renew(pool))

    def _renew(self, broken: ProcessPool) -> ProcessPool:
        """Another pool instead of one that broke, unless it is there already. The guard is held."""
        if self._pool is broken and not self._is_closed:
            self._watch.keep(broken)
            self._pool = self._make_pool()
        return self._pool

    def _give(self, task: Task[Any], pool: ProcessPool) -> Future[Any]:
        return self._watch.add(pool.schedule(self._perform, args=[task], timeout=task.seconds_allowed), pool)

    def _settle(self, wish: _Wish, inner: Future[Any]) -> None:
        with self._guard:
            self._handed_out -= 1
        try:
            result = inner.result()
        except (CancelledError, KeyboardInterrupt):
            self._finish(wish, error=RenderFailed(f"'{wish.task.title}' was stopped."))
        except Exception as error:  # noqa: BLE001  whatever a worker raised must reach the future
            self._fail(wish, error)
        else:
            self._finish(wish, result=result)
        self._hand_out()

    def _fail(self, wish: _Wish, error: Exception) -> None:
        """Count the try, and make another one unless it was the last."""
        if self._is_closed:  # its worker was ended with the queue
            self._finish(wish, error=RenderFailed(f"'{wish.task.title}' was stopped."))
            return
        if isinstance(error, LecternError) and not is_of_the_job(error):
            self._finish(wish, error=error)
            return
        if isinstance(error, BrokenProcessPool) and wish.breaks < TRIES:
            wish.breaks += 1
            self._try_again(wish)
            return
        count_failed_try(error)
        wish.tries += 1
        failure: LecternError
        if isinstance(error, AudioError):
            failure = error
        else:
            failure = get_failure(wish.task, _get_why(wish.task, error), wish.tries)
            failure.__cause__ = error
        is_final = wish.tries >= TRIES
        if self._failures:
            task = wish.task
            self._failures.add(task.key, getattr(task, "slug", ""), task.title, failure, wish.tries, is_final=is_final)
        if is_final:
            self._finish(wish, error=failure)
        else:
            self._try_again(wish)

    def _try_again(self, wish: _Wish) -> None:
        with self._guard:
            self._get_line(wish).appendleft(wish)

    def _finish(self, wish: _Wish, result: Any = None, error: Exception | None = None) -> None:
        if wish.tries and error is None and self._failures:
            self._failures.forget(wish.task.key)
        with self._guard:
            if self._under_way.pop(wish.task.key, None) is None:
                return  # the queue was closed in the meantime and has settled it
        if error is not None:
            wish.future.set_exception(error)
        else:
            wish.future.set_result(result)

    def is_alive(self) -> bool:
        """Whether workers are there. If all were gone, others are started, and it is no until one of them answers."""
        pool = self._pool
        with suppress(RuntimeError), hold_interrupts():  # who asks first starts them; some cannot be started
            if self._is_closed:
                return False
            if pool.active:
                return self._answer is None or self._answer.done()
            with self._guard:
                renewed = self._renew(pool)
                self._answer = self._watch.add(renewed.schedule(os.getpid), renewed)
        return False

    def close(self) -> None:
        with self._guard:
            self._is_closed = True
        self._starting.join()
        self._watch.close()  # it may be at the end of the same pool
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._context.locks.clear()
        with self._guard:
            left = list(self._under_way.values())
            self._under_way.clear()
        for wish in left:
            wish.future.set_exception(RenderFailed("The queue was stopped."))


def _get_why(task: Task[Any], error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"the worker did not finish within {task.seconds_allowed:.0f} s"
    if isinstance(error, ProcessExpired):
        return f"the worker process ended (exit code {error.exitcode})"
    if isinstance(error, EngineError):
        return str(error)
    return f"{type(error).__name__}: {error}"
