"""The line, made beside the start of a server: pages need not wait until it is known which voice speaks."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, Generic, TypeVar

from service.errors import LecternError

_log = logging.getLogger(__name__)
Made = TypeVar("Made")
_SECONDS: Final = 3.0
"""So long may a call wait for the line: Vonage gives up after five."""
_REST_SECONDS: Final = 10.0
"""After what failed: the next call then tries again, since a queue that was away may be back."""


class LateLine(Generic[Made]):
    """Gives the line once it is made, in the process that takes calls: threads do not outlive a fork."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._line: Future[Made] = Future()
        self._guard = threading.Lock()
        self._has_begun = False
        self._rests_until = 0.0

    def begin(self) -> None:
        """Make it in a thread of its own. Once is enough, unless that fails; calls do it too."""
        with self._guard:
            if self._has_begun and self._has_failed() and time.monotonic() >= self._rests_until:
                self._line, self._has_begun = Future(), False
            if not self._has_begun:
                self._has_begun = True
                threading.Thread(target=self._run, args=(self._line,), name="phone line", daemon=True).start()

    def __call__(self) -> Made:
        """The line. It raises what making it raised, or TimeoutError after `_SECONDS`."""
        self.begin()
        return self._line.result(_SECONDS)

    def _has_failed(self) -> bool:
        return self._line.done() and self._line.exception() is not None

    def _run(self, line: Future[Made]) -> None:
        try:
            line.set_result(self._make())
        except Exception as error:  # noqa: BLE001  every call would be told, so the log is
            _log.error(
                "The phone line cannot take calls: %s", error if isinstance(error, LecternError) else repr(error)
            )
            self._rests_until = time.monotonic() + _REST_SECONDS
            line.set_exception(error)
