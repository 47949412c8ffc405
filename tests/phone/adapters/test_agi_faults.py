"""Our own menu fails: 9 ends the call all the same, at once and without a word. All else is heard as the sorry clip."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import cast

import pytest

from phone.books import BOOK
from service.phone.adapters.agi_menu import make_menu
from service.phone.book import Book
from service.phone.call import Action, Event, Keys, Started
from service.phone.line import PhoneLine
from service.phone.menu import step
from service.phone.state import State

from .fakes import Asterisk, Running, find_sound, serve


@dataclass
class FailingLine:
    """A line that fails at some events."""

    failing: tuple[type[Event], ...]
    book: Book = BOOK
    is_broken: bool = False

    def step(self, state: State | None, event: Event) -> tuple[State, Action]:
        if self.is_broken and isinstance(event, self.failing):
            raise ZeroDivisionError("what the caller typed")
        return step(state, event, self.book)


def call(running: Running, line: FailingLine) -> Asterisk:
    """A call that hears the greeting; then the line breaks."""
    peer = running.call()
    peer.answer()
    assert "greeting" in peer.read()
    line.is_broken = True
    return peer


def test_nine_ends_the_call_without_a_word_though_the_step_fails(caplog: pytest.LogCaptureFixture) -> None:
    line = FailingLine((Keys,))
    with serve(partial(make_menu, cast(PhoneLine, line)), find=find_sound) as running:
        peer = call(running, line)
        peer.press("9")
        assert peer.read() == "HANGUP"
        assert running.server.counts.menu_faults == 1
    assert "ZeroDivisionError" in caplog.text
    assert "typed" not in caplog.text


def test_nine_ends_the_call_while_the_line_says_sorry_though_the_menu_fails_again() -> None:
    line = FailingLine((Keys, Started))
    with serve(partial(make_menu, cast(PhoneLine, line)), find=find_sound) as running:
        peer = call(running, line)
        peer.press("2")
        assert "sorry" in peer.read()
        peer.press("9")
        assert peer.read() == "HANGUP"


def test_another_key_at_which_the_step_fails_is_answered_with_the_sorry_clip() -> None:
    line = FailingLine((Keys,))
    with serve(partial(make_menu, cast(PhoneLine, line)), find=find_sound) as running:
        peer = call(running, line)
        peer.press("2")
        assert "sorry" in peer.read()
        peer.reply(0, 2000)
        assert "greeting" in peer.read()
