"""A lexicon as it is used: the spoken forms of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.speech.lexicon.folding import Folded, fold
from service.speech.lexicon.patterns import Expression
from service.speech.lexicon.words import WordIndex
from service.speech.spoken import Form


class Lexicon:
    """The words and expressions of one language. Made by `read_lexicon`; never changed."""

    def __init__(self, words: WordIndex, expressions: Sequence[Expression], notes: Sequence[str] = ()) -> None:
        self._words, self._expressions = words, tuple(expressions)
        self.notes = tuple(notes)
        """What was left out, for the author: no faults."""

    def __len__(self) -> int:
        """How many first words and expressions there are."""
        return len(self._words) + len(self._expressions)

    def get_forms(self, text: str) -> tuple[Form, ...]:
        """What the lexicon has said otherwise: words first, then expressions in their order, whole words only."""
        if not len(self):
            return ()
        folded = fold(text)
        forms = list(self._get_words(text, folded))
        for expression in self._expressions:
            forms += _get_matches(expression, folded, forms)
        return tuple(sorted(forms, key=lambda form: form.start))

    def _get_words(self, text: str, folded: Folded) -> Iterator[Form]:
        for first, last, word in self._words.find(folded):
            start, end = folded.get_place(first), folded.get_place(last)
            yield Form(start, end, word.alias or text[start:end], f"lexicon: {word.grapheme.text}", word.phonemes)


def _get_matches(expression: Expression, folded: Folded, taken: Sequence[Form]) -> list[Form]:
    """Matches of one expression where nothing is taken yet."""
    found: list[Form] = []
    position = 0
    while match := expression.pattern.search(folded.exact, position):
        first, last = match.span(1)
        position = first + 1
        start, end = folded.get_place(first), folded.get_place(last)
        is_whole = first < last and first in folded.starts and last in folded.ends
        is_free = not any(form.start < end and start < form.end for form in taken)
        said = expression.get_spoken(match)
        # an alias of groups that took no part would leave the words out
        if (
            said.strip()
            and is_whole
            and is_free
            and not (expression.not_ahead and expression.not_ahead.match(folded.exact[last:]))
        ):
            found.append(Form(start, end, said, expression.rule))
            position = last
    return found
