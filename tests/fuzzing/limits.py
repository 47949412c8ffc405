"""A bound of time that no `except Exception` of the code under test can swallow."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 4.0
"""Of CPU time for one input, so that a busy machine makes no difference. The largest inputs here take a tenth."""


class TooSlow(BaseException):
    """An input took longer than any may."""


def _raise(*_: object) -> None:
    raise TooSlow


@contextmanager
def limit(seconds: float = SECONDS) -> Iterator[None]:
    """:raise TooSlow: if the block computes for longer. For the main thread alone."""
    before = signal.signal(signal.SIGPROF, _raise)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
