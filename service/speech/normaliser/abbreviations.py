"""Abbreviations: always said in full, or only beside certain words, as "Dr" and "St" are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from service.speech.normaliser.rule import Rule, ends_text, get_alternatives, get_plain_spaces, has_any, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("abbreviations", "abbreviations_beside")


def get_rules(tools: Tools) -> Iterator[Rule]:
    """Those that need a context first, then those that do not."""
    for rule in tools.get("abbreviations_beside").values():
        yield from _get_beside(rule)
    plain = tools.get("abbreviations")

    def say(match: re.Match[str]) -> str:
        return str(plain[get_plain_spaces(match[0])]) + _get_full_stop(match)

    if plain:
        yield make_rule("abbreviation", rf"(?<![\w.]){get_alternatives(plain)}(?!\w)", say, has_any(plain))


def _get_beside(rule: Mapping[str, Any]) -> Iterator[Rule]:
    """`written` is a list of literals, `before` and `after` patterns of what stands beside them."""
    written = get_alternatives(rule["written"])
    start = rf"(?<!\w)(?:{rule['before']})" if "before" in rule else r"(?<![\w.])"
    end = rf"(?=(?:{rule['after']}))" if "after" in rule else r"(?!\w)"
    yield make_rule(
        "abbreviation", f"{start}(?P<said>{written}){end}", _get_say(rule["spoken"]), has_any(rule["written"])
    )


def _get_say(spoken: str) -> Callable[[re.Match[str]], str]:
    def say(match: re.Match[str]) -> str:
        return spoken + (_get_full_stop(match) if match["said"].endswith(".") else "")

    return say


def _get_full_stop(match: re.Match[str]) -> str:
    """The full stop of an abbreviation at the end is that of the sentence too."""
    return "." if match[0].endswith(".") and ends_text(match) else ""
