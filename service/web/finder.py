"""Finds entries by words, in titles first, forgiving accents, case and small slips of the fingers.

The words that are searched for are never stored or logged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Final

from service.document.model import Entry
from service.web.folding import get_words

_IN_TITLE, _NEAR_TITLE, _IN_SUMMARY, _IN_TEXT, _NOWHERE = 4, 3, 2, 1, 0
_SLIP: Final = 0.75
"""How alike a mistyped word must be: one wrong letter in four."""
_NEAREST: Final = 0.4
_MAX_WORDS: Final = 12
"""Later words are not looked up, so that a long search cannot keep a worker busy."""


@dataclass(frozen=True, slots=True)
class _Card:
    """The words of one entry, ready to be compared."""

    entry: Entry
    title: tuple[str, ...]
    summary: frozenset[str]
    text: frozenset[str]


def _get_card(entry: Entry) -> _Card:
    text = " ".join(sentence.text for sentence in entry.get_sentences())
    return _Card(entry, get_words(entry.title), frozenset(get_words(entry.summary)), frozenset(get_words(text)))


class Finder:
    def __init__(self, entries: Iterable[Entry]) -> None:
        self._cards = tuple(_get_card(entry) for entry in entries)
        self._title_words = sorted({word for card in self._cards for word in card.title})
        self._spread = Counter(word for card in self._cards for word in card.text)

    def find(self, query: str) -> tuple[Entry, ...]:
        """Entries that hold all the words, or else some of them, the best first."""
        words = get_words(query)[:_MAX_WORDS]
        telling = [word for word in words if self._spread[word] * 2 <= len(self._cards)] or words
        near = {word: frozenset(get_close_matches(word, self._title_words, 5, _SLIP)) for word in telling}
        scored = [(self._score(card, words, near), card.entry) for card in self._cards]
        whole = [each for each in scored if each[0][0] > _NOWHERE]
        found = whole or [each for each in scored if each[0][1] > 0]
        return tuple(entry for _, entry in sorted(found, key=lambda each: each[0], reverse=True))

    def get_nearest(self, query: str, count: int = 3) -> tuple[Entry, ...]:
        """Entries whose titles look most like the query, perhaps none."""
        titles = {" ".join(card.title): card.entry for card in self._cards}
        words = " ".join(get_words(query)[:_MAX_WORDS])
        return tuple(titles[title] for title in get_close_matches(words, titles, count, _NEAREST))

    @staticmethod
    def _score(card: _Card, words: tuple[str, ...], near: Mapping[str, frozenset[str]]) -> tuple[float, int]:
        """How well the least of the words fits, and how well all do together."""
        if words in (card.title, (card.entry.code,)):
            return _IN_TITLE + 1, 0
        levels = [_get_level(card, word, near[word]) for word in near]
        likeness = SequenceMatcher(None, " ".join(words), " ".join(card.title))
        least = min(levels, default=_NOWHERE)
        if least < _NEAR_TITLE and likeness.quick_ratio() >= _SLIP and likeness.ratio() >= _SLIP:
            least = _NEAR_TITLE
        return least, sum(levels)


def _get_level(card: _Card, word: str, near: frozenset[str]) -> int:
    if _is_among(word, card.title):
        return _IN_TITLE
    if near.intersection(card.title):
        return _NEAR_TITLE
    if _is_among(word, card.summary):
        return _IN_SUMMARY
    return _IN_TEXT if _is_among(word, card.text) else _NOWHERE


def _is_among(word: str, words: Iterable[str]) -> bool:
    """Whether a word is there; three letters or more may be the beginning of one."""
    return any(each == word or (len(word) > 2 and each.startswith(word)) for each in words)
