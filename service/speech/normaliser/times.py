"""Times of day, and ranges of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from service.speech.normaliser.rule import (
    AFTER,
    BEFORE,
    DASH,
    SPACE,
    Rule,
    ends_text,
    fill,
    get_alternatives,
    get_plain_spaces,
    make_rule,
)
from service.speech.normaliser.tools import Tools

TABLES = ("times",)
_HOUR: Final = "(?:[01]?[0-9]|2[0-4])"
_MINUTE: Final = "[0-5][0-9]"
_QUARTER: Final = "(?:00|15|30|45)"
_NOON: Final = 12
_TEN: Final = 10
_WORDS_BEFORE: Final = 30


class _Times:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._table = tools.get("times")
        self._suffixes: dict[str, str | list[list[str]]] = self._table.get("suffixes", {})
        self._kind = str(self._table.get("hour_kind", ""))
        suffix = f"{SPACE}?{get_alternatives(self._suffixes)}(?!\\w)"
        mark, dotted = self._table["separators"], self._table.get("separators_before_suffix", "")
        clock = f"{_HOUR}(?:{mark}){_MINUTE}(?:(?:{mark}){_MINUTE})?"
        hour = f"{_HOUR}(?:(?:{mark}{'|' + dotted if dotted else ''}){_MINUTE})?{suffix}"
        self._time = f"(?:{hour}|{clock}(?!\\w))"
        self._bare = f"{_HOUR}(?:(?:{mark}{'|' + dotted if dotted else ''}){_MINUTE})?"
        self._parts = re.compile(
            rf"({_HOUR})(?:\D+?({_MINUTE}))?(?:\D+?({_MINUTE}))?{SPACE}?({get_alternatives(self._suffixes)})?"
        )

    def get_rules(self) -> Iterator[Rule]:
        dash, end = f"{SPACE}?{DASH}{SPACE}?", r"(?![:][0-9]|\.[0-9]|,[0-9])"
        if "dotted_between" in self._table:
            yield make_rule("time", self._get_dotted_pattern(dash), self._say_dotted)
        yield make_rule(
            "time", rf"{BEFORE}(?P<low>{self._time}|{self._bare}){dash}(?P<high>{self._time}){end}", self._say_range
        )
        yield make_rule("time", rf"{BEFORE}(?P<said>{self._time}){end}", self._say_one)
        if "dotted_after" in self._table:
            clock = f"{_HOUR}{self._table['separators_before_suffix']}{_MINUTE}"
            yield make_rule(
                "time", rf"\b{self._table['dotted_after']} (?P<said>{clock}){self._get_no_unit()}", self._say_one
            )

    def _get_no_unit(self) -> str:
        """After a number that is a time: no unit and no sum of money, as a sign or as a word."""
        money, units = self._tools.get("money"), self._tools.get("units")
        signs = {*units, *money.get("scales", {}), *money.get("currencies", {})} - set(self._suffixes)
        words = {
            self._tools.words.choose(word, "2") for word in (*units.values(), *money.get("currencies", {}).values())
        }
        return rf"{AFTER}(?!{SPACE}?{get_alternatives({*signs, *words})}(?!\w))"

    def _get_dotted_pattern(self, dash: str) -> str:
        clock = rf"{_HOUR}{self._table['separators_before_suffix']}{_QUARTER}"
        joint = f"(?P<joint>{dash}|{self._table['dotted_between']})"
        suffix = f"(?:{SPACE}?{get_alternatives(self._suffixes)}(?!\\w))?"
        return rf"{BEFORE}(?<![£$€])(?P<low>{clock}){joint}(?P<high>{clock}{suffix}){self._get_no_unit()}"

    def _say_dotted(self, match: re.Match[str]) -> str | None:
        """Opening hours: quarters of an hour, and the later one from noon on by the clock of 24 hours."""
        low, high = (int(re.split(r"\D", match[group])[0]) for group in ("low", "high"))
        if not low < high or high < _NOON:
            return None
        if not match["joint"].strip().isalpha():
            return self._say_range(match)
        return f"{self._say(match['low'])}{match['joint']}{self._say(match['high'])}{self._get_full_stop(match)}"

    def _say_one(self, match: re.Match[str]) -> str | None:
        """None after words that announce a ratio."""
        before = match.string[max(0, match.start() - _WORDS_BEFORE) : match.start()]
        if "not_after" in self._table and re.search(rf"(?:{self._table['not_after']})\s$", before):
            return None
        return self._say(match["said"]) + self._get_full_stop(match)

    def _say_range(self, match: re.Match[str]) -> str:
        low, high = self._say(match["low"]), self._say(match["high"])
        return self._tools.say_range(low, high, match) + self._get_full_stop(match)

    def _get_full_stop(self, match: re.Match[str]) -> str:
        """The full stop of "p.m." is that of the sentence too."""
        return "." if match[0].endswith(".") and ends_text(match) else ""

    def _say(self, written: str) -> str:
        exact = self._table.get("exact", {})
        if get_plain_spaces(written) in exact:
            return str(exact[get_plain_spaces(written)])
        parts = self._parts.fullmatch(written)
        assert parts, written
        hour, minute, second, suffix = parts.groups()
        numerals = self._tools.numerals
        said = fill(
            self._table[_get_template(int(hour), minute, bool(suffix))],
            hour=numerals.say_cardinal(int(hour), self._kind),
            minute=numerals.say_cardinal(int(minute or 0)),
        )
        if second:
            said = fill(self._table["with_seconds"], time=said, second=numerals.say_cardinal(int(second)))
        return fill(self._table["with_suffix"], time=said, suffix=self._get_suffix(suffix, hour)) if suffix else said

    def _get_suffix(self, written: str, hour: str) -> str:
        """Its words; of a list of hours as patterns, those of the first that is this hour."""
        said = self._suffixes[get_plain_spaces(written)]
        if isinstance(said, str):
            return said
        return next((str(words) for pattern, words in said if re.fullmatch(pattern, str(int(hour)))), "")


def _get_template(hour: int, minute: str | None, has_suffix: bool) -> str:
    """The name of the template for a time."""
    if not minute or (has_suffix and not int(minute)):
        return "hour"
    if not int(minute):
        return "whole_hour" if 1 <= hour <= _NOON else "whole_hour_late"
    return "hour_minute" if int(minute) >= _TEN else "hour_small_minute"


def get_rules(tools: Tools) -> Iterator[Rule]:
    return _Times(tools).get_rules() if tools.get("times") else iter(())
