"""Text as the lexicon compares it: one apostrophe, one hyphen, one space, composed letters; and where words lie."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

_ALIKE: Final = {ord(sign): "'" for sign in "’ʼ‘"} | {ord(sign): "-" for sign in "\u2010\u2011"}
_ALIKE_SPACES: Final = {ord(sign): " " for sign in "\t\n\r\u00a0\u2009\u202f"}
_SAME: Final = _ALIKE | _ALIKE_SPACES
_SOFT_HYPHEN: Final = "\u00ad"
_HALF: Final = re.compile("[\ud800-\udfff]")
"""Halves of characters, as a command line may hold them: RE2 takes none."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with its words; all places are those of `exact`, until `get_place` leads back."""

    exact: str
    lower: str
    """As long as `exact`."""
    starts: tuple[int, ...]
    """Where words start. A sign that is no part of a word counts as one."""
    ends: frozenset[int]
    places: tuple[int, ...]
    """Where each character stood in the text, and its end; empty if nowhere else."""

    def get_place(self, place: int) -> int:
        return self.places[place] if self.places else place


def fold(text: str) -> Folded:
    """The text as it is compared, and its words: letters, digits and the apostrophes between them."""
    places: tuple[int, ...] = ()
    if unicodedata.is_normalized("NFC", text) and _SOFT_HYPHEN not in text:
        exact = text.translate(_SAME)
    else:
        pairs = [(sign, start) for start, cluster in _get_clusters(text) for sign in cluster]
        exact = "".join(sign for sign, _ in pairs).translate(_SAME)
        places = (*(start for _, start in pairs), len(text))
    exact = _HALF.sub("\ufffd", exact)
    found = [match.span() for match in _get_word_pattern().finditer(exact)]
    return Folded(exact, get_lower(exact), tuple(s for s, _ in found), frozenset(e for _, e in found), places)


def get_lower(exact: str) -> str:
    """In lower case, and as long as before: where a small letter is two characters the capital stays."""
    lower = exact.lower()
    if len(lower) != len(exact):
        lower = "".join(small if len(small := sign.lower()) == 1 else sign for sign in exact)
    return lower.replace("ς", "σ")


def _get_clusters(text: str) -> Iterator[tuple[int, str]]:
    """Each letter with the marks on it, composed, and where it stood. Soft hyphens are no part of a word."""
    for match in re.finditer(rf".(?:{_get_marks()}|{_SOFT_HYPHEN})*", text, re.DOTALL):
        yield match.start(), unicodedata.normalize("NFC", match[0].replace(_SOFT_HYPHEN, ""))


@cache
def _get_marks() -> str:
    """Combining marks as a class of characters, for `\\w` leaves them out."""
    marks = (chr(code) for code in (*range(0x300, 0x3000), *range(0xA000, 0xAC00), *range(0xFE00, 0xFE30)))
    return "[" + "".join(mark for mark in marks if unicodedata.category(mark)[0] == "M") + "]"


@cache
def _get_word_pattern() -> re.Pattern[str]:
    letters = rf"(?:[^\W_]|{_get_marks()})+"
    return re.compile(rf"{letters}(?:'{letters})*|\S")
