"""Emoji by name. Of one that is repeated the name is said once; skin colours and the like are not said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from service.speech.normaliser.rule import Rule, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("emoji",)
_SIGNS = "\u2600-\u2712\u2715\u2716\u2718-\u27be\u2b50-\u2b55\U0001f000-\U0001faff"
_MODIFIERS = "\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_ANY = re.compile(f"[{_SIGNS}\ufe0f\u200d]")
_NOT_SAID = re.compile(f"[{_MODIFIERS}]|[\U0001f1e6-\U0001f1ff]")


def get_rules(tools: Tools) -> Iterator[Rule]:
    """A language that names no emoji at all leaves them as they are."""
    table = tools.get("emoji")
    if not table:
        return
    names = {key.replace("\ufe0f", ""): name for key, name in table.get("names", {}).items()}

    symbols = tools.get("symbols")

    def say(match: re.Match[str]) -> str | None:
        one = match["one"].replace("\ufe0f", "")
        if one in symbols and one not in names:
            return None  # an arrow is no picture: "A ➡️ B" is said as "A → B" is
        known = names.get(one) or " ".join(filter(None, (_name(sign, names, table) for sign in one)))
        return _set_apart(match, known)

    several = "|".join(re.escape(key) for key in names if len(key) > 1) or "(?!)"
    one = f"(?:{several}|[{_SIGNS}])[{_MODIFIERS}]*"
    joined = f"(?:\u200d[{_SIGNS}][{_MODIFIERS}]*)*"
    yield make_rule("emoji", rf"(?:(?<!\s)\s++)?(?P<one>{one}{joined})(?:\s*(?P=one))*", say, _ANY.search)


def _name(sign: str, names: dict[str, str], table: object) -> str:
    """The TOML's name; else Unicode's own, which is English, where the TOML wants it; else nothing."""
    if sign in names or _NOT_SAID.match(sign):
        return names.get(sign, "")
    assert isinstance(table, dict)
    return unicodedata.name(sign, "").lower() if table.get("unicode_names") else ""


def _set_apart(match: re.Match[str], name: str) -> str:
    """The name as a phrase of its own, so that it does not run into the sentence."""
    if not name:
        return ""
    before, after = match.string[: match.start()].rstrip(), match.string[match.end() :].lstrip()
    start = "" if not before else (" " if before[-1] in ",.;:!?…([" else ", ")
    end = "," if after and after[0].isalnum() else ""
    return f"{start}{name}{end}"
