"""The calls that are open, in memory that all web processes of a machine share: forked from one that made it.

Nothing is on a disk but an empty file that has no name, to take turns by. A call stands there under a keyed hash of the
provider's name for it, and nothing of its caller.
"""

from __future__ import annotations

import mmap
import secrets
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from types import ModuleType
from typing import IO, Final

_COUNT: Final = struct.Struct("<I")
_RECORD: Final = struct.Struct("<16sqd?")
_SPARE: Final = 4
"""Times as many calls are remembered as are taken: those that another server on this line took go on here too."""


@dataclass(slots=True)
class OpenCall:
    began: int
    caller: bytes
    """Empty if the caller has no number, or is not counted."""
    until: float
    """If nothing is asked for by then, the caller has hung up."""
    is_counted: bool = False


def _get_fcntl() -> ModuleType | None:
    """None on Windows, where no process is forked, so that nothing is shared."""
    try:
        import fcntl
    except ImportError:
        return None
    return fcntl


@dataclass(slots=True)
class SharedCalls:
    """Safe for any number of threads and forked processes. A process that dies leaves no turn taken."""

    most: int
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _guard: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _turn: IO[bytes] = field(default_factory=tempfile.TemporaryFile, repr=False)
    _memory: mmap.mmap = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._memory = mmap.mmap(-1, _COUNT.size + _SPARE * self.most * _RECORD.size)

    def __del__(self) -> None:
        self._turn.close()

    def hash(self, call: str) -> bytes:
        """16 bytes, the same in all processes, under a key that was made at the start and is in memory alone."""
        return blake2b(call.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()

    @contextmanager
    def hold(self) -> Iterator[dict[bytes, OpenCall]]:
        """All open calls; what is changed in them is there for all processes afterwards."""
        fcntl = _get_fcntl()
        with self._guard:
            if fcntl:
                fcntl.lockf(self._turn, fcntl.LOCK_EX)
            try:
                calls = self._read()
                yield calls
                self._write(calls)
            finally:
                if fcntl:
                    fcntl.lockf(self._turn, fcntl.LOCK_UN)

    def _read(self) -> dict[bytes, OpenCall]:
        (count,) = _COUNT.unpack_from(self._memory)
        records = (_RECORD.unpack_from(self._memory, _COUNT.size + place * _RECORD.size) for place in range(count))
        return {name: OpenCall(began, b"", until, is_counted) for name, began, until, is_counted in records}

    def _write(self, calls: dict[bytes, OpenCall]) -> None:
        """What was there before is overwritten, so that no name of a call outlives it."""
        kept = list(calls.items())[-_SPARE * self.most :]
        data = _COUNT.pack(len(kept)) + b"".join(
            _RECORD.pack(name, call.began, call.until, call.is_counted) for name, call in kept
        )
        self._memory[:] = data.ljust(len(self._memory), b"\0")
