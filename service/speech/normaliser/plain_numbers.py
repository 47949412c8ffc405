"""Versions, ordinals and all other numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.speech.normaliser.rule import AFTER, BEFORE, Rule, get_alternatives, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("versions", "ordinals")


def get_rules(tools: Tools) -> Iterator[Rule]:
    if tools.get("versions"):
        yield from _get_version_rules(tools)
    if tools.get("ordinals"):
        yield from _get_ordinal_rules(tools)
    numerals = tools.numerals

    def say(match: re.Match[str]) -> str:
        return numerals.say(numerals.regroup(match[0], match), numerals.get_kind(match))

    yield make_rule("number", numerals.pattern, say)


def _get_version_rules(tools: Tools) -> Iterator[Rule]:
    table, numerals = tools.get("versions"), tools.numerals

    def say(match: re.Match[str]) -> str:
        said = f" {table['point']} ".join(numerals.say_whole(part) for part in match["digits"].split("."))
        return f"{table['version']} {said}" if match["sign"] else said

    digits = r"(?P<digits>[0-9]+(?:\.[0-9]+)*)"
    bare = table.get("digits", r"[0-9]+(?:\.[0-9]+){2,}")
    yield make_rule("version", rf"(?<![\w.])(?P<sign>[vV]){digits}{AFTER}", say)
    yield make_rule("version", rf"{BEFORE}(?P<sign>(?!))?(?P<digits>{bare}){AFTER}", say)


def _get_ordinal_rules(tools: Tools) -> Iterator[Rule]:
    suffixes = tools.get("ordinals")["suffixes"]

    def say(match: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", match["number"])
        return tools.numerals.say_ordinal(int(digits), suffixes[match["suffix"]])

    number = rf"(?P<number>[0-9]{{1,3}}(?:[{tools.numerals.thousands}][0-9]{{3}}){{1,2}}+|[0-9]{{1,9}})"
    yield make_rule("ordinal", rf"{BEFORE}{number}(?P<suffix>{get_alternatives(suffixes)})(?!\w)", say)
