"""How the worker processes of a pool are started: never forked from a process that may have threads."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from typing import Any, Final

_PRELOADED: Final = ["service.render.pipeline"]
"""Brings numpy, LAME and libsndfile: imported once by the fork server, shared by all workers."""
_Context: Final[Any] = type(multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver"))


class KeepingContext(_Context):  # type: ignore[misc]
    """Keeps the locks that workers share until they have ended.

    pebble gives up its locks before it stops its workers: one that is only starting would not find them by their names,
    and would say so in a traceback.
    """

    def __init__(self, preloaded: Sequence[str]) -> None:
        """`preloaded` are modules that all workers need."""
        super().__init__()
        self.locks: list[Any] = []
        if sys.platform != "win32":
            self.set_forkserver_preload([*_PRELOADED, *preloaded])

    def RLock(self) -> Any:  # noqa: N802  the name of multiprocessing's
        self.locks.append(super().RLock())
        return self.locks[-1]
