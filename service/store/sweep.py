"""The sweep of a store: which objects nobody needs any more, and their deletion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Final

from service.store.files import get_age
from service.store.inventory import Held, Inventoried

YOUNG_SECONDS: Final = 86_400.0
"""What was written or used within a day stays: another version, or other settings, may be rendering it."""


@dataclass(slots=True)
class Sweep:
    """What a sweep found. Counts are of keys."""

    needed: int = 0
    young: int = 0
    """Not needed, but younger than a day."""
    unneeded: list[Held] = field(default_factory=list)
    gone: int = 0
    gone_bytes: int = 0

    def get_bytes_by_kind(self) -> dict[str, tuple[int, int]]:
        """By the kind that names an object best: how many keys are not needed, and their bytes."""
        count: Counter[str] = Counter()
        size: Counter[str] = Counter()
        for held in self.unneeded:
            kind = min(held.kinds, key=_get_rank)
            count[kind] += 1
            size[kind] += held.size
        return {kind: (count[kind], size[kind]) for kind in sorted(count)}


def _get_rank(kind: str) -> tuple[bool, str]:
    """A recording is called by its sound, not by the texts beside it."""
    return kind in ("vtt", "marks.json"), kind


def find_unneeded(store: Inventoried, needed: Container[str]) -> Sweep:
    """Every key that is not among those that are needed, without changing anything."""
    found = Sweep()
    for held in store.get_every_held():
        if held.key in needed:
            found.needed += 1
        elif get_age(held.used) < YOUNG_SECONDS:
            found.young += 1
        else:
            found.unneeded.append(held)
    return found


def delete_unneeded(store: Inventoried, sweep: Sweep) -> None:
    """Delete what was found, but for what was used in the meantime. :raise StoreError:"""
    for held in sweep.unneeded:
        size = store.delete_held(held)
        sweep.gone += size > 0
        sweep.gone_bytes += size
