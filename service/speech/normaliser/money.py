"""Sums of money, with the sign before or after the number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.speech.normaliser.rule import (
    DASH,
    MINUS,
    SPACE,
    Rule,
    fill,
    get_alternatives,
    get_head,
    get_plain_spaces,
    get_tail,
    make_rule,
)
from service.speech.normaliser.tools import Tools

TABLES = ("money",)
_TEN = 10
_WORD = 20


class _Money:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._table = tools.get("money")
        self._currencies = self._table["currencies"]
        self._scales = self._table.get("scales", {})
        self._other: str = self._table.get("other_decimal", "")
        mark = re.escape(tools.numerals.other_thousands)
        part = rf"(?:{re.escape(self._other)}[0-9]{{2}})?" if self._other else ""
        self._grouped = rf"[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})++{part}(?![0-9])|" if mark else ""

    def get_rules(self) -> Iterator[Rule]:
        number = self._tools.numerals.unsigned
        if self._other:
            number = rf"(?:[0-9]++{re.escape(self._other)}[0-9]{{2}}(?![0-9])|{number})"
        sign = f"(?P<sign>{get_alternatives(self._currencies)})"
        scale = rf"(?:{SPACE}?(?P<scale>{get_alternatives(self._scales)})(?!\w))?"
        after = rf"(?!\w|[.,][0-9]|{SPACE}?%)"
        low = rf"(?:(?P<low>{self._grouped}{number}){SPACE}?{DASH}{SPACE}?)?"
        minus = f"(?P<minus>(?<![^\\s(\\[])(?<![0-9]{SPACE})[{MINUS}])?"
        within = f"(?P<minus_within>[{MINUS}])?"
        first = rf"(?<![\w.]){minus}{sign}{SPACE}?{within}{low}"
        code = rf"(?:{SPACE}?(?P<code>{get_alternatives(filter(str.isalpha, self._currencies))})(?!\w))?"
        yield make_rule("money", rf"{first}(?P<number>{self._grouped}{number}){scale}{code}{after}", self._say)
        before = r"(?<![\w'’])(?<![0-9][.,:/])"
        yield make_rule(
            "money",
            rf"{before}{minus}{low}(?P<number>{self._grouped}{number}){scale}{SPACE}?{sign}(?!\w|[.,]?[0-9])",
            self._say,
        )
        if "between" in self._tools.get("ranges"):
            to = f" {self._tools.get('ranges')['between']} "
            between = rf"(?<=[0-9])(?P<said>{SPACE}?{DASH}{SPACE}?)(?={get_alternatives(self._currencies)}[0-9])"
            yield make_rule("range", between, lambda match: self._tools.pair(to, match, get_head(match)))

    def _say(self, match: re.Match[str]) -> str:
        numerals, currency = self._tools.numerals, self._currencies[match.groupdict().get("code") or match["sign"]]
        written, kind = self._get_written(match, "number"), self._tools.words.get_kind(currency)
        if match["scale"]:
            said = self._say_scaled(match["scale"], written, currency)
        else:
            said = self._say_parts(written, currency, get_tail(match)[:20])
        if match["low"]:
            said = self._tools.say_range(numerals.say(self._get_written(match, "low"), kind), said, match)
        is_less = match["minus"] or match.groupdict().get("minus_within")
        said = fill(f"{self._tools.get('numbers')['minus']} {{said}}", said=said) if is_less else said
        return self._get_without_double(said, match)

    def _get_without_double(self, said: str, match: re.Match[str]) -> str:
        """Without the word that is written too: "$5 million dollars"."""
        number, _, word = said.rpartition(" ")
        return number if re.match(rf"{SPACE}{re.escape(word)}(?!\w)", get_tail(match)[: 2 * _WORD]) else said

    def _get_written(self, match: re.Match[str], group: str) -> str:
        """With the language's own marks: "$1,500" and "$4.50" are common where sums are else written "4,50 $"."""
        number = match[group]
        if self._is_grouped(match, number):
            number = number.replace(self._tools.numerals.other_thousands, "")
        head, other, tail = number.rpartition(self._other) if self._other else ("", "", "")
        return f"{head}{self._tools.numerals.decimal}{tail}" if other and len(tail) == len("50") else number

    def _is_grouped(self, match: re.Match[str], number: str) -> bool:
        """Whether thousands are parted by the mark of other countries: "$1,500", "1,500 MXN", "1,500.00 €"."""
        if not self._grouped or not re.fullmatch(self._grouped[:-1], number):
            return False
        is_first = match.start("sign") < match.start("number")
        return is_first or match["sign"] in self._table.get("other_thousands_with", ()) or self._other in number

    def _say_scaled(self, scale: str, written: str, currency: object) -> str:
        words, scaled = self._tools.words, self._scales[get_plain_spaces(scale)]
        million, many = words.choose(scaled, written), words.choose(currency, "1000000")
        number = self._tools.numerals.say(written, words.get_kind(scaled))
        return fill(self._table["scaled"], number=number, scale=million, word=many)

    def _say_parts(self, written: str, currency: object, after: str) -> str:
        """Pounds and pence; a sum with other decimals is a number and the word."""
        words, numerals = self._tools.words, self._tools.numerals
        whole, _, part = numerals.get_plain(written).partition(".")
        hundredth = currency.get("hundredth") if isinstance(currency, dict) else None
        if len(part) != len("50") or not hundredth:
            first = re.match(self._table.get("first_before", "(?!)"), after)
            return f"{numerals.say(written)} {words.first(currency)}" if first else words.say(written, currency)
        pounds = words.say(whole, currency) if whole else ""
        if not int(part):
            return pounds
        pence = words.say(str(int(part)), hundredth)
        if not int(whole or 0):
            return pence
        bare = numerals.say_cardinal(int(part))
        return fill(self._table["small_part" if int(part) < _TEN else "part"], whole=pounds, part=bare, parts=pence)


def get_rules(tools: Tools) -> Iterator[Rule]:
    return _Money(tools).get_rules() if tools.get("money") else iter(())
