"""Finds entries by words, in titles first, forgiving accents, case and small slips of the fingers.

The words that are searched for are never stored or logged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from itertools import chain
from typing import Final

from service.document.cards import Card
from service.document.folding import get_words
from service.document.library import Shelf
from service.document.words import IN_SUMMARY, IN_TEXT, IN_TITLE
from service.web.likeness import Spellings

_EXACT, _IN_TITLE, _NEAR_TITLE, _IN_SUMMARY, _IN_TEXT, _NOWHERE = 5, 4, 3, 2, 1, 0
_SLIP: Final = 0.75
"""How alike a mistyped word must be: one wrong letter in four."""
_NEAREST: Final = 0.4
_MAX_WORDS: Final = 12
"""Later words are not looked up, so that a long search cannot keep a worker busy."""
_BEGINNING: Final = 3
"""So many letters may be the beginning of a word."""

Levels = dict[int, int]
"""By place of an entry, how well a word fits it."""


class Finder:
    """Asks the words of a shelf, so that its cost grows with what is found, not with the shelf."""

    def __init__(self, shelf: Shelf, cards: Sequence[Card] | None = None) -> None:
        """`cards` are those of the shelf, if they are at hand."""
        self._cards = shelf.cards if cards is None else cards
        self._words = shelf.words
        titles = [" ".join(get_words(card.title)) for card in self._cards]
        self._titles = Spellings(titles)
        self._title_words = Spellings(self._words.get_title_words())
        self._places = {title: place for place, title in enumerate(titles)}
        self._codes = {card.code: place for place, card in enumerate(self._cards)}

    def find(self, query: str) -> tuple[Card, ...]:
        """Entries that hold all the words, or else some of them, the best first."""
        words = get_words(query)[:_MAX_WORDS]
        levels = {word: self._get_levels(word) for word in self._get_telling(words)}
        least = self._get_least(words, levels)
        total: Levels = {}
        for found in levels.values():
            for place, level in found.items():
                total[place] = total.get(place, 0) + level
        places = least.keys() if least else total.keys()
        ranked = sorted(places, key=lambda place: (-least.get(place, 0), -total.get(place, 0), place))
        return tuple(self._cards[place] for place in ranked)

    def _get_telling(self, words: Sequence[str]) -> Sequence[str]:
        """Each word once; those that most entries have tell nothing, unless there are no others."""
        every = list(dict.fromkeys(words))
        few = [word for word in every if len(self._words.get_places(IN_TEXT, word)) * 2 <= len(self._cards)]
        return few or every

    def _get_levels(self, word: str) -> Levels:
        """The best that a word is in each entry that has it."""
        levels: Levels = {}
        near = get_close_matches(word, self._title_words.get_alike(word, _SLIP), 5, _SLIP)
        for level, spot, words in (
            (_IN_TEXT, IN_TEXT, (word,)), (_IN_SUMMARY, IN_SUMMARY, (word,)),
            (_NEAR_TITLE, IN_TITLE, near), (_IN_TITLE, IN_TITLE, (word,)),
        ):  # fmt: skip
            found = chain.from_iterable(self._words.get_places(spot, each) for each in words)
            begun = self._words.get_beginnings(spot, word) if level != _NEAR_TITLE and len(word) >= _BEGINNING else ()
            levels.update(dict.fromkeys(chain(found, *begun), level))
        return levels

    def _get_least(self, words: tuple[str, ...], levels: Mapping[str, Levels]) -> Levels:
        """How well the least of the words fits, where all do; or the title is the query, or much like it."""
        every = list(levels.values()) or [{}]
        smallest = min(every, key=len)
        shared = [place for place in smallest if all(place in each for each in every)]
        least = {place: min(each[place] for each in every) for place in shared}
        text = " ".join(words)
        for title in self._titles.get_alike(text, _SLIP):
            place = self._places[title]
            if least.get(place, _NOWHERE) < _NEAR_TITLE and SequenceMatcher(None, text, title).ratio() >= _SLIP:
                least[place] = _NEAR_TITLE
        for exact in (self._codes.get(text), self._places.get(text)):
            if exact is not None and words:
                least[exact] = _EXACT
        return least

    def get_nearest(self, query: str, count: int = 3) -> tuple[Card, ...]:
        """Entries whose titles look most like the query, perhaps none."""
        words = " ".join(get_words(query)[:_MAX_WORDS])
        found = get_close_matches(words, self._titles.get_likeliest(words), count, _NEAREST)
        return tuple(self._cards[self._places[title]] for title in found)
