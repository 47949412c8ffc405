"""Callers who press anything, for long: no dead end, no silence; 9 always hangs up, and 0 always helps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import LecternError
from service.phone.book import Book
from service.phone.call import Action, Event, HangUp, Keys, Play, Silent, Started, Unplayable
from service.phone.clips import Clip, Prompt
from service.phone.menu import step
from service.phone.prompts import HELP_PERSON, HELP_WEB
from service.phone.state import MOST_BYTES, Last, Lead, Mode, State, from_text

from .books import BOOK, ENGLISH, LINE, SPANISH, TWO, make_entry, make_shelf, without

LONG = make_entry("999", "Xylophone " * 9, 40, 1, 2, 1, 1, 1, 1)
LONG = replace(LONG, parts=tuple(replace(part, id=part.id + "-and-more" * 9) for part in LONG.parts))
NINES = Book((make_shelf("en", (*ENGLISH, LONG, make_entry("590", "Rest", 1)), LINE), make_shelf("es", SPANISH)))
BOOKS = (BOOK, TWO, NINES)
CLIPS: dict[tuple[int, str], set[Clip]] = {
    (id(book), shelf.language): set(shelf.get_clips()) for book in BOOKS for shelf in book.shelves
}
books = st.sampled_from(BOOKS)
keys = st.builds(
    Keys,
    st.text("012345678*#", min_size=1, max_size=4),
    st.integers(0, 6),
    st.one_of(st.just(0), st.integers(1, 20_000)),
)
events = st.one_of(keys, keys, keys, keys, st.just(Silent()), st.builds(Unplayable, st.integers(0, 5)))
calls = st.lists(events, max_size=60)


def walk(book: Book, call: list[Event]) -> tuple[State, Action]:
    """A call; it begins again whenever it has ended."""
    state, action = step(None, Started(), book)
    for event in call:
        state, action = step(state, Started() if isinstance(action, HangUp) else _fit(event, action), book)
    return (state, action) if isinstance(action, Play) else step(state, Started(), book)


def _fit(event: Event, action: Action) -> Event:
    """No adapter tells of a clip that it was not given."""
    most = len(action.clips) if isinstance(action, Play) else 0
    if isinstance(event, Keys):
        return replace(event, clip=min(event.clip, most))
    if isinstance(event, Unplayable):
        return Unplayable(min(event.clip, most - 1)) if most else Silent()
    return event


@settings(max_examples=400, deadline=None)
@given(books, calls)
def test_something_is_always_played_and_all_of_it_is_in_the_book(book: Book, call: list[Event]) -> None:
    state, action = walk(book, call)
    assert isinstance(action, Play)
    assert set(action.clips) <= CLIPS[id(book), action.language]
    assert action.clips or (state.mode in (Mode.NUMBER, Mode.SPELL) and state.typed and action.wait != 0)
    assert action.wait is None or action.wait in (0, 4000, 8000, 20_000, 300_000)
    assert not action.start or action.start == state.offset


@settings(max_examples=300, deadline=None)
@given(books, calls, st.text("0123456789*#", max_size=2), st.text("0123456789*#", max_size=2))
def test_nine_always_hangs_up(book: Book, call: list[Event], before: str, after: str) -> None:
    state, _ = walk(book, call)
    ended, action = step(state, Keys(f"{before}9{after}"), book)
    assert (ended.mode, action) == (Mode.OVER, HangUp())
    for event in (Keys("1"), Silent(), Unplayable(0)):
        assert step(ended, event, book)[1] == HangUp()


@settings(max_examples=300, deadline=None)
@given(books, calls)
def test_zero_always_helps_but_after_the_digits_of_a_number(book: Book, call: list[Event]) -> None:
    state, _ = walk(book, call)
    for _ in range(2):  # after silences the first press is an answer, and takes nothing back
        if state.mode == Mode.NUMBER and state.typed:
            state, _ = step(state, Keys("*"), book)
    said = list[Clip]()
    for _ in range(2):  # of two in a row, one helps in full and one may say the person alone
        state, action = step(state, Keys("0"), book)
        assert isinstance(action, Play)
        assert isinstance(action.clips[0], Prompt)
        assert action.clips[0].name.startswith("help_")
        said += action.clips
    shelf = book.get_shelf(state.language)
    assert {Prompt(name) for name in (HELP_WEB, HELP_PERSON) if name in shelf.prompts} <= set(said)


@settings(max_examples=300, deadline=None)
@given(books, calls)
def test_the_main_menu_is_always_within_reach(book: Book, call: list[Event]) -> None:
    state, action = walk(book, call)
    for _ in range(8):
        if state.mode == Mode.LANGUAGE:
            state, action = step(state, Keys("1"), book)
        if state.mode == Mode.MENU:
            break
        state, action = step(state, Keys("*"), book)
    state, action = step(state, Keys("5"), book)  # a lead is over by then
    assert state.mode == Mode.MENU
    assert isinstance(action, Play)
    assert action.clips == (Prompt("menu"),)


@settings(max_examples=300, deadline=None)
@given(books, calls)
def test_a_state_stays_small_and_comes_back_from_its_text(book: Book, call: list[Event]) -> None:
    state, _ = walk(book, call)
    state = replace(state, steps=99_999, missing=999)
    assert len(state.to_text().encode()) <= MOST_BYTES
    assert from_text(state.to_text()) == state


@settings(max_examples=200, deadline=None)
@given(books, calls, st.lists(st.sampled_from("12345678*#"), min_size=1, max_size=30))
def test_keys_alone_never_end_a_call(book: Book, call: list[Event], pressed: list[str]) -> None:
    state, _ = walk(book, call)
    for key in pressed:
        state, action = step(state, Keys(key), book)
        assert isinstance(action, Play)
        assert state.misses == 0


@settings(max_examples=200, deadline=None)
@given(calls, st.sampled_from([entry.code for entry in ENGLISH]), st.booleans(), events)
def test_content_that_changes_in_mid_call_keeps_the_call(
    call: list[Event], code: str, is_part: bool, event: Event
) -> None:
    state, action = walk(BOOK, call)
    changed = without(BOOK, code, "definition" if is_part else "")
    clips = set(changed.shelves[0].get_clips())
    for each in (_fit(event, action), Silent(), Keys("1"), Keys("5")):
        state, action = step(state, each, changed)
        assert isinstance(action, HangUp) or set(action.clips) <= clips


TYPES: dict[str, Any] = {
    "mode": st.sampled_from(Mode), "origin": st.sampled_from(Mode), "lead": st.sampled_from(Lead),
    "last": st.sampled_from(Last), "language": st.sampled_from(["en", "es", "fr", ""]),
    "code": st.sampled_from(["", "101", "109", "777"]), "part": st.sampled_from(["", "definition", "no"]),
    "typed": st.text("0123456789", max_size=16), "note": st.booleans(), "chunk": st.integers(1, 50),
    **{name: st.integers(0, 300) for name in ("place", "offset", "speed", "wait", "voice", "page", "first", "row")},
    "misses": st.integers(0, 9), "missing": st.integers(0, 9), "steps": st.integers(0, 9),
}  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(books, st.builds(State, **TYPES), events)
def test_no_state_whatever_makes_the_menu_fail(book: Book, state: State, event: Event) -> None:
    text = state.to_text()
    for each in (event, Silent(), Keys("9")):
        state, action = step(from_text(text), each, book)
        assert from_text(state.to_text()) == state
        text = state.to_text()
    assert action == HangUp()


@given(st.text(max_size=300))
def test_what_is_no_state_is_refused_in_words(text: str) -> None:
    with pytest.raises(LecternError, match="state of a call"):
        from_text(text)
