"""How many requests somebody made within this minute. Each process counts for itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from service.day_key import DayKey

AUDIO_FACTOR: Final = 20
"""A player that is moved about asks for piece after piece of audio; nobody who listens asks for so many."""
_MINUTE: Final = 60
_MOST_NAMES: Final = 100_000
"""Some 20 MB. Who comes after that in one minute is not counted: to forget the others would help whoever floods."""


@dataclass(slots=True)
class Rates:
    """Safe for any number of threads."""

    most: int
    """Requests for pages within a minute; 0 is without limit."""
    get_time: Callable[[], float] = time.time
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _counts: dict[bytes, int] = field(default_factory=dict)
    _minute: int = -1
    _key: DayKey = field(init=False)

    def __post_init__(self) -> None:
        self._key = DayKey(self.get_time)

    def count(self, name: str, is_audio: bool) -> int:
        """Count a request; the seconds until the next one is answered, 0 if this one is."""
        if not self.most or not name:
            return 0
        most = self.most * AUDIO_FACTOR if is_audio else self.most
        with self._lock:
            now = int(self.get_time())
            if self._key.renew() or now // _MINUTE != self._minute:
                self._minute = now // _MINUTE
                self._counts.clear()
            who = self._key.hash(f"{name} {is_audio}")
            if who in self._counts or len(self._counts) < _MOST_NAMES:
                self._counts[who] = self._counts.get(who, 0) + 1
            return 0 if self._counts.get(who, 0) <= most else _MINUTE - now % _MINUTE
