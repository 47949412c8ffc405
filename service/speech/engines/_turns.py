"""Turns: at most one request at a time goes out to a service, however many workers there are."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from service.store.lock import hold


class TooLate(Exception):  # noqa: N818  what is wrong with the turn
    """The next turn comes too late for whoever asked: `turn`, in seconds since the epoch."""

    def __init__(self, turn: float) -> None:
        super().__init__(turn)
        self.turn = turn


class Turns:
    """When the next turn is, and until when there is none, in a small file that all workers of this machine share."""

    def __init__(
        self,
        path: Path,
        seconds_between: float,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`clock` is one for all processes: seconds since the epoch."""
        self._path, self._seconds_between, self._sleep, self._clock = path, seconds_between, sleep, clock
        self._lock_path = path.with_suffix(".lock")

    def take(self, deadline: float) -> None:
        """Wait for the next turn, and for another one if all were postponed meanwhile.

        :raise TooLate: at once, if it comes after the deadline; then none is taken.
        :raise OSError: if the file cannot be written.
        """
        while (turn := self._book(deadline)) > self._clock():
            self._sleep(turn - self._clock())
            if not self._is_postponed():
                return

    def postpone(self, seconds: float) -> None:
        """Let nobody have a turn for so long, those neither who wait for one already. :raise OSError:"""
        with closing(hold(self._lock_path)):
            following, closed = self._read()
            self._write(following, max(closed, self._clock() + seconds))

    def _book(self, deadline: float) -> float:
        """When the turn is that was taken. :raise TooLate:"""
        with closing(hold(self._lock_path)):
            following, closed = self._read()
            turn = max(following, closed, self._clock())
            if turn > deadline:
                raise TooLate(turn)
            self._write(turn + self._seconds_between, closed)
        return turn

    def _is_postponed(self) -> bool:
        with closing(hold(self._lock_path)):
            return self._read()[1] > self._clock()

    def _read(self) -> tuple[float, float]:
        """The next turn, and until when there is none."""
        with suppress(FileNotFoundError, ValueError):
            following, closed = map(float, self._path.read_text(encoding="ascii").split())
            return following, closed
        return 0.0, 0.0

    def _write(self, following: float, closed: float) -> None:
        self._path.write_text(f"{following!r} {closed!r}", encoding="ascii")
