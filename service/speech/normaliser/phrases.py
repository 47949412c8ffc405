"""Stretches of text that are said in a way of their own: "24/7", "9/11", "WWII"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from service.speech.normaliser.rule import Rule, get_alternatives, get_plain_spaces, has_any, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("phrases", "patterns")


def _always(text: str) -> bool:
    return bool(text)


def get_rules(tools: Tools) -> Iterator[Rule]:
    for name, entry in tools.get("patterns").items():
        yield make_rule(
            name.replace("_", " "), entry["written"], _get_say(tools, entry["spoken"], entry.get("ordinal")), _always
        )
    phrases = tools.get("phrases")

    def say(match: re.Match[str]) -> str:
        return str(phrases[get_plain_spaces(match[0])])

    if phrases:
        pattern = rf"(?<![\w/.-]){get_alternatives(phrases)}(?![\w/]|[.,:-]\w)"
        yield make_rule("phrase", pattern, say, has_any(phrases))


def _get_say(tools: Tools, template: str, ordinal: str | None) -> Callable[[re.Match[str]], str]:
    """The template with the groups of the pattern: numbers in words, all else as it is written."""

    def say(match: re.Match[str]) -> str:
        groups = {name: value or "" for name, value in match.groupdict().items()}
        return template.format_map({name: _say_group(tools, value, ordinal) for name, value in groups.items()})

    return say


def _say_group(tools: Tools, written: str, ordinal: str | None) -> str:
    if ordinal is not None and written.isdecimal():
        return tools.numerals.say_ordinal(int(written), ordinal)
    return tools.numerals.say(written) if re.fullmatch(tools.numerals.unsigned, written) else written
