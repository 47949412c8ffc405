"""How a call begins: whoever calls knows at once how to leave, in each language, before there is anything to choose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.phone.book import Book
from service.phone.call import Event, HangUp, Keys, Play, Silent, Started
from service.phone.clips import Prompt
from service.phone.menu import step
from service.phone.state import Mode, State

from .books import BOOK, ENGLISH, TWO, make_shelf

THREE = Book((*TWO.shelves, make_shelf("en-US", ENGLISH)))
OPENING = (Prompt("greeting"), Prompt("leave"))
several = pytest.mark.parametrize("book", [TWO, THREE], ids=["two", "three"])


def listen(book: Book) -> Iterator[tuple[State, Play]]:
    """What a caller hears who presses nothing, until the line waits for a key."""
    event: Event = Started()
    state = None
    while True:
        state, action = step(state, event, book)
        assert isinstance(action, Play)
        yield state, action
        if action.wait != 0:
            return
        event = Silent()


@several
def test_every_language_says_how_to_leave_before_any_has_a_choice(book: Book) -> None:
    tags = [shelf.language for shelf in book.shelves]
    heard = [(play.language, play.clips) for _, play in listen(book)]
    assert heard[: len(tags)] == [(tag, OPENING) for tag in tags]
    assert [(tag, clips[0]) for tag, clips in heard[len(tags) :]] == [(tag, Prompt("choose_language")) for tag in tags]


@several
def test_a_key_at_any_moment_of_the_opening_counts(book: Book) -> None:
    for state, play in listen(book):
        for clip in range(len(play.clips) + 1):
            assert step(state, Keys("9", clip, 300), book)[1] == HangUp()
            for number, shelf in enumerate(book.shelves, start=1):
                chosen, menu = step(state, Keys(str(number), clip, 300), book)
                assert (chosen.mode, chosen.language) == (Mode.MENU, shelf.language)
                assert isinstance(menu, Play)
                assert (menu.language, menu.clips) == (shelf.language, (Prompt("leave"), Prompt("menu")))
            helped = step(state, Keys("0", clip, 300), book)[1]
            assert isinstance(helped, Play)
            assert helped.clips[0] == Prompt("help_choosing")


def test_the_greetings_are_no_miss_and_are_not_said_again() -> None:
    state, _ = list(listen(TWO))[-1]
    assert state.misses == 0
    state, action = step(state, Silent(), TWO)
    assert isinstance(action, Play)
    assert (state.misses, action.clips[0]) == (1, Prompt("choose_language"))


def test_with_one_language_the_menu_follows_the_greeting_at_once() -> None:
    ((_, play),) = listen(BOOK)
    assert play.clips == (*OPENING, Prompt("menu"))


def test_a_language_that_is_taken_out_during_the_opening_leaves_no_silence() -> None:
    for state, _ in listen(THREE):
        action = step(state, Silent(), TWO)[1]
        assert isinstance(action, Play)
        assert action.clips
