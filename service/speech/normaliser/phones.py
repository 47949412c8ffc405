"""Phone numbers, digit by digit, with a short pause between groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from service.speech.normaliser.rule import AFTER, BEFORE, SPACE, Rule, has_digit, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("phones",)
_INTERNATIONAL = r"\+[0-9]{1,3}(?:[ \u00a0.-]?\(?[0-9]{1,9}\)?){1,6}+"
_FEWEST, _MOST = 7, 15
"""Digits of a number that is written with its country: E.164 allows 15."""
_IN_NUMBER = "|".join(f"(?<={BEFORE}[0-9]{{{count}}}{SPACE})" for count in (1, 2, 3))
_NO_THOUSANDS = rf"(?!(?:{_IN_NUMBER})[0-9]{{3}}(?:{SPACE}[0-9]{{3}})*(?!{SPACE}?[0-9]))"
"""Groups of three digits after a shorter number are the rest of it: "1 000 000"."""


def get_rules(tools: Tools) -> Iterator[Rule]:
    """Patterns for numbers that show by their form, and words that announce one of any form."""
    table = tools.get("phones")
    if not table:
        return
    known_forms = "|".join(table.get("forms", ())) or "(?!)"
    form = rf"(?<![\w+$£€.,/-]){_NO_THOUSANDS}(?P<said>{known_forms}){AFTER}(?!-[0-9])"
    announcing = [re.compile(pattern) for pattern in (table["announced_by"], form)]

    @lru_cache(maxsize=1)
    def is_announced(text: str) -> bool:
        """Asked once a text, not once a number. Another phone number announces too."""
        return any(pattern.search(text) for pattern in announcing)

    def say(match: re.Match[str]) -> str:
        return say_phone(tools, match["said"])

    def say_international(match: re.Match[str]) -> str | None:
        count = len(re.findall("[0-9]", match["said"]))
        return say(match) if _FEWEST <= count <= _MOST else None

    def say_known(match: re.Match[str]) -> str | None:
        is_alone = match["said"] == match.string.strip(" .")
        return say(match) if is_alone or is_announced(match.string) else None

    yield make_rule("phone number", rf"(?<![\w+])(?P<said>{_INTERNATIONAL}){AFTER}", say_international)
    yield make_rule("phone number", form, say)
    groups = rf"(?:{table['announced_by']})(?P<said>[0-9]{{2,}}(?:[ -][0-9]{{2,}})*){AFTER}(?![-%])"
    yield make_rule("phone number", groups, say)
    if table.get("known"):
        known = "|".join(table["known"])
        yield make_rule("phone number", rf"{BEFORE}(?P<said>{known}){AFTER}", say_known, has_digit)


def say_phone(tools: Tools, written: str) -> str:
    """ "116 123" is "one one six, one two three"."""
    groups = re.findall(r"[0-9]+|[A-Za-z]+", written)
    said = [tools.numerals.say_digits(group) if group.isdecimal() else group for group in groups]
    plus = f"{tools.get('phones')['plus']} " if written.startswith("+") else ""
    return plus + ", ".join(said)
