"""How many calls are taken, at once and from one number. Of a number only a keyed hash is kept, under a key that is
made at the start and dies with the day; so nobody can tell from the memory of this process who called."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, NoReturn

from service.day_key import DayKey
from service.phone.adapters.open_calls import OpenCall, SharedCalls

_HOUR: Final = 3600
_MOST_CALLERS: Final = 100_000
_SLACK_SECONDS: Final = 30
_NUMBER: Final = re.compile(r"\+?[0-9]{7,15}")
_NO_NUMBERS: Final = ("266696687", "7378742833", "2562533", "8656696", "86282452253")
"""ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE as keys: what some providers send for a withheld number."""


@dataclass(slots=True)
class Gate:
    """Safe for any number of threads. Each process counts for itself, but for open calls if they are shared."""

    most_calls: int = 50
    most_a_caller: int = 30
    """Within an hour; 0 is without limit."""
    most_at_once: int = 0
    """Open calls of one caller; 0 is without limit."""
    get_time: Callable[[], float] = time.time
    shared: SharedCalls | None = None
    """Where the open calls of all processes are; those of one caller at once are then not counted."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _open: dict[bytes, OpenCall] = field(default_factory=dict)
    _callers: dict[bytes, list[float]] = field(default_factory=dict)
    _key: DayKey = field(init=False)
    _has_begun: bool = False

    def __post_init__(self) -> None:
        self._key = DayKey(self.get_time)

    def begin(self, seconds: float = _HOUR) -> None:
        """Look at the clock now and then in a thread of its own: the day's key dies though nobody calls.

        Once is enough, in the process that takes calls: threads do not outlive a fork.
        """
        with self._lock:
            if not self._has_begun:
                self._has_begun = True
                threading.Thread(target=self._tick, args=(seconds,), name="day of callers", daemon=True).start()

    def _tick(self, seconds: float) -> NoReturn:
        while True:
            time.sleep(seconds)
            self.count()

    def enter(self, call: str, caller: str) -> int | None:
        """When the call began, or None if it is one too many. A repeated request changes nothing."""
        with self._hold():
            now = self._settle()
            name = self._hash(call)
            if known := self._open.get(name):
                return known.began
            who = self._get_name(caller)
            if len(self._open) >= self.most_calls or self._has_too_many_open(who) or self._is_too_often(who, now):
                return None
            self._open[name] = OpenCall(int(now), who, now + _SLACK_SECONDS)
            return int(now)

    def is_new(self, call: str) -> bool:
        """Whether an open call is asked about for the first time: requests are repeated, and some tell of it only."""
        with self._hold():
            known = self._open.get(self._hash(call))
            if known is None or known.is_counted:
                return False
            known.is_counted = True
            return True

    def stay(self, call: str, began: int, seconds: float) -> None:
        """The call goes on, for so many seconds at most before something is asked for again."""
        with self._hold():
            now, name = self._settle(), self._hash(call)
            who = known.caller if (known := self._open.get(name)) else b""
            self._open[name] = OpenCall(began, who, now + seconds + _SLACK_SECONDS, is_counted=True)

    def leave(self, call: str) -> None:
        with self._hold():
            self._open.pop(self._hash(call), None)

    def count(self) -> int:
        """Calls that are open now."""
        with self._hold():
            self._settle()
            return len(self._open)

    @contextmanager
    def _hold(self) -> Iterator[None]:
        """Nobody else changes what is open meanwhile."""
        with self._lock:
            if self.shared is None:
                yield
                return
            with self.shared.hold() as self._open:
                yield
            self._open = {}

    def _hash(self, call: str) -> bytes:
        return self.shared.hash(call) if self.shared else self._key.hash(call)

    def _settle(self) -> float:
        """The time; forgets calls that fell silent, and at the end of a day its key and all that was under it."""
        now = self.get_time()
        if self._key.renew():
            self._callers.clear()
            if self.shared is None:
                self._open.clear()
        for name in [name for name, call in self._open.items() if call.until < now]:
            del self._open[name]
        return now

    def _get_name(self, caller: str) -> bytes:
        """Empty for callers without a number, who are never held back: who hides it may have good reason to."""
        if not _NUMBER.fullmatch(caller) or caller.lstrip("+") in _NO_NUMBERS:
            return b""
        return self._key.hash(caller)

    def _has_too_many_open(self, name: bytes) -> bool:
        if not self.most_at_once or not name:
            return False
        return sum(call.caller == name for call in self._open.values()) >= self.most_at_once

    def _is_too_often(self, name: bytes, now: float) -> bool:
        if not self.most_a_caller or not name:
            return False
        times = [each for each in self._callers.get(name, ()) if each > now - _HOUR]
        if len(times) >= self.most_a_caller:
            return True
        if len(self._callers) >= _MOST_CALLERS:
            self._callers.clear()
        self._callers[name] = [*times, now]
        return False
