"""Signs between words: said by name, as a pause, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from service.speech.normaliser.rule import LETTER, Rule, has_any, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("symbols", "skipped", "slashes", "pauses")
_has_dash: Final = has_any("-–—―−")
_WORD: Final = 20
_ENDS: Final = ",.;:!?…([{“‘«"


def get_rules(tools: Tools) -> Iterator[Rule]:
    yield from _get_slash_rules(tools)
    if tools.get("pauses"):
        yield from _get_pause_rules()
        yield from _get_bracket_rules()
    symbols, skipped = tools.get("symbols"), tools.get("skipped").get("signs", "")
    signs_known = "".join(symbols)

    def say(match: re.Match[str]) -> str:
        """The name, with a space on each side where a word is."""
        name, text = str(symbols[match["sign"]]), match.string
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        start = " " if before and not before.isspace() and before not in "([“\"'‘" else ""
        return start + name + (" " if after and (after.isalnum() or after in signs_known) else "")

    if symbols:
        signs = "|".join(re.escape(sign) for sign in sorted(symbols, key=len, reverse=True))
        yield make_rule("sign", rf"(?P<sign>{signs})\ufe0f?", say, has_any(symbols))
    if skipped:
        yield make_rule("skipped sign", rf"[{re.escape(skipped)}]+", _skip, has_any(skipped))


def _skip(match: re.Match[str]) -> str:
    """Nothing; between two words a space."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return " " if before.strip() and after.isalnum() else ""


def _get_slash_rules(tools: Tools) -> Iterator[Rule]:
    """ "he/she" and "3 days/week"; a unit such as km/h is left as it is."""
    table, units = tools.get("slashes"), tools.get("units")
    if not table:
        return

    def say(match: re.Match[str]) -> str | None:
        before = re.search(r"\w*$", match.string[max(0, match.start() - _WORD) : match.start()])
        after = re.match(r"\w*", match.string[match.end() : match.end() + _WORD])
        token = f"{before[0] if before else ''}/{after[0] if after else ''}"
        return None if token in units else f" {table['between_words']} "

    if "after_number" in table:
        per = f" {table['after_number']} "
        unit, measures = f"{LETTER}{{1,12}}+", table.get("measures", f"{LETTER}{{2,}}")
        counted = rf"[0-9%€$£¥]\s?(?:{unit}(?:/{unit})?)?(?P<said>/)(?={measures})"
        yield make_rule("slash", counted, lambda _: per, has_any("/"))
    yield make_rule("slash", rf"(?<={LETTER})\s?/\s?(?={LETTER})", say, has_any("/"))


def _get_bracket_rules() -> Iterator[Rule]:
    """Brackets within a sentence are a pause on each side; those within a word are nothing."""

    def say_open(match: re.Match[str]) -> str:
        before = match.string[: match.start()].rstrip()
        if before and before[-1] not in _ENDS:
            return ", "
        return " " if before and match[0][0].isspace() else ""

    def say_close(match: re.Match[str]) -> str:
        after = match.string[match.end() : match.end() + 2]
        return "," if after[:1].isspace() and after[1:] not in ("", *_ENDS, *"–—-)]}") else ""

    has_bracket = has_any("()[]{}")
    letter = r"[^\W\d_]"
    ends = "|".join(rf"(?<={letter}\({letter * count})" for count in (1, 2, 3, 4))
    yield make_rule("brackets", rf"(?<={letter})\((?={letter}{{1,4}}\))|(?:{ends})\)", lambda _: "", has_bracket)
    yield make_rule("brackets", r"(?:(?<!\s)\s++)?[(\[{]+\s*", say_open, has_bracket)
    yield make_rule("brackets", r"(?:(?<!\s)\s++)?[)\]}]+", say_close, has_bracket)


def _get_pause_rules() -> Iterator[Rule]:
    """A dash between words and three points are a pause, which every engine makes at a comma."""

    def say_dash(match: re.Match[str]) -> str:
        before, after = match.string[: match.start()], match.string[match.end() :].lstrip()
        if not before or before[-1] in _ENDS or not after or after[0] in ",.;:!?…)":
            return " " if before and after and after[0].isalnum() else ""
        return ", "

    def say_points(match: re.Match[str]) -> str:
        if match[0].strip() == match.string.strip():
            return match[0]
        after = match.string[match.end() :].lstrip("\"'”’»)] ")
        if not match.string[: match.start()].strip("\"'“‘«([ "):
            return ""
        return "." if not after or re.match(r"[A-Z]\w|[^\W\d_a-z]{2}", after) else ","

    yield make_rule(
        "dash", r"(?:(?<!\s)\s++)?(?:(?<=\s)(?:[-–−]|--)(?=\s)|[—―]|(?<=\w)--(?=\w))\s*|^[-–]\s+", say_dash, _has_dash
    )
    yield make_rule("ellipsis", r"\s?(?:…|\.(?:\s?\.){2,})(?:\s*[.…])*", say_points, has_any(("…", "..", ". .")))
