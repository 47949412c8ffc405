"""Words of a lexicon, found in a text: whole words only, the longest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from service.speech.lexicon.folding import Folded, fold, get_lower
from service.speech.lexicon.lexemes import Grapheme, Lexeme
from service.speech.lexicon.patterns import compile_ahead


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One grapheme and how it is said."""

    grapheme: Grapheme
    text: str
    """As it is compared; in lower case unless `is_exact`."""
    is_exact: bool
    """It has a capital, and matches as it is written."""
    alias: str
    phonemes: str
    ahead: Any = None
    not_ahead: Any = None

    @property
    def key(self) -> tuple[str, bool, str, str]:
        """What two words may not have in common unless they are said alike."""
        return self.text, self.is_exact, self.grapheme.ahead, self.grapheme.not_ahead

    def lies_at(self, folded: Folded, start: int) -> bool:
        end = start + len(self.text)
        if end not in folded.ends or not (folded.exact if self.is_exact else folded.lower).startswith(self.text, start):
            return False
        rest = folded.exact[end:] if self.ahead or self.not_ahead else ""
        return bool(not self.ahead or self.ahead.match(rest)) and not (self.not_ahead and self.not_ahead.match(rest))


def make_word(grapheme: Grapheme, lexeme: Lexeme) -> Word:
    """:raise BadPattern: if a look-ahead cannot be read."""
    exact = fold(grapheme.text).exact
    is_exact = exact.lower() != exact
    ahead, not_ahead = compile_ahead(grapheme.ahead), compile_ahead(grapheme.not_ahead)
    text = exact if is_exact else get_lower(exact)
    return Word(grapheme, text, is_exact, lexeme.alias, lexeme.phonemes, ahead, not_ahead)


class WordIndex:
    """All words by the first word of each, so that a text is looked through once however many there are."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._words: dict[str, list[Word]] = {}
        for word in words:
            self._words.setdefault(_get_first(word.text), []).append(word)
        for same in self._words.values():
            # the longest; then what is written exactly so; then what looks ahead; then the order of the file
            same.sort(key=lambda word: (-len(word.text), not word.is_exact, not (word.ahead or word.not_ahead)))

    def __len__(self) -> int:
        return len(self._words)

    def find(self, folded: Folded) -> Iterator[tuple[int, int, Word]]:
        """Words with their places, in order and apart from each other."""
        position = 0
        for number, start in enumerate(folded.starts):
            if start < position:
                continue
            after = folded.starts[number + 1] if number + 1 < len(folded.starts) else len(folded.lower)
            for word in self._words.get(folded.lower[start:after].rstrip(), ()):
                if word.lies_at(folded, start):
                    position = start + len(word.text)
                    yield start, position, word
                    break


def _get_first(text: str) -> str:
    """The first word in lower case."""
    folded = fold(text)
    end = folded.starts[1] if len(folded.starts) > 1 else len(folded.lower)
    return folded.lower[:end].rstrip()
