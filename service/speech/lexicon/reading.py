"""From a file to a lexicon, with every fault at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from service.document.problems import Problems
from service.errors import ContentError, Problem
from service.speech.lexicon.aliases import AliasFollower
from service.speech.lexicon.elements import read_root
from service.speech.lexicon.lexemes import Grapheme, Lexeme
from service.speech.lexicon.lexicon import Lexicon
from service.speech.lexicon.patterns import BadPattern, Expression, make_expression
from service.speech.lexicon.pls import PlsReader
from service.speech.lexicon.rules import LEXICON_RULES
from service.speech.lexicon.words import Word, WordIndex, make_word

LEXICON_FILE: Final = "lexicon.pls"


def read_lexicons(content: Path, languages: Iterable[str]) -> dict[str, Lexicon]:
    """The lexicon of each language, by its tag: `content/<language>/lexicon.pls`, empty where there is none.

    :raise ContentError: with every fault of every lexicon.
    """
    lexicons: dict[str, Lexicon] = {}
    faults: list[Problem] = []
    for language in languages:
        try:
            lexicons[language] = read_lexicon(content / language / LEXICON_FILE, language)
        except ContentError as error:
            faults += error.problems
    if faults:
        raise ContentError(faults)
    return lexicons


def read_lexicon(path: Path, language: str) -> Lexicon:
    """The lexicon of a file; an absent file is an empty one.

    :raise ContentError: with every fault.
    """
    problems = Problems("/".join(path.parts[-3:]), rules=LEXICON_RULES)
    reader = PlsReader(language, problems)
    root = read_root(path, problems)
    lexemes = reader.read(root) if root else ()
    words = tuple(_make_words(lexemes, problems))
    expressions = _make_expressions(lexemes, problems)
    _check_rivals(words, problems)
    follower = AliasFollower(words, problems)
    ended = tuple(follower.follow(word) for word in words)
    problems.raise_if_any()
    return Lexicon(WordIndex(ended), expressions, reader.notes)


def _get_graphemes(lexemes: Iterable[Lexeme], is_regex: bool) -> Iterator[tuple[Grapheme, Lexeme]]:
    for lexeme in lexemes:
        if lexeme.is_regex == is_regex:
            for grapheme in lexeme.graphemes:
                yield grapheme, lexeme


def _make_words(lexemes: Iterable[Lexeme], problems: Problems) -> Iterator[Word]:
    for grapheme, lexeme in _get_graphemes(lexemes, is_regex=False):
        try:
            yield make_word(grapheme, lexeme)
        except BadPattern as error:
            problems.add("L013", grapheme.line, f"A look-ahead of '{grapheme.text}' cannot be read: {error}.")


def _make_expressions(lexemes: Iterable[Lexeme], problems: Problems) -> list[Expression]:
    """In DAISY's order: those that do not look ahead first, then those that do, each in the order of the file."""
    made: list[tuple[bool, Expression]] = []
    first: dict[tuple[str, str, str], tuple[str, int]] = {}
    for each, lexeme in _get_graphemes(lexemes, is_regex=True):
        alias, line = first.setdefault((each.text, each.ahead, each.not_ahead), (lexeme.alias, each.line))
        if alias != lexeme.alias:
            _note_rival(each, line, problems)
        try:
            expression = make_expression(each.text, each.ahead, each.not_ahead, lexeme.alias)
        except BadPattern as error:
            problems.add("L013", each.line, f"The expression '{each.text}' cannot be read: {error}.")
        else:
            made.append((bool(each.ahead or each.not_ahead), expression))
    return [expression for _, expression in sorted(made, key=lambda pair: pair[0])]


def _check_rivals(words: Iterable[Word], problems: Problems) -> None:
    """Two ways to say one word: PLS would take the first in silence, and nobody would know why."""
    first: dict[tuple[str, bool, str, str], Word] = {}
    for word in words:
        other = first.setdefault(word.key, word)
        if (word.alias, word.phonemes) != (other.alias, other.phonemes):
            _note_rival(word.grapheme, other.grapheme.line, problems)


def _note_rival(grapheme: Grapheme, line: int, problems: Problems) -> None:
    problems.add("L011", grapheme.line, f"'{grapheme.text}' is said otherwise in line {line}.")
