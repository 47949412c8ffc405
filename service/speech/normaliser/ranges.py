"""Ranges of numbers, days and months: "10–15", "Mon–Fri"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from service.speech.normaliser.rule import (
    AFTER,
    BEFORE,
    DASH,
    LETTER,
    SPACE,
    Rule,
    get_head,
    get_tail,
    has_any,
    make_rule,
)
from service.speech.normaliser.tools import Tools

TABLES = ("ranges",)
_WORD: Final = 20
"""No name that a range joins is longer."""


def get_rules(tools: Tools) -> Iterator[Rule]:
    table, numerals = tools.get("ranges"), tools.numerals
    if not table:
        return

    def say(match: re.Match[str]) -> str | None:
        kind = numerals.get_kind(match)
        if match["minus"] and not _is_rising(numerals.get_plain(match["low"]), numerals.get_plain(match["high"])):
            return None
        low, high = (numerals.say(numerals.regroup(match[end], match), kind) for end in ("low", "high"))
        return tools.say_range(low, high, match)

    def say_between(match: re.Match[str]) -> str | None:
        """Names, or a name and a number; two numbers are a range already."""
        before = re.search(r"(\w+)\.?$", match.string[max(0, match.start() - _WORD) : match.start()])
        after = re.match(r"\w+", get_tail(match)[:_WORD])
        words = [before[1] if before else "", after[0] if after else ""]
        is_range = all(word in table["names"] or word[:1].isdecimal() for word in words)
        if not is_range or all(map(str.isdecimal, words)):
            return None
        return tools.pair(f" {table['between']} ", match, get_head(match))

    dash = f"(?:{DASH}|{SPACE}(?:[\u2013\u2014]|(?P<minus>-)){SPACE})"
    low, high = f"(?P<low>{numerals.signed})", f"(?P<high>{numerals.unsigned})"
    end = rf"{AFTER}(?!{SPACE}?{DASH}{SPACE}?[0-9]|{LETTER})"
    yield make_rule("range", rf"{BEFORE}(?<![0-9]{DASH})(?<![0-9]{SPACE}{DASH}{SPACE}){low}{dash}{high}{end}", say)
    if "names" in table:
        yield make_rule("range", rf"(?<=[\w.]){SPACE}?[-–—]{SPACE}?(?=\w)", say_between, has_any("-–—"))


def _is_rising(low: str, high: str) -> bool:
    """Both as `1234.5`: "5 - 10" is a range, "10 - 5" is not."""
    return float(low) < float(high)
