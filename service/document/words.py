"""Which entries of a shelf have a word, by where in them it stands."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

from service.document.cards import EntryWords

IN_TEXT, IN_SUMMARY, IN_TITLE = 0, 1, 2
"""Where a word stands. The text is all that is spoken, title and summary too."""
LAST: Final = "\U0010ffff"
"""Comes after every letter."""

Places = Sequence[int]
"""Places of entries on their shelf, counted from 0, in order."""


class Words(Protocol):
    """Asked by each search; at home in memory or in an index."""

    def get_places(self, where: int, word: str) -> Places:
        """Entries that have just this word there."""
        ...

    def get_beginnings(self, where: int, beginning: str) -> Iterator[Places]:
        """Entries that have a word there that begins so: for each such word."""
        ...

    def get_title_words(self) -> Sequence[str]:
        """Every word of every title, each once, in order."""
        ...


class WordsAtHand:
    """Words of a shelf that was read whole."""

    def __init__(self, every: Iterable[EntryWords]) -> None:
        self.tables = get_tables(every)
        self._words = [sorted(table) for table in self.tables]

    def get_places(self, where: int, word: str) -> Places:
        return self.tables[where].get(word, ())

    def get_beginnings(self, where: int, beginning: str) -> Iterator[Places]:
        words = self._words[where]
        for word in words[bisect_left(words, beginning) : bisect_left(words, beginning + LAST)]:
            yield self.tables[where][word]

    def get_title_words(self) -> Sequence[str]:
        return self._words[IN_TITLE]


def get_tables(every: Iterable[EntryWords]) -> tuple[dict[str, array[int]], ...]:
    """Places by word: in texts, in summaries, in titles."""
    tables: tuple[dict[str, array[int]], ...] = ({}, {}, {})
    for place, (title, summary, text) in enumerate(every):
        for table, words in zip(tables, (text, summary, dict.fromkeys(title)), strict=True):
            for word in words:
                if word in table:
                    table[word].append(place)
                else:
                    table[word] = array("I", (place,))
    return tables
