"""Control+C, which a terminal sends to all processes: one that is only starting would answer with a traceback."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hold_interrupts() -> Iterator[None]:
    """Processes that this thread starts meanwhile do not hear Control+C, ever: whoever started them ends them.

    A signal mask is inherited (POSIX, `exec`), so it works before the first line of their Python. This process hears
    of a Control+C afterwards at the latest. On Windows it does nothing.
    """
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # by and by it would start all the same, and lift the mask when it has
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
