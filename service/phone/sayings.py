"""What each clip of the line says: the script of a prompt, a number, a letter, a title or a heading."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from service.document.library import Shelf
from service.document.model import Run, Sentence
from service.document.sentences import split_sentences
from service.languages import get_language
from service.phone.clips import Letter, Number
from service.speech.script import AFTER_SENTENCE, FindForms, Pause, Say, Script, Span, make_say
from service.speech.spoken import Form

AFTER_NUMBER: Final = 500
"""Milliseconds: a choice's number ends the choice, and a code is heard digit by digit, slowly enough to write down."""
AFTER_LETTER: Final = 350
AFTER_WORD: Final = 50
"""Between the parts of one sentence: "Section. 2. Of. 4." """
_STOPS: Final = ".!?:;…。！？؟"
_DIGITS: Final = 10


def get_prompt_script(text: str, language: str, find_forms: FindForms) -> Script:
    """A prompt, sentence by sentence; empty for a text without words. One that others complete goes on at once."""
    steps: list[Say | Pause] = []
    for number, (start, end) in enumerate(split_sentences(text, language), start=1):
        sentence = Sentence(f"prompt-{number}", (Run(text[start:end]),))
        pause = AFTER_SENTENCE if text[end - 1] in _STOPS else AFTER_WORD
        steps += (make_say(sentence, language, find_forms), Pause(pause))
    return tuple(steps)


def get_heading_script(say: Say) -> Script:
    """A title or a heading by itself."""
    return (say, Pause(AFTER_SENTENCE))


def get_number_script(number: Number, language: str, find_forms: FindForms) -> Script:
    """A number in the language's own words, by the rules that say numbers on pages."""
    sentence = Sentence("number", (Run(str(number.value)),))
    return (make_say(sentence, language, find_forms), Pause(AFTER_NUMBER))


def get_letter_script(letter: Letter, language: str) -> Script:
    """The name of a letter: from the language's table of names, else a capital by itself, which engines name.

    Never as a word: espeak-ng says "a" in English as the article and "y" in Spanish as "and".
    """
    name = get_letter_names(language).get(letter.letter, "")
    forms = (Form(0, len(letter.letter), name, "letter"),) if name else ()
    return (Say("letter", (Span(letter.letter, language, forms),)), Pause(AFTER_LETTER))


def get_letter_names(language: str) -> Mapping[str, str]:
    """Names of letters: of the phone line's own table, over those by which pages are spoken."""
    tables = get_language(language)
    return {**tables.spoken.get("letters", {}).get("names", {}), **tables.phone.get("letters", {})}


def get_letters(shelf: Shelf) -> Sequence[Letter]:
    """A to Z, those that the language has names for, and those of the titles."""
    named = get_letter_names(shelf.language)
    in_titles = (letter for entry in shelf.entries for letter in entry.title.upper() if letter.isalpha())
    return tuple(map(Letter, dict.fromkeys((*string.ascii_uppercase, *named, *in_titles))))


def get_numbers(parts: Iterable[int], voices: int) -> Iterator[Number]:
    """All that are said in a call: each digit, and from 1 on the parts of an entry and the voices.

    :param parts: how many each entry has. What else is counted, such as choices, is fewer than the digits.
    """
    yield from map(Number, range(max(_DIGITS, max(parts, default=0) + 1, voices + 1)))
