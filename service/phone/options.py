"""The main menu, the choice of a language, and what a caller can set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from service.phone.book import Book
from service.phone.clips import Number, Prompt
from service.phone.scenes import Clips, Items, Press, Scene, get_choice, get_shelf, say_choices
from service.phone.state import Lead, Mode, State

WAITS: Final = (4, 8, 20, 0)
"""Seconds; 0 is without limit. ISO/IEC 13714 asks for 3 to 10; more is the caller's choice."""
_MAIN: Final = (Mode.NUMBER, Mode.SPELL, Mode.BROWSE, Mode.OPTIONS)


def _say_menu(state: State, book: Book) -> Clips:
    del book
    return (Prompt("menu_short" if state.misses == 1 else "menu"),)


def _press_in_menu(state: State, press: Press, book: Book) -> State | None:
    if press.function == "back":
        return replace(state.at(Mode.LANGUAGE), origin=Mode.MENU) if len(book.shelves) > 1 else state.at(Mode.MENU)
    if press.key in "1234":
        return replace(state.at(_MAIN[int(press.key) - 1]), typed="")
    return None


def _say_language(state: State, book: Book) -> Clips:
    """In the words and the voice of the language itself: one Play for each, after the greetings of all."""
    if state.lead == Lead.GREETING:
        return ()
    page = state.page % len(book.shelves)
    return Prompt("choose_language"), Number(page + 1)


def _press_in_language(state: State, press: Press, book: Book) -> State | None:
    back = state.at(Mode.OPTIONS) if state.origin == Mode.OPTIONS else replace(state.at(Mode.MENU), lead=Lead.LEAVE)
    back = replace(back, origin=Mode.MENU)
    if press.function == "back":
        return back if state.origin == Mode.OPTIONS else state.at(Mode.LANGUAGE)
    number = int(press.key) if press.key.isdigit() else 0
    if not 1 <= number <= len(book.shelves):
        return None
    return replace(back, language=book.shelves[number - 1].language, voice=0, code="", typed="")


def _get_options(state: State, book: Book) -> Iterator[Mode]:
    shelf = get_shelf(state, book)
    if len(shelf.speeds) > 1:
        yield Mode.SPEED
    yield Mode.WAIT
    if len(book.shelves) > 1:
        yield Mode.LANGUAGE
    if shelf.voices > 1:
        yield Mode.VOICE


def _get_items(state: State, book: Book) -> Items:
    """What there is to choose from in one of the settings."""
    shelf = get_shelf(state, book)
    if state.mode == Mode.OPTIONS:
        return [(Prompt(f"option_{mode}"),) for mode in _get_options(state, book)]
    if state.mode == Mode.SPEED:
        return [(Prompt(f"speed_{speed * 100:.0f}"),) for speed in shelf.speeds]
    if state.mode == Mode.WAIT:
        return [(Prompt(f"wait_{wait}"),) for wait in WAITS]
    return [(Prompt("voice"), Number(number)) for number in range(1, shelf.voices + 1)]


def _say_options(state: State, book: Book) -> Clips:
    return say_choices(_get_items(state, book), state.page)


def _press_in_options(state: State, press: Press, book: Book) -> State | None:
    if press.function == "back":
        return state.at(Mode.MENU if state.mode == Mode.OPTIONS else Mode.OPTIONS)
    place = get_choice(_get_items(state, book), state.page, press.key)
    if place is None:
        return None
    match state.mode:
        case Mode.OPTIONS:
            return replace(state.at(list(_get_options(state, book))[place]), origin=Mode.OPTIONS)
        case Mode.SPEED:
            speed = round(get_shelf(state, book).speeds[place] * 100)
            return replace(state.at(Mode.OPTIONS, Lead.SPEED), speed=speed)
        case Mode.WAIT:
            return replace(state.at(Mode.OPTIONS, Lead.WAIT), wait=WAITS[place])
    return replace(state.at(Mode.OPTIONS, Lead.VOICE), voice=place)


OPTIONS = {
    Mode.MENU: Scene(_say_menu, _press_in_menu),
    Mode.LANGUAGE: Scene(_say_language, _press_in_language),
    **{mode: Scene(_say_options, _press_in_options) for mode in (Mode.OPTIONS, Mode.SPEED, Mode.WAIT, Mode.VOICE)},
}
