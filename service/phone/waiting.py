"""How long a caller is waited for, and what silence leads to: never at once to the end of the call."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from service.phone.book import Book
from service.phone.finding import end_word
from service.phone.listening import go_on
from service.phone.state import Lead, Mode, State

STILL_HERE: Final = 3
"""The miss at which the caller is told that the line is still there; the next one is the last."""
_MORE_TIME: Final = 20_000
_PAUSE: Final = 300_000
"""Milliseconds until a caller who paused is told that the line is still there."""


def get_wait(state: State, book: Book) -> int | None:
    """Milliseconds to wait for a key after the last clip; None is without limit."""
    if state.mode == Mode.PAUSED:
        return _PAUSE
    if state.mode == Mode.LISTEN or state.misses > STILL_HERE or not _is_last_language(state, book):
        return 0
    if state.misses == STILL_HERE or _is_unlimited_typing(state):
        return _MORE_TIME
    return state.wait * 1000 or None


def is_collecting(state: State) -> bool:
    """Between keys that belong together nothing is said."""
    return state.mode in (Mode.NUMBER, Mode.SPELL) and bool(state.typed)


def _is_unlimited_typing(state: State) -> bool:
    """Even a caller who wants no limit is reminded once of what was typed: else the line would be silent for ever."""
    return state.wait == 0 and is_collecting(state) and state.lead != Lead.MORE


def _is_last_language(state: State, book: Book) -> bool:
    """Whether nothing is left to say in another language: after the greetings come the choices."""
    return state.mode != Mode.LANGUAGE or (state.lead != Lead.GREETING and state.page + 1 >= len(book.shelves))


def _go_to_next_language(state: State, book: Book) -> State:
    """All greetings come first: no caller should hear a choice before the way to leave."""
    if state.page + 1 < len(book.shelves):
        return replace(state.said(state.lead), page=state.page + 1)
    return replace(state.said(), page=0)


def get_after_silence(state: State, book: Book) -> State:
    """The state when a wait has passed without a key."""
    if state.mode == Mode.LISTEN:
        return go_on(state, book)
    if state.mode == Mode.PAUSED:
        return replace(state.said(), misses=1)
    if not _is_last_language(state, book):
        return _go_to_next_language(state, book)
    if state.misses > STILL_HERE:
        return replace(state, mode=Mode.OVER)
    if state.misses < STILL_HERE and _is_unlimited_typing(state):
        return state.said(Lead.MORE)
    if state.mode == Mode.SPELL and state.typed and state.misses < STILL_HERE:
        return end_word(state, book)
    if state.wait == 0 and state.misses < STILL_HERE:
        return state.said()
    page = 0 if state.mode == Mode.LANGUAGE else state.page
    return replace(state.said(), misses=state.misses + 1, page=page)
