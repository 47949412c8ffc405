"""Bounds for what a service sends: in seconds as a whole, and in bytes. What goes beyond is ended, not left running."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class TooSlow(Exception):  # noqa: N818  what is wrong with the answer
    """It took longer than it may."""


class TooMuch(Exception):  # noqa: N818
    """More came than may come."""


class _Ended(BaseException):
    """Passes all that catches exceptions."""


class _Work(threading.Thread, Generic[Result]):
    """Work in a thread of its own, which can be ended."""

    def __init__(self, work: Callable[[], Result], name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self.outcomes: list[Result] = []
        self.faults: list[Exception] = []

    def run(self) -> None:
        try:
            self.outcomes.append(self._work())
        except _Ended:
            return
        except Exception as error:  # noqa: BLE001  whoever waits raises it again
            self.faults.append(error)

    def end(self) -> None:
        """Raise an exception in it, as soon as it is back in Python: so its connection is closed.

        What waits within the system, for data that does not come, is back when its own time limit is over.
        """
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident or 0), ctypes.py_object(_Ended))


def do_within(seconds: float, work: Callable[[], Result], name: str) -> Result:
    """What the work returns. :raise TooSlow: if it takes longer; then it is ended. :raise Exception: what it raises."""
    thread = _Work(work, name)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        thread.end()
        raise TooSlow
    if thread.faults:
        raise thread.faults[0]
    return thread.outcomes[0]


class BoundedBody:
    """The body of an answer of requests, in place of its `raw`, which ends after so many bytes."""

    def __init__(self, raw: Any, most: int) -> None:
        self._raw, self._left = raw, most

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def stream(self, amount: int, decode_content: bool | None = None) -> Iterator[bytes]:
        """:raise TooMuch:"""
        for piece in self._raw.stream(amount, decode_content=decode_content):
            self._left -= len(piece)
            if self._left < 0:
                self._raw.close()
                raise TooMuch
            yield piece
