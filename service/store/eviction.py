"""Eviction: the least recently used goes until a store is small enough. One evictor at a time."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from service.store.files import get_age
from service.store.inventory import Held, Inventoried

_ROOM: Final = "evictor"
_KEY: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Eviction:
    before: int
    """Bytes that were there."""
    gone: int
    objects: int
    """How many keys went."""

    @property
    def left(self) -> int:
        return self.before - self.gone


def get_size(store: Inventoried) -> int:
    """Bytes of all objects with their markers."""
    return sum(held.size for held in store.get_every_held())


def evict(
    store: Inventoried,
    limit: int,
    low: int | None = None,
    *,
    spared_seconds: float = 0.0,
    spared_kinds: Collection[str] = (),
) -> Eviction:
    """If there are more than `limit` bytes, delete until at most `low` are left, which is `limit` if not given.

    First goes what is not served, since no listener waits for it, then what is; of each the least recently used.
    What was written or used in the last `spared_seconds` stays, and so do objects of `spared_kinds`. The kinds of one
    key go together. A file that somebody has open stays readable for them where the system is POSIX.

    :raise StoreError: if the store cannot be written.
    """
    with store.lock(_ROOM, _KEY):
        before, aged = 0, []
        for held in store.get_every_held():
            before += held.size
            if get_age(held.used) >= spared_seconds:
                aged.append(held)
        if before <= limit:
            return Eviction(before, 0, 0)
        spared = frozenset(spared_kinds)
        candidates = (held for held in aged if not spared & held.kinds)
        return _evict(store, sorted(candidates, key=_get_turn), before, limit if low is None else low)


def _get_turn(held: Held) -> tuple[bool, float, str]:
    return held.is_served, -get_age(held.used), held.key


def _evict(store: Inventoried, candidates: Collection[Held], before: int, low: int) -> Eviction:
    gone = objects = 0
    for held in candidates:
        if before - gone <= low:
            break
        with suppress(OSError):
            bytes_gone = store.delete_held(held)
            gone += bytes_gone
            objects += bytes_gone > 0
    return Eviction(before, gone, objects)
