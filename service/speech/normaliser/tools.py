"""What every family of rules is given: the language's tables and its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from service.speech.normaliser.numerals import Numerals
from service.speech.normaliser.rule import SPACE, Table, fill
from service.speech.normaliser.words import CountedWords

_HEAD: Final = 40
"""Characters before a range that tell how its ends are joined."""


@dataclass(frozen=True, slots=True)
class Tools:
    spoken: Table
    """All of `[spoken]`."""
    numerals: Numerals
    words: CountedWords

    def get(self, name: str) -> Table:
        """A table of `[spoken]`; an empty one if the language has none."""
        table: Table = self.spoken.get(name, {})
        return table

    def say_range(self, low: str, high: str, match: re.Match[str]) -> str:
        """Two ends that are words already; a language without ranges has a pause between them."""
        template = str(self.get("ranges").get("range", "{low}, {high}"))
        return fill(self.pair(template, match), low=low, high=high)

    def pair(self, said: str, match: re.Match[str], head: str | None = None) -> str:
        """Words with "to" between the ends of a range; after "between", which ends `head`, with "and".

        `head` is the text before the match, if not given.
        """
        table = self.get("ranges")
        if "paired" not in table:
            return said
        before = match.string[max(0, match.start() - _HEAD) : match.start()] if head is None else head
        if not re.search(table["paired_after"], before):
            return said
        and_more = re.match(
            rf"{SPACE}{table['paired']}{SPACE}\W?[0-9]", match.string[match.end() : match.end() + _HEAD]
        )
        return said if and_more else said.replace(f" {table['between']} ", f" {table['paired']} ", 1)
