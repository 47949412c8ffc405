"""Locks of one machine for a store that has none: files in a local folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.errors import StoreError
from service.store.lock import Held, hold


@dataclass(frozen=True, slots=True)
class LocalLocks:
    """Call it with a room and a key: it holds the right to make what the key names, on this machine."""

    folders: tuple[Path, ...]
    """The first that can be written has the locks: the near folder may be full or read-only."""

    def __call__(self, room: str, key: str) -> AbstractContextManager[None]:
        """:raise StoreError: if no file can be written there."""
        return self._hold(room, key)

    @contextmanager
    def _hold(self, room: str, key: str) -> Iterator[None]:
        held = self._take(room, key)
        try:
            yield
        finally:
            held.close()

    def _take(self, room: str, key: str) -> Held:
        fault: OSError | None = None
        for folder in self.folders:
            try:
                return hold(folder / room / key[:2])
            except OSError as error:
                fault = error
        why = fault.strerror or fault if fault else "no folder is named for them"
        raise StoreError(f"Locks cannot be taken in {self.folders[-1]}: {why}.") from fault
