"""Decades and ages: "the 1990s", "'90s", "in her 20s", "under-18s", "16-18s"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.speech.normaliser.rule import BEFORE, DASH, Rule, fill, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("decades",)
_ROUND = 5


def get_rules(tools: Tools) -> Iterator[Rule]:
    if not tools.get("decades"):
        return
    table, numerals = tools.get("decades"), tools.numerals

    def say(match: re.Match[str]) -> str | None:
        century, ten = match["century"], match["ten"]
        if ten == "0":
            thousands = table.get("thousands", {}).get(century + "00") if century else None
            return thousands or (
                fill(table["hundreds"], century=numerals.say_cardinal(int(century))) if century else None
            )
        name = table["tens"][ten]
        return (
            fill(table["with_century"], century=numerals.say_cardinal(int(century)), ten=name) if century else str(name)
        )

    digits = "(?P<century>1[1-9]|20)?(?P<ten>[0-9])0"
    yield make_rule(
        "decade", rf"(?<![\w])(?P<said>['’‘](?P<century>(?!))?(?P<ten>[1-9])0(?:{table['suffix']}))(?!\w)", say
    )
    if "ages_after" in table:
        yield from _get_age_rules(tools)
    yield make_rule("decade", rf"(?<![\w.,:$£€]){digits}(?:{table['suffix']})(?!\w)", say)


def _get_age_rules(tools: Tools) -> Iterator[Rule]:
    """People by their age. Of two ages, one at least is no round number: "10-15s" is rather seconds."""
    table, numerals = tools.get("decades"), tools.numerals

    def say(match: re.Match[str]) -> str:
        name = numerals.say_cardinal(int(match["age"]))
        plurals = (re.sub(pattern, ending, name, count=1) for pattern, ending in table["ages"])
        return next((plural for plural in plurals if plural != name), name)

    def say_range(match: re.Match[str]) -> str | None:
        low, high = int(match["low"]), int(match["age"])
        is_age = low < high and (low % _ROUND or high % _ROUND)
        return tools.say_range(numerals.say_cardinal(low), say(match), match) if is_age else None

    age = rf"(?P<age>[0-9]{{1,2}})(?:{table['suffix']})(?!\w)"
    yield make_rule("age", rf"(?<!\w)(?:{table['ages_after']})(?P<said>{age})", say)
    yield make_rule("age", rf"{BEFORE}(?<![.,$£€])(?P<low>[0-9]{{1,2}}){DASH}{age}", say_range)
