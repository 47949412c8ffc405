"""The ways to an entry: its number, its letters, and the list from A to Z."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.phone.book import Book, BookEntry, BookShelf
from service.phone.clips import Number, Prompt
from service.phone.numbers import get_meant, get_near, goes_on, is_whole
from service.phone.scenes import (
    MOST_CHOICES,
    Clips,
    Press,
    Scene,
    get_choice,
    get_shelf,
    get_titles,
    open_entry,
    say_choices,
    turn,
)
from service.phone.spelling import LETTER_KEYS, get_hits, get_nearest
from service.phone.state import MOST_KEYS, Lead, Mode, State

_FEW_LETTERS = 2
"""So many letters before the line answers while one spells."""


def _say_number(state: State, book: Book) -> Clips:
    shelf = get_shelf(state, book)
    if state.typed:
        is_heard = state.misses == 0 and not state.lead
        return () if is_heard else (Prompt("entered"), *say_digits(state.typed), Prompt("number_more"))
    first = (Prompt("number_short" if state.misses == 1 else "number"),)
    return (*first, Prompt("number_end_digit")) if _has_end_digit(shelf) else first


def _has_end_digit(shelf: BookShelf) -> bool:
    return any(shelf.keys.end in code for code in shelf.by_code)


def say_digits(digits: str) -> Clips:
    return tuple(Number(int(digit)) for digit in digits)


def _press_in_number(state: State, press: Press, book: Book) -> State | None:
    shelf = get_shelf(state, book)
    if press.function == "back":
        return replace(state.said(Lead.CLEARED), typed="") if state.typed else state.at(Mode.MENU)
    if press.function == "skip":
        if goes_on(shelf, state.typed + shelf.keys.end):
            return _add_digit(state, shelf.keys.end, shelf)
        return _end_number(state, shelf) if state.typed else None
    # A 0 right before digits was for help, or is meant as one of them, though no number has it: see `get_meant`.
    is_after_zero = state.lead == Lead.HELP and not state.typed and press.is_quick
    return _add_digit(state, shelf.keys.help + press.key if is_after_zero else press.key, shelf)


def _add_digit(state: State, digit: str, shelf: BookShelf) -> State:
    entered = replace(state.said(), typed=state.typed + digit)
    return _end_number(entered, shelf) if is_whole(shelf, entered.typed) else entered


def _end_number(state: State, shelf: BookShelf) -> State:
    state = replace(state, typed=get_meant(shelf, state.typed))
    entry = shelf.by_code.get(state.typed)
    near = get_near(shelf, state.typed)
    is_begun = goes_on(shelf, state.typed)
    if entry or (is_begun and len(near) == 1):
        return replace(open_entry(state, entry or near[0], Mode.NUMBER), typed="")
    return state.at(Mode.NUMBERS, Lead.BEGUN if is_begun else Lead.UNKNOWN)


def _press_in_numbers(state: State, press: Press, book: Book) -> State | None:
    if press.function == "back":
        return replace(state.at(Mode.NUMBER), typed="")
    return _choose(state, press, get_near(get_shelf(state, book), state.typed), Mode.NUMBERS)


def _choose(state: State, press: Press, entries: Sequence[BookEntry], origin: Mode) -> State | None:
    items = get_titles(entries)
    place = get_choice(items, state.page, press.key)
    return turn(state, items, press) if place is None else open_entry(state, entries[place], origin)


def _say_spell(state: State, book: Book) -> Clips:
    if not state.typed:
        return (Prompt("spell_short" if state.misses == 1 else "spell"),)
    hits = get_hits(get_shelf(state, book).entries, state.typed)
    if len(state.typed) < _FEW_LETTERS or not 1 <= len(hits) <= MOST_CHOICES:
        return (Prompt("entered"), *say_digits(state.typed)) if state.lead == Lead.HELP else ()
    titles = [clip for item in get_titles(hits) for clip in item]
    return (*titles, Prompt("spell_found" if len(hits) == 1 else "spell_choose"))


def _press_in_spell(state: State, press: Press, book: Book) -> State | None:
    if press.function == "back":
        return replace(state.said(Lead.CLEARED), typed="") if state.typed else state.at(Mode.MENU)
    if press.function == "skip":
        return end_word(state, book) if state.typed else None
    if press.key not in LETTER_KEYS:
        return None
    return replace(state.said(), typed=(state.typed + press.key)[:MOST_KEYS])


def end_word(state: State, book: Book) -> State:
    """What is spelled is looked up: one hit is opened, several are read, none leads to the nearest."""
    hits = get_hits(get_shelf(state, book).entries, state.typed)
    if len(hits) == 1:
        return replace(open_entry(state, hits[0], Mode.SPELL), typed="")
    return state.at(Mode.WORDS, Lead.NONE if hits else Lead.NO_WORD)


def _get_words(state: State, book: Book) -> Sequence[BookEntry]:
    entries = get_shelf(state, book).entries
    return get_hits(entries, state.typed) or get_nearest(entries, state.typed)


def _say_words(state: State, book: Book) -> Clips:
    words = _get_words(state, book)
    many = (Prompt("many"),) if len(words) > MOST_CHOICES and not state.page and not state.misses else ()
    return (*many, *say_choices(get_titles(words), state.page))


def _press_in_words(state: State, press: Press, book: Book) -> State | None:
    if press.function == "back":
        return state.at(Mode.SPELL, Lead.MORE)
    return _choose(state, press, _get_words(state, book), Mode.WORDS)


def _say_browse(state: State, book: Book) -> Clips:
    titles = get_titles(get_shelf(state, book).entries)
    clips = say_choices(titles, state.page)
    return (*clips, Prompt("next_letter")) if len(titles) > MOST_CHOICES else clips


def _press_in_browse(state: State, press: Press, book: Book) -> State | None:
    entries = get_shelf(state, book).entries
    if press.function == "back":
        return state.at(Mode.MENU)
    if press.function == "sections" and len(entries) > MOST_CHOICES:
        return replace(state.said(), page=_get_next_letter(entries, state.page))
    return _choose(state, press, entries, Mode.BROWSE)


def _get_next_letter(entries: Sequence[BookEntry], page: int) -> int:
    """The page on which the next letter begins; the first page after the last letter."""
    first = page * MOST_CHOICES
    letter = entries[first].letters[:1] if first < len(entries) else ""
    places = (place for place in range(first, len(entries)) if entries[place].letters[:1] != letter)
    pages = (place // MOST_CHOICES for place in places)
    return next((each for each in pages if each > page), 0)


def get_page(state: State, book: Book) -> int:
    """The page of the list that the entry at hand was chosen from."""
    shelf = get_shelf(state, book)
    lists = {Mode.BROWSE: shelf.entries}
    if state.origin == Mode.WORDS:
        lists[Mode.WORDS] = tuple(_get_words(state, book))
    elif state.origin == Mode.NUMBERS:
        lists[Mode.NUMBERS] = tuple(get_near(shelf, state.typed))
    codes = [entry.code for entry in lists.get(state.origin, ())]
    return codes.index(state.code) // MOST_CHOICES if state.code in codes else 0


FINDING = {
    Mode.NUMBER: Scene(_say_number, _press_in_number),
    Mode.NUMBERS: Scene(
        lambda state, book: say_choices(get_titles(get_near(get_shelf(state, book), state.typed)), state.page),
        _press_in_numbers,
    ),
    Mode.SPELL: Scene(_say_spell, _press_in_spell),
    Mode.WORDS: Scene(_say_words, _press_in_words),
    Mode.BROWSE: Scene(_say_browse, _press_in_browse),
}
