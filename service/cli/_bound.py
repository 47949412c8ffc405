"""What is told about the bound of the audio cache, `store_megabytes`."""

from __future__ import annotations

from math import ceil
from typing import Final

from service.exports.editions import Editions
from service.exports.needed import get_needed_bytes
from service.render.telephone import KINDS
from service.store.keeper import LOW_WATER, Keeper
from service.wiring.studio import Studio

_MEGABYTE: Final = 1_000_000


def get_bound_problem(studio: Studio, editions: Editions, keeper: Keeper | None) -> str:
    """Why the bound cannot hold what the content needs at the usual speed; empty if it can, or there is none."""
    if keeper is None:
        return ""
    every = keeper.store.get_every_held()
    phone = sum(held.size for held in every if held.kinds & frozenset(KINDS))
    needed = get_needed_bytes((choice.job for choice in editions.get_every_choice()), studio.store)
    if needed + phone <= keeper.limit * LOW_WATER:
        return ""
    too = f" and {phone / _MEGABYTE:.1f} MB for the phone line, which is never evicted" if phone else ""
    return (
        f"The setting 'store_megabytes' is {keeper.limit // _MEGABYTE}, which is too small: the recordings of this "
        f"content need about {needed / _MEGABYTE:.1f} MB{too}. Write at least "
        f"{ceil((needed + phone) / LOW_WATER / _MEGABYTE)}, or 0 for no bound."
    )


def get_size_line(keeper: Keeper, size: int) -> str:
    """How full the cache is."""
    return f"Audio cache: {size / _MEGABYTE:.1f} MB of at most {keeper.limit // _MEGABYTE} MB."


def get_kept_lines(keeper: Keeper | None) -> list[str]:
    """Evict if need be, and tell it; nothing without a bound. :raise StoreError:"""
    if keeper is None:
        return []
    done = keeper.keep()
    lines = [get_size_line(keeper, done.left)]
    if done.objects:
        gone = f"{done.objects} clips and recordings, {done.gone / _MEGABYTE:.1f} MB"
        lines.append(f"Evicted, since used longest ago: {gone}. They are made again when they are asked for.")
    return lines
