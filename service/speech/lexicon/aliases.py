"""Aliases that hold graphemes themselves, followed to their end.

As we read PLS, the words of an alias are said as the lexicon says them. That may run in a circle, or grow without
bound: both are faults here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from service.document.problems import Problems
from service.speech.lexicon.folding import fold, get_lower
from service.speech.lexicon.words import Word, WordIndex

MAX_CHARACTERS: Final = 600
"""As a sentence of the document."""
_DEEPEST: Final = 20
"""Aliases of aliases: more than anyone means."""


class AliasFollower:
    """Follows each alias once."""

    def __init__(self, words: tuple[Word, ...], problems: Problems) -> None:
        self._index, self._problems = WordIndex(words), problems
        self._ended: dict[Word, Word] = {}

    def follow(self, word: Word) -> Word:
        """The word with the last words of its alias; as it was after a fault."""
        return self._follow(word, ())

    def _follow(self, word: Word, trail: tuple[Word, ...]) -> Word:
        if word in self._ended:
            return self._ended[word]
        if word in trail or len(trail) > _DEEPEST:
            names = " to ".join(f"'{each.grapheme.text}'" for each in (*trail[-4:], word))
            self._add(trail[0] if trail else word, f"The alias does not end: {names}.")
            self._ended |= {each: each for each in trail}
            return word
        ended = self._get_ended(word, (*trail, word)) if word.alias and not _is_own(word) else word
        return self._ended.setdefault(word, ended)

    def _get_ended(self, word: Word, trail: tuple[Word, ...]) -> Word:
        folded = fold(word.alias)
        said, phonemes, position = "", word.phonemes, 0
        for start, end, found in self._index.find(folded):
            inner = self._follow(found, trail)
            first, last = folded.get_place(start), folded.get_place(end)
            said += word.alias[position:first] + (inner.alias or word.alias[first:last])
            position = last
            if not phonemes and (start, end) == (0, len(folded.exact)):
                phonemes = inner.phonemes  # a sound has a place of its own only where it is the whole
        said += word.alias[position:]
        if len(said) > MAX_CHARACTERS:
            self._add(word, f"The alias comes to more than {MAX_CHARACTERS} characters.")
            return word
        return replace(word, alias=said, phonemes=phonemes)

    def _add(self, word: Word, message: str) -> None:
        self._problems.add("L012", word.grapheme.line, message)


def _is_own(word: Word) -> bool:
    """The alias is the word itself, beside a sound: it stands for engines that take no IPA."""
    return get_lower(fold(word.alias).exact) == get_lower(word.text)
