"""Work that may wait: done one after another, in a thread that gives way to those that answer."""

from __future__ import annotations

import os
import queue as queues
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

_MOST_WAITING: Final = 256
_NICE: Final = 15


class Polisher:
    """Its thread begins with the first work, and so after the process has been forked."""

    def __init__(self) -> None:
        self._waiting: queues.Queue[Callable[[], None]] = queues.Queue(_MOST_WAITING)
        self._guard = threading.Lock()
        self._has_begun = False

    def polish(self, work: Callable[[], None]) -> None:
        """Have something done later; where too much is waiting, it is left as it is."""
        with self._guard:
            if not self._has_begun:
                self._has_begun = True
                threading.Thread(target=self._run, name="polishing pages", daemon=True).start()
        with suppress(queues.Full):
            self._waiting.put_nowait(work)

    def rest(self) -> None:
        """Wait until all is done."""
        self._waiting.join()

    def _run(self) -> None:
        with suppress(AttributeError, OSError):  # where one thread cannot be made to give way, it does not
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        while True:
            work = self._waiting.get()
            try:
                work()
            finally:
                self._waiting.task_done()
