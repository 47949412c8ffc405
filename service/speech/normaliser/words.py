"""Which form of a word stands after a number: "1 mile", "2 miles"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.speech.normaliser.numerals import Numerals
from service.speech.normaliser.rule import Table


class CountedWords:
    """Chooses among the forms of a word, as `which_word` of the TOML says.

    A word is one string or a list: a form for each pattern of `which_word`, in that order, and a last one for all
    other numbers. Instead of the list there may be a table with the list as `words` and the `kind` of its number.
    """

    def __init__(self, numerals: Numerals, table: Table) -> None:
        self._numerals = numerals
        self._patterns: Sequence[str] = table.get("which_word", ())

    def choose(self, word: object, written: str) -> str:
        """The form of the word after a written number."""
        forms = word["words"] if isinstance(word, dict) else word
        if isinstance(forms, str):
            return forms
        assert isinstance(forms, list)
        plain = self._numerals.get_plain(written)
        for form, pattern in zip(forms, self._patterns, strict=False):
            if re.fullmatch(pattern, plain):
                return str(form)
        return str(forms[-1])

    def first(self, word: object) -> str:
        """The form after 1."""
        return self.choose(word, "1")

    def get_kind(self, word: object) -> str:
        return str(word.get("kind", "")) if isinstance(word, dict) else ""

    def say(self, written: str, word: object, template: str = "{number} {word}") -> str:
        """A number and its word."""
        number = self._numerals.say(written, self.get_kind(word))
        return template.format(number=number, word=self.choose(word, written))
