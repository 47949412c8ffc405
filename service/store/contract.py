"""What every store can do. The folder and the object store pass the same tests."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

_KEY: Final = re.compile(r"[0-9a-f]{64}")
_KIND: Final = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)?")


@dataclass(frozen=True, slots=True)
class Name:
    """What an object is called: the SHA-256 of what decides it, and its kind, such as `mp3`.

    :raise ValueError: for anything else, so that no path can be smuggled in.
    """

    key: str
    kind: str

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key) or not _KIND.fullmatch(self.kind):
            raise ValueError(f"not the name of a stored object: {self.key[:80]!r}, {self.kind[:20]!r}")

    def __str__(self) -> str:
        return f"{self.key}.{self.kind}"


@dataclass(frozen=True, slots=True)
class Stored:
    """An object's size, digest and facts, without its bytes."""

    size: int
    """Bytes."""
    digest: str
    """SHA-256 of the bytes, in hexadecimal."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the writer wished to know without reading the bytes: JSON values."""


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """An object with its bytes, which match the digest."""

    data: bytes
    stored: Stored


def get_key(values: Mapping[str, object]) -> str:
    """SHA-256 of readable `name=value` lines in the order of their names: the readable list *is* the key.

    The value is written with `repr` so that a line break in a text cannot look like another name.
    """
    lines = "".join(f"{name}={value!r}\n" for name, value in sorted(values.items()))
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


class Store(Protocol):
    """Put, get, has, open a range, delete one, delete the oldest. Every method may raise StoreError."""

    def put(self, name: Name, data: bytes, facts: Mapping[str, Any] | None = None, *, is_served: bool = True) -> Stored:
        """Write an object whole or not at all. One that is there already is left as it is.

        What is not `is_served` is never sent as a file and is cheap to make again: a store may keep it in a form of
        its own, and a power cut may tear it, which its digest then shows. A kind is served or it is not.
        """
        ...

    def get(self, name: Name) -> StoredBytes | None:
        """The object, or None. Bytes that fail their digest are moved aside and reported: None."""
        ...

    def get_stored(self, name: Name) -> Stored | None:
        """Size, digest and facts, or None. Checks the size, not the digest."""
        ...

    def open_range(self, name: Name, start: int, stop: int) -> bytes | None:
        """Bytes `start` up to `stop` of a proved object, or None."""
        ...

    def get_names(self) -> Iterator[Name]:
        """Every whole object, in no order."""
        ...

    def get_sizes(self, names: Iterable[Name]) -> Mapping[Name, int]:
        """Bytes of each of these that is served and there: many at once, and none of it from memory.

        Where asking for each would be slow, as of another machine, it is the way to find out what is missing.
        """
        ...

    def get_address(self, name: Name, seconds: int) -> str:
        """An address at which anybody may read an object that is served, for so long.

        Empty if it is not there, or the store has no addresses.
        """
        ...

    def delete(self, name: Name) -> None:
        """Delete an object, which need not be there. Who reads it meanwhile has all of it or nothing."""
        ...

    def delete_oldest(self, limit: int) -> int:
        """Delete the least recently used until at most `limit` bytes are left; how many bytes went.

        What is not served goes first: no listener waits for it.
        """
        ...

    def lock(self, room: str, key: str) -> AbstractContextManager[None]:
        """Hold the one right to make what `key` names, among all threads and processes that share the store.

        `room` keeps kinds of work apart, so that a holder of one may ask for another without a deadlock.
        """
        ...
