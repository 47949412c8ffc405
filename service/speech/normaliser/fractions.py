"""Fractions and ratios: "2½", "4.5:1"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from service.speech.normaliser.rule import AFTER, BEFORE, DASH, LETTER, SPACE, Rule, fill, get_tail, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("fractions", "ratios")
SIGNS: Final = "\u00bc-\u00be\u2150-\u215e"
"""½ and the like."""
PARTS: Final = rf"(?:[{SIGNS}]|(?:1/[2-9]|2/[35]|3/[458]|4/5|5/[68]|7/8)(?![0-9/.,]))"
"""Those, and the common ones with a slash."""
_MOST_SHARED = 9


def get_rules(tools: Tools) -> Iterator[Rule]:
    numerals = tools.numerals

    def say_sign(match: re.Match[str]) -> str:
        return say_fraction(tools, match["sign"], match["whole"] or "", get_tail(match)[:20])

    def say_slashed(match: re.Match[str]) -> str | None:
        return _say_slashed(tools, match)

    def say_ratio(match: re.Match[str]) -> str:
        parts = [numerals.say(part) for part in match[0].split(":")]
        return f" {tools.get('ratios')['between']} ".join(parts)

    if "nouns" in tools.get("fractions"):
        yield from _get_noun_rules(tools)
    number, free = numerals.unsigned, rf"{AFTER}(?!{DASH}[0-9])"
    if tools.get("fractions"):
        yield make_rule("fraction", rf"{BEFORE}(?:(?P<whole>[0-9]+){SPACE}?)?(?P<sign>[{SIGNS}])(?![0-9])", say_sign)
        slashed = r"(?:(?P<whole>[0-9]+) )?(?P<top>[0-9]+)/(?P<bottom>[0-9]+)"
        yield make_rule("fraction", rf"{BEFORE}(?<![0-9] ){slashed}{AFTER}(?!{DASH}[0-9])", say_slashed)
    if tools.get("ratios"):
        yield make_rule("ratio", rf"{BEFORE}{number}(?::{number})+{free}", say_ratio)


def _get_noun_rules(tools: Tools) -> Iterator[Rule]:
    """Where a fraction agrees with its noun, which stands between a whole number and it: "dos horas y media"."""

    def say_part(match: re.Match[str]) -> str | None:
        kind, known = tools.numerals.get_kind(match), tools.get("fractions").get("names_before", {})
        before, name = known.get(get_written(match["sign"]), ("(?!)", ""))
        if re.match(before, get_tail(match)[:20]):
            return str(name)
        return say_part_of(tools, match["sign"], kind) if kind and not match["noun"].endswith("s") else None

    def say_whole(match: re.Match[str]) -> str | None:
        kind = tools.numerals.get_kind(match, match.end("sign"))
        return say_with_noun(tools, match, match["noun"], kind) if kind else None

    noun = rf"{SPACE}(?P<noun>{LETTER}+)\b"
    whole = rf"(?P<whole>[0-9]+)(?:{SPACE}|(?=[{SIGNS}]))"
    yield make_rule("fraction", rf"{BEFORE}(?<![0-9]{SPACE})(?P<said>(?P<sign>{PARTS}))(?={noun})", say_part)
    yield make_rule("fraction", rf"{BEFORE}{whole}(?P<sign>{PARTS}){noun}", say_whole)


def say_part_of(tools: Tools, sign: str, kind: str) -> str:
    """A fraction before its noun: "media", "tres cuartos de"."""
    table = tools.get("fractions")["nouns"]
    name = table.get(kind, {}).get(get_written(sign))
    return name or fill(table["part"], fraction=say_fraction(tools, sign, ""))


def say_with_noun(tools: Tools, match: re.Match[str], noun: str, kind: str) -> str:
    """A whole number, its noun and a fraction, from the groups `whole` and `sign`."""
    table = tools.get("fractions")["nouns"]
    part = table.get(kind, {}).get(get_written(match["sign"])) or say_fraction(tools, match["sign"], "")
    if int(match["whole"]) == 1:
        plural, single = table["single"]
        noun = re.sub(plural, single, noun)
    return fill(table["with_whole"], whole=tools.numerals.say(match["whole"], kind), noun=noun, fraction=part)


def say_fraction(tools: Tools, sign: str, whole: str, after: str = "") -> str:
    """½ as words, with the whole number before it, if there is one."""
    top, _, bottom = get_written(sign).partition("/")
    return _say(tools, int(top), int(bottom), whole, after)


def get_written(sign: str) -> str:
    """ "½" as "1/2"."""
    return unicodedata.normalize("NFKC", sign).replace("\u2044", "/")


def _say(tools: Tools, top: int, bottom: int, whole: str, after: str) -> str:
    table, numerals = tools.get("fractions"), tools.numerals
    written = f"{top}/{bottom}"
    before, name = table.get("names_before", {}).get(written, ("(?!)", ""))
    if not whole and re.match(before, after):
        return str(name)
    if whole and written in table.get("after_whole", {}):
        said = str(table["after_whole"][written])
    elif written in table.get("names", {}):
        said = str(table["names"][written])
    else:
        words = table["denominators"].get(str(bottom)) or [numerals.say_ordinal(bottom)]
        said = fill(
            table["fraction"],
            top=numerals.say_cardinal(top, table.get("kind", "")),
            bottom=tools.words.choose(words, str(top)),
        )
    return fill(table["with_whole"], whole=numerals.say(whole), fraction=said) if whole else said


def _say_slashed(tools: Tools, match: re.Match[str]) -> str | None:
    """A fraction where the lower number has a name and is the greater one; else one number "over" the other."""
    top, bottom = match["top"], match["bottom"]
    table, numerals = tools.get("fractions"), tools.numerals
    if len(top) > _MOST_SHARED or len(bottom) > _MOST_SHARED:
        return None
    is_fraction = 0 < int(top) < int(bottom) and bottom in table["denominators"]
    if is_fraction:
        return _say(tools, int(top), int(bottom), match["whole"] or "", get_tail(match)[:20])
    template = table.get("over_by_bottom", {}).get(bottom, table["over"])
    said = fill(template, top=numerals.say(top), bottom=numerals.say(bottom))
    return f"{numerals.say(match['whole'])} {said}" if match["whole"] else said
