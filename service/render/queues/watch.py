"""Pools of pebble's that broke: what they lost and left behind."""

from __future__ import annotations

import threading
from concurrent.futures import Future, InvalidStateError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Any, Final

from pebble import ProcessPool

_SECONDS: Final = 0.5
"""Between two looks. A pool is ended at the second, since one that breaks tells its tasks so a moment later."""


class Watch:
    """Looks after pools and the tasks that they were given.

    A pool breaks when a worker is killed while none has a task. It tells that to the tasks that it knows: not to one
    that it is given at that very moment (measured: one in about 130 of such moments on a busy machine), whose future
    would be waited for without end. And it leaves its other workers where they are.
    """

    def __init__(self) -> None:
        self._given: dict[ProcessPool, set[Future[Any]]] = {}
        self._guard = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="broken pools", daemon=True)
        self._thread.start()

    def keep(self, pool: ProcessPool) -> None:
        """End a pool that was started once it is broken, or with all others."""
        with self._guard:
            self._given.setdefault(pool, set())

    def add(self, future: Future[Any], pool: ProcessPool) -> Future[Any]:
        """Break the future if its pool breaks without a word."""
        with self._guard:
            self._given.setdefault(pool, set()).add(future)
        future.add_done_callback(lambda done: self._forget(done, pool))
        return future

    def close(self) -> None:
        """End all pools that were given tasks."""
        self._ended.set()
        self._thread.join()
        for pool in list(self._given):
            _end(pool)

    def _forget(self, future: Future[Any], pool: ProcessPool) -> None:
        with self._guard:
            self._given.get(pool, set()).discard(future)

    def _look(self) -> None:
        before: set[ProcessPool] = set()
        while not self._ended.wait(_SECONDS):
            with self._guard:
                pools = list(self._given)
            broken = {pool for pool in pools if not pool.active}
            for pool in broken & before:
                self._clear(pool)
            before = broken

    def _clear(self, pool: ProcessPool) -> None:
        with self._guard:
            lost = self._given.pop(pool)
        _end(pool)
        for future in lost:
            with suppress(InvalidStateError):
                future.set_exception(BrokenProcessPool("its workers were gone when it was given out"))


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()
