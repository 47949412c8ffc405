"""Inputs that look right from afar: the words of a language in wrong places, and right texts with wrong parts."""

from __future__ import annotations

from hypothesis import strategies as st

from .readers import READERS

_ODD = (
    "\x00",
    "\ufeff",
    "\u202e",
    "\ud7ff",
    "\U0001f44d",
    "\u2028",
    "\r",
    "\n",
    "\n\n",
    "\t",
    " ",
    "9" * 400,
    "a" * 700,
)
_OFTEN = 300


class Input(bytes):
    """Shown by its start alone."""

    def __repr__(self) -> str:
        return f"{bytes(self[:300])!r} of {len(self)} bytes"


def get_inputs(name: str) -> st.SearchStrategy[bytes]:
    """Inputs for a reader."""
    seeds = tuple(READERS[name].seeds())
    words = st.sampled_from([*READERS[name].words.split(), *_ODD]).map(str.encode)
    piece = words | st.binary(max_size=4) | st.builds(bytes.__mul__, words, st.sampled_from([2, 30, _OFTEN]))
    free = st.lists(piece, max_size=12).map(b"".join)
    places = st.integers(0, 1000)
    changed = st.builds(_change, st.sampled_from(seeds), st.lists(st.tuples(places, piece), max_size=4))
    return (free | changed).map(Input)


def _change(seed: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    """A seed with some of its letters replaced, from places between its start (0) and its end (1000)."""
    for place, piece in changes:
        start = place * len(seed) // 1000
        seed = seed[:start] + piece + seed[start + min(len(piece), 8) :]
    return seed
