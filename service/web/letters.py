"""The A to Z: whole on one page where entries are few, else a page for each letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from service.document.cards import Card
from service.document.folding import get_words

MOST_ON_A_PAGE: Final = 200
"""More entries than this are not listed on one page: a screen reader's list of links would be of no use."""


@dataclass(frozen=True, slots=True)
class Letter:
    name: str
    """What is shown: the letter, or the words for digits."""
    anchor: str
    """Id of the heading. The low line keeps it apart from ids of sections."""
    entries: Sequence[Card]

    @property
    def place(self) -> str:
        """Its part of the address of its own page."""
        return self.anchor.partition("_")[2]


def get_letters(cards: Sequence[Card], digits: str) -> tuple[Letter, ...]:
    """The letters that have entries, in order; `digits` names the group of titles that start with a number."""
    groups = _get_groups(cards, 1)
    return tuple(
        Letter(initial.upper() if initial != "0" else digits, _get_anchor(initial), tuple(groups[initial]))
        for initial in sorted(groups)
    )


def get_beginnings(letter: Letter, digits: str) -> tuple[Letter, ...]:
    """The entries of a letter by their first two letters; by itself where they are few."""
    if len(letter.entries) <= MOST_ON_A_PAGE:
        return ()
    groups = _get_groups(letter.entries, 2)
    return tuple(
        Letter(start.capitalize() if start != "0" else digits, _get_anchor(start), tuple(groups[start]))
        for start in sorted(groups)
    )


def _get_groups(cards: Sequence[Card], length: int) -> dict[str, list[Card]]:
    groups: defaultdict[str, list[Card]] = defaultdict(list)
    for card in cards:
        words = get_words(card.title)
        start = words[0][:length] if words else "0"
        groups["0" if start[0].isdecimal() else start].append(card)
    return groups


def _get_anchor(initial: str) -> str:
    return f"letter_{initial if initial.isascii() else '-'.join(format(ord(each), 'x') for each in initial)}"
