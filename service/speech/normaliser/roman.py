"""Roman numerals beside the words and names that the TOML lists, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from service.speech.normaliser.rule import Rule, fill, get_alternatives, get_plain_spaces, get_tail, has_any, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("roman",)
_NUMERAL: Final = "(?=[LC]*[IVX])(?:XC|XL|L?X{0,3}|C{1,2}X{0,3})(?:IX|IV|V?I{0,3})"
_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_MOST_JOINED: Final = 2
"""Numerals after the first of one word: "siglos XIX, XX y XXI" has two."""
_AROUND: Final = 40
"""Characters on each side of a single I that tell whether it is one."""
_ONE_ENDS: Final = r"(?=['’]s\b|\s*[.,;:!?)\]–—-]|\s*$|\s+(?:{followers})\b)"


def get_rules(tools: Tools) -> Iterator[Rule]:
    for context in tools.get("roman").values():
        if "words_after" in context:
            yield _get_rule_before(tools, context)
        else:
            yield from _get_rules_after(tools, context)


def _get_rules_after(tools: Tools, context: Mapping[str, Any]) -> Iterator[Rule]:
    """A single I is a numeral only where no verb may follow, as it may after the pronoun."""
    words, say = get_alternatives(context["words"]), _get_say(tools, context)
    follows = _ONE_ENDS.format(followers=context.get("followers_of_one") or "(?!)")
    enough = f"(?=[IVXLC]{{{context.get('least_letters', 1)}}})"
    perhaps = (
        rf"|(?P<perhaps>I)(?=\s+(?:{'|'.join(verbs for _, verbs in context.get('verbs_of_one', ())) or '(?!)'})\b)"
    )
    numeral = rf"{enough}(?P<numeral>I{follows}{perhaps}|(?!I\b){_NUMERAL})(?!\w|\.\w)"
    joiner = get_alternatives(context.get("joiners", ()))
    start, hint = rf"(?<!\w){words}[ \u00a0]", has_any(context["words"])
    article = f"(?:{context['article']})?" if "article" in context else ""
    yield make_rule("Roman numeral", f"{start}(?P<said>{article}{numeral})", say, hint)
    fewest = f"(?=[IVXLC]{{{context.get('least_joined', 1)}}})"
    for number in range(_MOST_JOINED if "joiners" in context else 0):
        before = f"{start}{_NUMERAL}(?:{joiner}{_NUMERAL}){{{number}}}"
        yield make_rule("Roman numeral", f"{before}(?P<said>(?P<joiner>{joiner}){fewest}{numeral})", say, hint)


def _get_rule_before(tools: Tools, context: Mapping[str, Any]) -> Rule:
    words, numeral = get_alternatives(context["words_after"]), rf"(?P<said>(?P<numeral>{_NUMERAL}))"
    pattern = rf"(?<![\w.]){numeral}(?=[ \u00a0]{words}(?!\w))"
    return make_rule("Roman numeral", pattern, _get_say(tools, context), has_any(context["words_after"]))


def _get_say(tools: Tools, context: Mapping[str, Any]) -> Callable[[re.Match[str]], str | None]:
    kind, numerals = str(context.get("kind", "")), tools.numerals

    def say(match: re.Match[str]) -> str | None:
        if match.groupdict().get("perhaps") and not _is_ruler(context, match):
            return None
        number, joiner = get_value(match["numeral"]), match.groupdict().get("joiner")
        before = str(context["joiners"][get_plain_spaces(joiner)]) if joiner else ""
        return before + fill(
            context["spoken"],
            cardinal=numerals.say_cardinal(number, kind),
            ordinal=numerals.say_ordinal(number, kind)
            if number <= context.get("ordinals_up_to", 399)
            else numerals.say_cardinal(number, kind),
        )

    return say


def _is_ruler(context: Mapping[str, Any], match: re.Match[str]) -> bool:
    """Whether a single I before a verb is a numeral, by what stands before the name: "Edward I was crowned"."""
    before = match.string[max(0, match.start() - _AROUND) : match.start()]
    after = get_tail(match)[:_AROUND]
    return any(
        re.search(start, before) and re.match(rf"\s+(?:{verbs})\b", after) for start, verbs in context["verbs_of_one"]
    )


def get_value(numeral: str) -> int:
    """The number that a Roman numeral stands for."""
    values = [_VALUES[letter] for letter in numeral]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
