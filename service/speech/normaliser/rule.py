"""One rule: where it finds something to be said otherwise, and what is said. Rules claim characters, the first wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from service.speech.spoken import Form

_TOKEN: Final = 40
"""Characters that a word or a sum beside a rule's match has at most."""
Table = Mapping[str, Any]
"""A table of a language's TOML."""
Say = Callable[[re.Match[str]], str | None]
"""What is said for a match; None where the rule does not hold after all."""
SPACE: Final = "[ \u00a0\u2009\u202f]"
"""A space within a line, of any width."""
DASH: Final = "[-\u2010-\u2014\u2212]"
MINUS: Final = "-\u2010\u2011\u2013\u2212"
"""Hyphens, the dash that many write for a minus, and the minus itself."""
BEFORE: Final = r"(?<![\w'’])(?<![0-9][.,:/])"
"""A number or a name does not start within another."""
SUPERSCRIPTS: Final = "\u00b9\u00b2\u00b3\u2070\u2074-\u2079"
AFTER: Final = rf"(?![^\W{SUPERSCRIPTS}]|[.,:/][0-9])"
"""Nor does it end within one; the mark of a footnote may follow."""
LETTER: Final = r"[^\W\d_]"


def _always(text: str) -> bool:
    return bool(text)


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    pattern: re.Pattern[str]
    """Where it may hold. Its group `said`, if it has one, is what is replaced; else the whole of it is."""
    say: Say
    hint: Callable[[str], object] = _always
    """A cheap test of the whole text: false where the pattern cannot match."""


has_digit: Final = re.compile("[0-9\u00bc-\u00be\u2150-\u215e]").search


def make_rule(name: str, pattern: str, say: Say, hint: Callable[[str], object] = has_digit) -> Rule:
    return Rule(name, re.compile(pattern), say, hint)


def has_any(words: Iterable[str]) -> Callable[[str], bool]:
    """Whether a text holds any of the words up to their first space, as characters: much faster than their pattern."""
    known = tuple({word.split(" ")[0] or word for word in words})
    signs = "".join(word for word in known if len(word) == 1)
    has_sign = re.compile(f"[{re.escape(signs)}]" if signs else "(?!)").search
    longer = tuple(word for word in known if len(word) > 1)

    def has(text: str) -> bool:
        for word in longer:  # a loop: any() over a generator takes three times as long
            if word in text:
                return True
        return has_sign(text) is not None

    return has


def get_alternatives(words: Iterable[str]) -> str:
    """A group of literal words, the longest first; a space in one is a space of any width."""
    escaped = (re.escape(word).replace("\\ ", SPACE) for word in sorted(words, key=len, reverse=True))
    return f"(?:{'|'.join(escaped) or '(?!)'})"


def get_plain_spaces(written: str) -> str:
    """With plain spaces, as the TOML has it."""
    return re.sub(SPACE, " ", written)


def fill(template: str, **values: str) -> str:
    """A template of the TOML with its `{places}` filled, without needless spaces."""
    return " ".join(template.format(**values).split(" ")).strip()


def find_forms(text: str, rules: Iterable[Rule]) -> tuple[Form, ...]:
    """What the rules find, in order; where two want the same characters, the earlier rule has them."""
    taken = bytearray(len(text))
    found: list[Form] = []
    hinted: dict[Callable[[str], object], bool] = {}
    for rule in rules:
        if rule.hint not in hinted:
            hinted[rule.hint] = bool(rule.hint(text))
        if hinted[rule.hint]:
            found += _find(text, rule, taken)
    return tuple(_separate(text, sorted(found, key=lambda form: form.start)))


def _find(text: str, rule: Rule, taken: bytearray) -> Iterator[Form]:
    group: str | int = "said" if "said" in rule.pattern.groupindex else 0
    position = 0
    while match := rule.pattern.search(text, position):
        start, end = match.span(group)
        if 1 in taken[start:end] or start == end:
            position = match.start() + 1
            continue
        said = rule.say(match)
        if said is None:
            position = match.start() + 1
            continue
        position = end
        taken[start:end] = b"\1" * (end - start)
        if said != text[start:end]:
            yield Form(start, end, said, rule.name)


def _separate(text: str, forms: list[Form]) -> Iterator[Form]:
    """A space wherever a form would run into the word beside it: "10km" is two words."""
    last, heard = 0, ""
    for number, form in enumerate(forms):
        spoken = form.spoken
        before = heard if form.start == last else text[form.start - 1 : form.start]
        touching = number + 1 < len(forms) and forms[number + 1].start == form.end
        after = "" if touching else text[form.end : form.end + 1]
        if spoken and before.isalnum() and spoken[0].isalnum():
            spoken = " " + spoken
        if spoken and after.isalnum() and spoken[-1].isalnum():
            spoken += " "
        last, heard = form.end, spoken[-1:] or before
        yield replace(form, spoken=spoken)


def get_tail(match: re.Match[str], end: int | None = None) -> str:
    """The text after a match."""
    return match.string[match.end() if end is None else end :]


def get_head(match: re.Match[str]) -> str:
    """The text before the word or the date that a match follows: "between " of "between Mon" or "between 1 May"."""
    return re.sub(r"(?:[0-9]\S* )?\S*$", "", match.string[max(0, match.start() - 2 * _TOKEN) : match.start()], count=1)


def ends_text(match: re.Match[str]) -> bool:
    """Whether only closing marks follow."""
    return re.fullmatch(r"[\s\"'”’»)\]]*", match.string[match.end() : match.end() + 20]) is not None
