"""Dates, written with the month's name or in numbers in the local order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from service.speech.normaliser.rule import AFTER, BEFORE, DASH, SPACE, Rule, fill, get_alternatives, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("dates",)
_DAY: Final = "0?[1-9]|[12][0-9]|3[01]"
_PLACES: Final = {
    "day": f"(?P<day>{_DAY})",
    "to_day": f"(?P<to_day>{_DAY})",
    "year": "(?P<year>[12][0-9]{3})",
    "dash": f"{SPACE}?{DASH}{SPACE}?",
}
_ORDERS: Final = {"dmy": ("day", "month", "year"), "mdy": ("month", "day", "year"), "ymd": ("year", "month", "day")}
_CENTURY_TURN: Final = 69
"""POSIX: a year of two digits from 69 on is of the last century."""
_DASHES: Final = "-\u2010\u2013\u2014"
_MONTHS: Final = 12


class _Dates:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._numerals = tools.numerals
        self._table = tools.get("dates")
        self._months: list[str] = self._table["months"]
        self._number = {name: number for number, name in enumerate(self._months, start=1)}
        self._number |= self._table.get("short_months", {})

    def get_rules(self) -> Iterator[Rule]:
        month = f"(?P<month>{get_alternatives(self._number)})"
        for written, spoken in self._table.get("written", {}).values():
            pattern = written.replace(" ", f"{SPACE}+").format_map(_Places(month=month, **_PLACES))
            yield make_rule("date", rf"{BEFORE}(?:{pattern}){AFTER}", self._say_by(spoken))
        number, year = "[0-9]{1,2}", "[0-9]{4}"
        one = f"(?:{year}-{number}-{number}|{number}/{number}/(?:{year}|[0-9]{{2}}))"
        to = f"{SPACE}?[{_DASHES}]{SPACE}?"
        yield make_rule("date", rf"{BEFORE}(?P<low>{one}){to}(?P<high>{one}){AFTER}(?!{DASH}[0-9])", self._say_range)
        yield make_rule("date", rf"{BEFORE}(?P<a>{year})-(?P<b>{number})-(?P<c>{number}){AFTER}", self._say_iso)
        both = rf"(?P<a>{number})(?P<mark>[./-])(?P<b>{number})(?P=mark)(?P<c>{year}|[0-9]{{2}})"
        yield make_rule("date", rf"{BEFORE}{both}{AFTER}(?!{DASH}[0-9])", self._say_numeric)

    def _say_by(self, template: str) -> Callable[[re.Match[str]], str]:
        def say(match: re.Match[str]) -> str:
            found = match.groupdict()
            month = self._months[self._number[found["month"]] - 1]
            values = {"month": month, "year": self._say_year(found.get("year")), "day": self._say_day(found.get("day"))}
            said = fill(template, to_day=self._say_day(found.get("to_day")), **values)
            return self._tools.pair(said, match) if found.get("to_day") else said

        return say

    def _say_year(self, digits: str | None) -> str:
        return self._numerals.say_year(int(digits)) if digits else ""

    def _say_day(self, digits: str | None) -> str:
        if not digits:
            return ""
        if int(digits) == 1 and "first_day" in self._table:
            return str(self._table["first_day"])
        return (self._numerals.say_ordinal if self._table.get("ordinal_days") else self._numerals.say_cardinal)(
            int(digits)
        )

    def _say_iso(self, match: re.Match[str]) -> str | None:
        return self._say_numbers(*match.group("c", "b", "a"))

    def _say_range(self, match: re.Match[str]) -> str | None:
        """Two dates in numbers: "05/03/2024–07/03/2024"."""
        low, high = (self._say_one(match[end]) for end in ("low", "high"))
        return self._tools.say_range(low, high, match) if low and high else None

    def _say_one(self, written: str) -> str | None:
        if iso := re.fullmatch("(?P<a>[0-9]{4})-(?P<b>[0-9]+)-(?P<c>[0-9]+)", written):
            return self._say_iso(iso)
        date = re.fullmatch("(?P<a>[0-9]+)(?P<mark>/)(?P<b>[0-9]+)/(?P<c>[0-9]+)", written)
        return self._say_numeric(date) if date else None

    def _say_numeric(self, match: re.Match[str]) -> str | None:
        """In the local order; in the other one where the month would be above twelve."""
        found = dict(zip(_ORDERS[self._table["order"]], match.group("a", "b", "c"), strict=True))
        if match["mark"] == "." and len(found["year"]) < len("2024"):
            return None  # rather a version
        said = self._say_numbers(found["day"], found["month"], found["year"])
        return said or self._say_numbers(found["month"], found["day"], found["year"])

    def _say_numbers(self, day: str, month: str, year: str) -> str | None:
        if not (1 <= int(month) <= _MONTHS and re.fullmatch(_DAY, day)):
            return None
        whole = int(year) + (0 if len(year) > 2 else 1900 if int(year) >= _CENTURY_TURN else 2000)  # noqa: PLR2004
        values = {
            "day": self._say_day(day),
            "month": self._months[int(month) - 1],
            "year": self._numerals.say_year(whole),
        }
        return fill(self._table["numeric"], **values)


class _Places(dict[str, str]):
    """Leaves braces of the pattern that are no place, such as `{2}`."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def get_rules(tools: Tools) -> Iterator[Rule]:
    return _Dates(tools).get_rules() if tools.get("dates") else iter(())
