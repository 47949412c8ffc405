"""Initialisms, spelled, and codes of letters and digits: "PTSD", "U.S.", "GPs", "B12", "5-HT"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from service.speech.normaliser.rule import SUPERSCRIPTS, Rule, ends_text, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("letters",)
_CAPITAL: Final = "[A-Z\u00c0-\u00d6\u00d8-\u00de]"
_has_capitals: Final = re.compile("[A-Z][A-Z0-9.\u2080-\u2089]|[0-9]-?[A-Z]").search
_STOPS: Final = ".!?:;\n"
_SENTENCE: Final = 200
"""Characters of a sentence that are looked at."""
_SUBSCRIPTS: Final = "\u2080-\u2089"


class _Letters:
    def __init__(self, tools: Tools) -> None:
        self._numerals = tools.numerals
        table = tools.get("letters")
        self._names: dict[str, str] = table.get("names", {})
        self._spelled = frozenset(table.get("spelled", ()))
        self._words = frozenset(table.get("said_as_words", ()))
        self._also_words = frozenset(table.get("also_words", ()))
        self._vowels = re.compile(f"[{table['vowels']}]") if table.get("vowels") else None
        self._plural = str(table.get("plural", ""))
        self._ending = str(table.get("plural_spoken", ""))
        self._joint = str(table.get("joint", " "))

    def get_rules(self) -> Iterator[Rule]:
        plural = rf"(?:{self._plural})?" if self._plural else ""
        yield make_rule("initialism", r"(?<![\w.])(?:[A-Z]\.){2,}(?!\w)", self._say_dotted, _has_capitals)
        code = rf"[A-Z]{{1,5}}[0-9{_SUBSCRIPTS}]{{1,4}}[A-Z]{{0,3}}|[0-9]{{1,3}}[A-Z]{{1,3}}(?![A-Z])"
        yield make_rule("code", rf"(?<![\w.,])(?:{code})(?![\w]|\.[0-9]*\w)", self._say_code, _has_capitals)
        word = rf"(?<![^\W_])(?P<letters>{_CAPITAL}{{2,8}})(?P<plural>{plural})(?![^\W{SUPERSCRIPTS}])"
        yield make_rule("initialism", word, self._say_word, _has_capitals)
        joined = rf"(?<![\w.-])(?P<said>{_CAPITAL})(?=-{_CAPITAL}{{2,}}\b)"
        yield make_rule("initialism", joined, lambda match: self._spell(match["said"]), _has_capitals)

    def _spell(self, letters: str) -> str:
        return self._joint.join(self._names.get(letter, letter) for letter in letters)

    def _is_spelled(self, letters: str) -> bool:
        """Those of the list, and those that nobody could say as a word: without any vowel."""
        if letters in self._words:
            return False
        return letters in self._spelled or (self._vowels is not None and not self._vowels.search(letters))

    def _say_word(self, match: re.Match[str]) -> str | None:
        letters = match["letters"]
        if not self._is_spelled(letters):
            return None
        if letters in self._also_words and self._is_shouted(match):
            return letters.lower()  # espeak-ng spells "US" in capitals
        if not match["plural"]:
            return self._spell(letters)
        return f"{self._spell(letters[:-1])} {self._spell(letters[-1])}{self._ending}"

    def _is_shouted(self, match: re.Match[str]) -> bool:
        """Whether all of the sentence is in capitals, and some word of it is one: "CALL US ON 999"."""
        first = max(0, match.start() - _SENTENCE)
        start = max(first, *(match.string.rfind(mark, first, match.start()) + 1 for mark in _STOPS))
        sentence = re.split(f"[{_STOPS}]", match.string[start : match.end() + _SENTENCE])[0]
        words = re.findall(r"[^\W\d_]+", sentence)
        return sentence.upper() == sentence and any(
            len(word) > 1 and word not in self._also_words and not self._is_spelled(word) for word in words
        )

    def _say_dotted(self, match: re.Match[str]) -> str:
        return self._spell(match[0].replace(".", "")) + ("." if ends_text(match) else "")

    def _say_code(self, match: re.Match[str]) -> str:
        """Letters one by one, digits as a number. A single letter holds to its number: it could be taken for a word."""
        pieces = re.findall(r"[0-9]+|[A-Z]+", unicodedata.normalize("NFKC", match[0]))
        said = " ".join(self._say_piece(piece) for piece in pieces)
        return re.sub(r"^([A-Z]) ", r"\1-", said)

    def _say_piece(self, piece: str) -> str:
        if piece.isdecimal():
            return self._numerals.say_whole(piece)
        return piece if piece in self._words else self._spell(piece)


def get_rules(tools: Tools) -> Iterator[Rule]:
    return _Letters(tools).get_rules() if tools.get("letters") else iter(())
