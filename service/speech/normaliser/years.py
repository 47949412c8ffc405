"""Years, where the form or the words around say that a number is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from service.speech.normaliser.rule import AFTER, BEFORE, DASH, LETTER, SPACE, Rule, get_tail, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("years",)
_YEAR: Final = "1[0-9]{3}|20[0-9]{2}"
_RECENT: Final = "1[5-9][0-9]{2}|20[0-9]{2}"
_CENTURY: Final = 100


def get_rules(tools: Tools) -> Iterator[Rule]:
    if not tools.get("years"):
        return
    table, numerals = tools.get("years"), tools.numerals

    def say(match: re.Match[str]) -> str:
        return numerals.say_year(int(match["said"]))

    def say_if_alone(match: re.Match[str]) -> str | None:
        """After words that often announce a year, and often a number: what follows decides."""
        follower = re.match(rf"{SPACE}+({LETTER}+)", get_tail(match))
        may_count = follower is not None and follower[1].islower()
        return None if may_count and follower and follower[1] not in followers else say(match)

    def say_range(match: re.Match[str]) -> str | None:
        low, high = match["low"], match["high"]
        if match["dash"] == "/" and len(high) > len("20"):
            return f"{numerals.say_year(int(low))}, {numerals.say_year(int(high))}"
        if len(high) == len("20") and int(high) <= int(low) % _CENTURY:
            return None
        second = numerals.say_year(int(high)) if len(high) > len("20") else numerals.say_cardinal(int(high))
        return tools.say_range(numerals.say_year(int(low)), second, match)

    followers = frozenset(table.get("followers", ()))
    high = f"(?P<high>{_YEAR}|[0-9]{{2}})"
    yield make_rule("year", rf"{BEFORE}(?P<low>{_YEAR})(?P<dash>{DASH}|/|{SPACE}[-–—]{SPACE}){high}{AFTER}", say_range)
    year, any_year = f"(?P<said>{_RECENT}){AFTER}", f"(?P<said>{_YEAR}){AFTER}"
    yield make_rule("year", rf"{BEFORE}(?:{table['after']})[ -]{year}(?!{DASH}[0-9])", say)
    yield make_rule("year", rf"{BEFORE}(?:{table['after']})[ -]{any_year}(?!{DASH}[0-9])", say_if_alone)
    yield make_rule("year", rf"(?:^|{BEFORE}(?:{table['perhaps_after']})[ -]){any_year}", say_if_alone)
    yield make_rule("year", rf"(?<=\()(?P<said>{_YEAR})(?=[):;,])", say)
    yield make_rule("year", rf"(?<={LETTER}, )(?P<said>{_RECENT})(?=[):;])", say)
    yield make_rule("year", rf"(?<=[a-z] )\b[A-Z][a-z]+ {year}", say)
    if "before" in table:
        yield make_rule("year", rf"{BEFORE}(?P<said>{_RECENT})(?=(?:{table['before']}))", say)
