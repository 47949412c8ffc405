"""Numbers with a unit, a sign such as "%" too: "5 km", "10–15 kg", "37 °C"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from service.speech.normaliser.fractions import PARTS, SIGNS, get_written, say_fraction, say_with_noun
from service.speech.normaliser.rule import (
    BEFORE,
    DASH,
    SPACE,
    Rule,
    fill,
    get_alternatives,
    get_plain_spaces,
    get_tail,
    has_any,
    make_rule,
)
from service.speech.normaliser.tools import Tools

TABLES = ("units", "joined_units")
_WORD = 10


class _Units:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._apart, self._joined = tools.get("units"), tools.get("joined_units")
        self._all = {**self._apart, **self._joined}

    def get_rules(self) -> Iterator[Rule]:
        number = self._tools.numerals
        apart = _get_pattern(self._apart)
        unit = f"{SPACE}?(?P<apart>{apart})|(?P<joined>{get_alternatives(self._joined)})"
        after = rf"(?![\w²³^]|/(?!{apart}(?!\w))\w(?!\w)|['’]\w)"
        dash = f"{SPACE}?{DASH}{SPACE}?"
        low = rf"(?:(?P<low>{number.signed})(?:{SPACE}?(?P<low_unit>{_get_pattern(self._all)}))?{dash})?"
        yield make_rule("unit", rf"{BEFORE}{low}(?P<number>{number.signed})(?:{unit}){after}", self._say)
        hyphen = f"-(?P<apart>{get_alternatives(self._apart)})(?![\\w/])"
        yield make_rule("unit", rf"{BEFORE}(?P<number>{number.unsigned}){hyphen}", self._say_first)
        self._measured = re.compile(rf"[0-9]{SPACE}?(?:[€$£¥]|{_get_pattern(self._all)}(?:/{apart})?)?$")
        yield make_rule("unit", rf"(?<=[\w€$£¥%])/(?P<unit>{apart})(?!\w)", self._say_measure, has_any("/"))
        if "fractions" in self._tools.spoken:
            part = rf"(?:(?P<whole>[0-9]+)(?:{SPACE}|(?=[{SIGNS}])))?(?P<sign>{PARTS})"
            yield make_rule("unit", rf"{BEFORE}{part}(?:{unit}){after}", self._say_fraction)

    def _get_unit(self, match: re.Match[str]) -> object:
        found = match.groupdict()
        return self._all[_get_key(found.get("apart") or found["joined"])]

    def _say(self, match: re.Match[str]) -> str:
        unit = self._get_unit(match)
        said = self._say_first(match) if self._is_before_noun(match) else self._tools.words.say(match["number"], unit)
        if not match["low"]:
            return said
        kind = self._tools.words.get_kind(unit)
        low = self._tools.numerals.say(match["low"], kind)
        own = match["low_unit"]
        if own and self._all[_get_key(own)] != unit:
            low = self._tools.words.say(match["low"], self._all[_get_key(own)])
        return self._tools.say_range(low, said, match)

    def _is_before_noun(self, match: re.Match[str]) -> bool:
        """ "a 5m rope" is said as "a 5-metre rope" is."""
        numbers = self._tools.get("numbers")
        if "single_after" not in numbers or not match["apart"]:
            return False
        before = match.string[max(0, match.start() - _WORD) : match.start()]
        after = get_tail(match)[: 2 * _WORD]
        return bool(re.search(numbers["single_after"], before) and re.match(numbers["single_before"], after))

    def _say_measure(self, match: re.Match[str]) -> str | None:
        """ "€2/kg", but not "km/h" alone."""
        before, per = match.string[max(0, match.start() - _WORD) : match.start()], self._tools.get("slashes")
        if "after_number" not in per or not self._measured.search(before):
            return None
        return f" {per['after_number']} {self._tools.words.first(self._all[_get_key(match['unit'])])}"

    def _say_first(self, match: re.Match[str]) -> str:
        """ "a 5-km run": the word stays as it is after 1."""
        return f"{self._tools.numerals.say(match['number'])} {self._tools.words.first(self._get_unit(match))}"

    def _say_fraction(self, match: re.Match[str]) -> str:
        unit, words = self._get_unit(match), self._tools.words
        if match["whole"] and "nouns" in self._tools.get("fractions"):
            return say_with_noun(self._tools, match, words.choose(unit, match["whole"]), words.get_kind(unit))
        said = say_fraction(self._tools, match["sign"], match["whole"] or "")
        if match["whole"]:
            return f"{said} {words.choose(unit, '2')}"
        table = self._tools.get("fractions")
        template = table.get("of_unit_names", {}).get(get_written(match["sign"]), table["of_unit"])
        said = fill(template, fraction=said, unit=words.first(unit))
        for pattern, replacement in table.get("replace", ()):
            said = re.sub(pattern, replacement, said)
        return said


def _get_pattern(units: Iterable[str]) -> str:
    """Those units; "m²" may be typed as "m^2"."""
    return re.sub("([²³])", lambda power: rf"(?:{power[0]}|\^{unicodedata.digit(power[0])})", get_alternatives(units))


def _get_key(written: str) -> str:
    """What the TOML has for a unit as it is written."""
    return get_plain_spaces(written).replace("^2", "²").replace("^3", "³")


def get_rules(tools: Tools) -> Iterator[Rule]:
    return _Units(tools).get_rules() if tools.get("units") else iter(())
