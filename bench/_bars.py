"""What a program that measures must reach, on two processors; what misses it ends the program with a message."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

_PROCESSORS: Final = 2


def use_two_processors() -> None:
    """This process, and all that it starts, runs on two processors at most; where that can be said."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:_PROCESSORS])


def demand(misses: Sequence[str]) -> None:
    """:raise SystemExit: with what was missed, if anything."""
    if misses:
        raise SystemExit("\n".join(f"Missed: {miss}" for miss in misses))
