"""Which of many texts may be alike enough to be worth a close look: the look itself costs a hundred times as much."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

_MOST: Final = 400
"""So many texts are looked at closely where nothing is alike."""


class Spellings:
    """Texts by their lengths, the letters that they have, and the pairs of letters."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._by_length: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        self._by_pair: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for place, text in enumerate(texts):
            self._by_length[len(text)].append((_get_letters(text), text))
            if len(texts) > _MOST:
                for pair in set(_get_pairs(text)):
                    self._by_pair[pair].append(place)

    def get_alike(self, text: str, ratio: float) -> list[str]:
        """A superset of the texts whose `SequenceMatcher.ratio()` is at least so much.

        The ratio is twice the letters in common by all letters; one that the other has not is none of those in common.
        """
        found: list[str] = []
        letters, length = _get_letters(text), len(text)
        for other_length, others in self._by_length.items():
            common = ratio * (length + other_length) / 2
            if common > min(length, other_length):
                continue
            spare, other_spare = length - common, other_length - common
            found += (
                other
                for bits, other in others
                if (letters & ~bits).bit_count() <= spare and (bits & ~letters).bit_count() <= other_spare
            )
        return found

    def get_likeliest(self, text: str) -> Sequence[str]:
        """The texts that have most pairs of letters in common with a text; all of them if they are few."""
        if len(self._texts) <= _MOST:
            return self._texts
        shared: Counter[int] = Counter()
        for pair in set(_get_pairs(text)):
            shared.update(self._by_pair.get(pair, ()))
        return [self._texts[place] for place, _ in shared.most_common(_MOST)]


def _get_letters(text: str) -> int:
    """A number with one bit for each letter that a text has; letters may share one."""
    bits = 0
    for letter in text:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _get_pairs(text: str) -> Iterator[str]:
    return (text[place : place + 2] for place in range(len(text) - 1))
