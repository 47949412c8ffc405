"""Names of persons' addresses and numbers that live for a day: a hash under a key in memory, which dies with the day.

No input and no output. Nobody can tell from the memory of this process who it was, nor follow anyone to the next day.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

_DAY: Final = 24 * 3600


@dataclass(slots=True)
class DayKey:
    """Not safe for threads: whoever counts has a lock anyway."""

    get_time: Callable[[], float] = time.time
    _key: bytes = b""
    _day: int = -1

    def renew(self) -> bool:
        """Whether another day has begun, and a new key with it: throw away what was counted under the old one."""
        if (day := int(self.get_time() // _DAY)) == self._day:
            return False
        self._day, self._key = day, secrets.token_bytes(32)
        return True

    def hash(self, text: str) -> bytes:
        """16 bytes."""
        return blake2b(text.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()
