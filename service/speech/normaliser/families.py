"""Every family of rules, in the order in which they claim characters."""

from __future__ import annotations

from typing import Final

from service.errors import UnknownName
from service.speech.normaliser import (
    abbreviations,
    addresses,
    dates,
    decades,
    emoji,
    fractions,
    letters,
    money,
    notes,
    phones,
    phrases,
    plain_numbers,
    ranges,
    roman,
    symbols,
    times,
    units,
    years,
)
from service.speech.normaliser.numerals import Numerals
from service.speech.normaliser.rule import Rule, Table
from service.speech.normaliser.tools import Tools
from service.speech.normaliser.words import CountedWords

FAMILIES: Final = (
    phrases,
    addresses,
    emoji,
    phones,
    dates,
    times,
    money,
    decades,
    units,
    notes,
    years,
    fractions,
    ranges,
    roman,
    letters,
    abbreviations,
    plain_numbers,
    symbols,
)
TABLES: Final = frozenset(name for family in FAMILIES for name in family.TABLES) | {"numbers"}


def make_rules(spoken: Table) -> tuple[Rule, ...]:
    """The rules of one language; none if it says nothing.

    :raise UnknownName: if a table is none that a family reads.
    """
    if not spoken:
        return ()
    for name in spoken:
        if name not in TABLES:
            raise UnknownName("table under [spoken]", name, TABLES)
    numerals = Numerals(spoken["numbers"])
    tools = Tools(spoken, numerals, CountedWords(numerals, spoken["numbers"]))
    return tuple(rule for family in FAMILIES for rule in family.get_rules(tools))
