"""What was learned about objects a short while ago, so that nobody is asked twice within it."""

from __future__ import annotations

import threading
import time
from typing import Final

from service.store.contract import Name, Stored

_THERE_SECONDS: Final = 60.0
"""What is there stays as it is; it can only be deleted."""
_ABSENT_SECONDS: Final = 2.0
"""What is not there may be made at any moment by another machine, and a listener may be waiting."""
_MOST: Final = 20_000
"""Names, about 20 MB with the facts of recordings."""


class Recent:
    """Safe for any number of threads."""

    def __init__(self) -> None:
        self._told: dict[str, dict[str, tuple[float, Stored | None, str]]] = {}
        self._guard = threading.Lock()

    def get(self, name: Name) -> tuple[bool, Stored | None]:
        """Whether it is known if the object is there, and what it is."""
        until, stored, _ = self._told.get(name.key, {}).get(name.kind, (0.0, None, ""))
        return (True, stored) if time.monotonic() < until else (False, None)

    def get_tag(self, name: Name) -> str:
        """The store's tag of the bytes that matched their digest here; empty if none did."""
        return self._told.get(name.key, {}).get(name.kind, (0.0, None, ""))[2]

    def note(self, name: Name, stored: Stored | None) -> None:
        with self._guard:
            self._set(name, stored, self.get_tag(name) if stored else "")

    def note_tag(self, name: Name, tag: str) -> None:
        with self._guard:
            self._set(name, self.get(name)[1], tag)

    def forget(self, key: str) -> None:
        with self._guard:
            self._told.pop(key, None)

    def _set(self, name: Name, stored: Stored | None, tag: str) -> None:
        if len(self._told) >= _MOST and name.key not in self._told:
            self._told.clear()
        seconds = _ABSENT_SECONDS if stored is None else _THERE_SECONDS
        kinds = self._told.get(name.key, {})
        self._told[name.key] = kinds | {name.kind: (time.monotonic() + seconds, stored, tag)}
