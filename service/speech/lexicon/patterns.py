"""Regular expressions that take time in proportion to the text, whatever they are: RE2.

Python's own `re` may run for ever on an expression such as `(a+)+b`, and `regex` stops only after a timeout, in the
middle of planning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

_ESCAPE: Final = re.compile(r"\\[pP]\{[^}]*\}|\\.")
_PLACE: Final = re.compile(r"\\([\\$])|\$(\d)")


class BadPattern(ValueError):
    """RE2 does not take the expression; the text says why."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression whose matches are said otherwise."""

    pattern: Any
    """Its first group is what is said otherwise; what follows that group must follow."""
    not_ahead: Any
    """What must not follow, or None."""
    parts: tuple[str | int, ...]
    """What is said: words, and numbers of groups of the expression."""
    rule: str

    def get_spoken(self, match: Any) -> str:
        said = (part if isinstance(part, str) else match.group(part + 1) or "" for part in self.parts)
        return "".join(said)


def compile_pattern(pattern: str) -> Any:
    """:raise BadPattern: saying why."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else "unknown"
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise BadPattern(text) from error


def compile_ahead(pattern: str) -> Any:
    """What must follow, to be matched where it starts; None for an empty one. :raise BadPattern:"""
    return compile_pattern(rf"\A(?:{_check_alone(pattern)})") if pattern else None


def make_expression(pattern: str, ahead: str, not_ahead: str, alias: str) -> Expression:
    """An expression without capitals matches any case. :raise BadPattern:"""
    alone = compile_pattern(pattern)
    if alone.fullmatch(""):
        raise BadPattern("it matches nothing at all, and so everywhere")
    case = "" if has_capital(pattern) else "(?i)"
    follows = f"(?-i:{_check_alone(ahead)})" if ahead else ""
    whole = compile_pattern(f"{case}({pattern}){follows}")
    parts = get_parts(alias)
    if too_high := [part for part in parts if isinstance(part, int) and part > alone.groups]:
        raise BadPattern(f"the alias asks for group {too_high[0]} of {alone.groups}")
    return Expression(whole, compile_ahead(not_ahead), parts, f"lexicon: {pattern}")


def _check_alone(ahead: str) -> str:
    """A look-ahead without the ^ that DAISY's may start with. :raise BadPattern: if it cannot stand alone."""
    compile_pattern(ahead)
    return ahead.removeprefix("^")


def has_capital(pattern: str) -> bool:
    """Whether there is a capital letter beside escapes such as `\\S`."""
    plain = _ESCAPE.sub("", pattern)
    return plain != plain.lower()


def get_parts(alias: str) -> tuple[str | int, ...]:
    """Words and numbers of groups: `$1` is the first, `$0` the whole, `\\$` a dollar sign."""
    parts: list[str | int] = []
    position = 0
    for match in _PLACE.finditer(alias):
        parts += [alias[position : match.start()], match[1] or int(match[2])]
        position = match.end()
    return tuple(part for part in (*parts, alias[position:]) if part != "")
