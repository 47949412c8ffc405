"""A bounded local folder in front of an object store: what listeners heard last is served from it.

Filled when something is read or written, with the digest checked. It keeps what is served alone: the rest is read once,
and may be replaced. What the object store says counts; while it is away, what is near is served all the same.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

from service.errors import StoreError
from service.store.contract import Name, Stored, StoredBytes
from service.store.eviction import evict
from service.store.folder import FolderStore
from service.store.inventory import Held
from service.store.objects import ObjectStore

Result = TypeVar("Result")

_HIGH_WATER: Final = 0.95
_LOW_WATER: Final = 0.9
_LOOK: Final = 0.01
"""After each hundredth of the bound that this process has written, it looks whether something must go."""
_QUIET_SECONDS: Final = 60.0

_log = logging.getLogger(__name__)


class NearStore:
    """Safe for any number of threads, processes and machines; the folder is this machine's own."""

    def __init__(self, near: FolderStore, far: ObjectStore, limit: int) -> None:
        """`limit` is the most bytes that the folder may hold."""
        self.near, self.far, self.limit = near, far, limit
        self._written = limit  # so that the first write looks what is there
        self._looking = threading.Lock()
        self._told = 0.0
        self._locked = threading.local()

    def put(self, name: Name, data: bytes, facts: Mapping[str, Any] | None = None, *, is_served: bool = True) -> Stored:
        stored = self.far.put(name, data, facts, is_served=is_served)
        if is_served and stored.digest == hashlib.sha256(data).hexdigest():
            self._keep(name, StoredBytes(data, stored))
        return stored

    def get(self, name: Name) -> StoredBytes | None:
        found = self._ask_near(lambda: self.near.get(name))
        if found is not None:
            return found
        fetched = self.far.fetch(name)
        if fetched is None:
            return None
        found, is_served = fetched
        if is_served:
            self._keep(name, found)
        return found

    def get_stored(self, name: Name) -> Stored | None:
        if name.key in getattr(self._locked, "keys", ()):
            return self.far.get_stored(name)  # who is about to make it must know whether all others have it
        return self._ask_near(lambda: self.near.get_stored(name)) or self.far.get_stored(name)

    def open_range(self, name: Name, start: int, stop: int) -> bytes | None:
        near = self._ask_near(lambda: self.near.open_range(name, start, stop))
        if near is not None:
            return near
        if time.monotonic() - self._told < _QUIET_SECONDS:  # the folder keeps nothing at present
            return self.far.open_range(name, start, stop)
        found = self.get(name)
        return None if found is None else found.data[start:stop]

    def _ask_near(self, ask: Callable[[], Result | None]) -> Result | None:
        try:
            return ask()
        except StoreError as error:
            self._tell(error)
            return None

    def _tell(self, error: StoreError) -> None:
        """Once a minute: a folder that is full or read-only must not fill the log too."""
        if not self._told or time.monotonic() - self._told > _QUIET_SECONDS:
            self._told = time.monotonic()
            _log.warning("%s The object store is read instead.", error)

    def _keep(self, name: Name, found: StoredBytes) -> None:
        """Have it near, if the folder can be written."""
        size = len(found.data)
        if size > self.limit // 2:
            return
        self._ask_near(lambda: self.near.put(name, found.data, found.stored.facts))
        self._written += size
        if self._written > self.limit * _LOOK and self._looking.acquire(blocking=False):
            self._written = 0
            threading.Thread(target=self._evict, name="bound of the near folder", daemon=True).start()

    def _evict(self) -> None:
        try:
            evict(self.near, int(self.limit * _HIGH_WATER), int(self.limit * _LOW_WATER))
        except (StoreError, OSError) as error:
            _log.warning("The folder %s cannot be kept within its bound: %s", self.near.folder, error)
        finally:
            self._looking.release()

    def get_sizes(self, names: Iterable[Name]) -> dict[Name, int]:
        """As the object store tells it; what that has lost is not kept near either, so that it is made again."""
        wanted = list(names)
        sizes = self.far.get_sizes(wanted)
        for name in wanted:
            if name not in sizes:
                self._drop(name)
        return sizes

    def _drop(self, name: Name) -> None:
        with suppress(StoreError):
            if self.near.get_stored(name) is not None:
                self.near.delete(name)

    def get_names(self) -> Iterator[Name]:
        return self.far.get_names()

    def get_every_held(self) -> Iterator[Held]:
        return self.far.get_every_held()

    def get_places(self, held: Held) -> list[str]:
        return self.far.get_places(held)

    def delete_held(self, held: Held) -> int:
        gone = self.far.delete_held(held)
        for kind in held.kinds:
            self._drop(Name(held.key, kind))
        return gone

    def delete(self, name: Name) -> None:
        self.far.delete(name)
        self._drop(name)

    def delete_oldest(self, limit: int) -> int:
        return evict(self, limit).gone

    def get_address(self, name: Name, seconds: int) -> str:
        return self.far.get_address(name, seconds)

    @contextmanager
    def lock(self, room: str, key: str) -> Iterator[None]:
        with self.far.lock(room, key):
            before = getattr(self._locked, "keys", ())
            self._locked.keys = (*before, key)
            try:
                yield
            finally:
                self._locked.keys = before
