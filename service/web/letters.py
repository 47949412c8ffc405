"""The A to Z."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from service.document.model import Entry
from service.web.folding import get_words


@dataclass(frozen=True, slots=True)
class Letter:
    name: str
    """What is shown: the letter, or the words for digits."""
    anchor: str
    """Id of the heading. The low line keeps it apart from ids of sections."""
    entries: tuple[Entry, ...]


def get_letters(entries: Iterable[Entry], digits: str) -> tuple[Letter, ...]:
    """The letters that have entries, in order; `digits` names the group of titles that start with a number."""
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[_get_initial(entry.title)].append(entry)
    return tuple(
        Letter(initial.upper() if initial != "0" else digits, _get_anchor(initial), tuple(groups[initial]))
        for initial in sorted(groups)
    )


def _get_initial(title: str) -> str:
    words = get_words(title)
    initial = words[0][0] if words else "0"
    return "0" if initial.isdecimal() else initial


def _get_anchor(initial: str) -> str:
    return f"letter_{initial if initial.isascii() else format(ord(initial), 'x')}"
