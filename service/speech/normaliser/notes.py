"""Marks of footnotes, which are not said, and superscripts that are: "a bond¹", but "mc²" and "10⁻³"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from service.speech.normaliser.rule import AFTER, BEFORE, LETTER, MINUS, SUPERSCRIPTS, Rule, fill, has_any, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("superscripts",)
_YEAR: Final = "(?:1[5-9]|20)[0-9]{2}"
_FUNCTIONS: Final = "".join(rf"(?<!\b{name})" for name in ("sin", "cos", "tan", "log"))
_AFTER_WORD: Final = (
    rf"(?<={LETTER}{{3}}){_FUNCTIONS}|(?<=[^\W\d_][.,;:!?\"'”’»)\]])"
    r"|(?<=[.,;:!?][\"'”’»)\]])|(?<=[0-9][.;!?\"”’»)])"
)
"""Where a superscript marks a note: after a whole word or after closing marks. "ab³" is rather a formula."""
_SCIENTIFIC: Final = (
    rf"{BEFORE}(?P<number>[0-9]++(?P<part>[.,][0-9]++)?)[eE]"
    rf"(?P<power>[{MINUS}+][0-9]{{1,3}}|(?(part)[0-9]{{1,3}}|(?!))){AFTER}"
)
"""As calculators write it: "3.0e-4". Without a sign or a part it is rather a code."""
_has_exponent: Final = re.compile("[0-9][eE]").search
_has_mark: Final = re.compile(rf"[{SUPERSCRIPTS}*†‡§¶\[]").search


def get_rules(tools: Tools) -> Iterator[Rule]:
    table, numerals = tools.get("superscripts"), tools.numerals

    def say(match: re.Match[str]) -> str:
        power = _say_power(tools, unicodedata.normalize("NFKC", match["power"]))
        return f"{_say_base(tools, match['base'])} {power}"

    def say_unit(match: re.Match[str]) -> str | None:
        unit = tools.get("units").get(match[0])
        return tools.words.choose(unit, "2") if unit else None

    def say_power(match: re.Match[str]) -> str:
        return f" {_say_power(tools, match['power'])}"

    def say_scientific(match: re.Match[str]) -> str:
        number = re.sub("[.,]", numerals.decimal, match["number"])
        return fill(table["scientific"], number=numerals.say(number), power=numerals.say(match["power"].lstrip("+")))

    yield make_rule(
        "footnote mark", r"(?<=[\w.,;:!?\"'”’)\]])\s?(?:\[[0-9]{1,3}(?:[,–-] ?[0-9]{1,3})*\])+", _skip, _has_mark
    )
    yield make_rule(
        "footnote mark", r"(?<=[^\W\d_][.,;:!?\"'”’)])\s?[*†‡]+(?!\w)|(?<=[^\W_])[*†‡]+(?![\w*†‡])", _skip, _has_mark
    )
    power, end = f"(?P<power>(?!¹(?![{SUPERSCRIPTS}]))[⁻⁺]?[{SUPERSCRIPTS}]+)", r"(?!\w)"
    if table:
        vowels = str(tools.get("letters").get("vowels", "")).lower()
        formula = f"(?:(?![{vowels}])[a-z]){{2,3}}" if vowels else "(?!)"
        yield make_rule("unit", rf"(?<![\w/])[a-z]{{2}}[²³]{end}", say_unit, _has_mark)
        base = rf"(?<!\w)(?P<base>(?![{SUPERSCRIPTS}]){LETTER}|{formula}|(?!{_YEAR}[{SUPERSCRIPTS}])[0-9]+)"
        yield make_rule("superscript", base + power + end, say, _has_mark)
        said = rf"[{MINUS}+]?{numerals.unsigned}|(?![{SUPERSCRIPTS}]){LETTER}"
        typed = rf"\^(?P<open>[({{])?(?P<power>{said})(?(open)[)}}])(?!\w)"
        yield make_rule("superscript", rf"(?<=[\w)\]}}]){typed}", say_power, has_any("^"))
        if "scientific" in table:
            yield make_rule("scientific number", _SCIENTIFIC, say_scientific, _has_exponent)
    yield make_rule("footnote mark", rf"(?:{_AFTER_WORD})[{SUPERSCRIPTS}]+{end}", _skip, _has_mark)
    yield make_rule("footnote mark", rf"(?<=\w)¹{end}|(?<=\b{_YEAR})[{SUPERSCRIPTS}]{end}", _skip, _has_mark)


def _say_power(tools: Tools, power: str) -> str:
    """The power of a number, or a letter, as words."""
    table = tools.get("superscripts")
    said = tools.numerals.say(power) if power[-1].isdecimal() else power
    return str(table.get("powers", {}).get(power) or fill(table["power"], number=said))


def _say_base(tools: Tools, base: str) -> str:
    """A number in words; two letters or three that nobody could say as a word, one by one."""
    if base[0].isdecimal():
        return tools.numerals.say(base)
    names = tools.get("letters").get("names", {})
    return " ".join(str(names.get(letter.upper(), letter)) for letter in base) if len(base) > 1 else base


def _skip(_: re.Match[str]) -> str:
    return ""
