"""How much memory bodies take that are being sent: slow readers may be many, and no server tells when one has done."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 128 << 20
"""Of each process, beyond what it had when it began to serve, and beyond what it keeps on purpose."""
_LOOK_SECONDS: Final = 0.02
_MEMORY: Final = Path("/proc/self/statm")


class Load:
    """Looks at the memory of this process now and then. Where that cannot be seen, there is no bound."""

    def __init__(self, limit: int = MOST_BYTES) -> None:
        self._limit, self._first, self._next = limit, 0, 0.0
        self._is_heavy = False

    def is_heavy(self, kept: int) -> bool:
        """Whether large bodies must wait; `kept` is what this process holds in memory for later, in bytes."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _LOOK_SECONDS
            memory = _get_bytes()
            self._first = self._first or memory - kept
            self._is_heavy = memory - self._first - kept > self._limit
        return self._is_heavy


def _get_bytes() -> int:
    with suppress(OSError, ValueError, IndexError):
        return int(_MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0
