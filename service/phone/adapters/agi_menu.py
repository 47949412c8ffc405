"""The line's menu for one call: the state is kept here, and goes with the call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.phone.adapters.agi_call import Ending, Menu
from service.phone.book import Book
from service.phone.call import Action, Event, Play
from service.phone.clips import Prompt
from service.phone.menu import is_end

if TYPE_CHECKING:
    from service.phone.line import PhoneLine
    from service.phone.state import State


def make_menu(line: PhoneLine) -> Menu:
    """A menu at the start of a call."""
    state: State | None = None

    def answer(event: Event) -> Action:
        nonlocal state
        try:
            state, action = line.step(state, event)
        except Exception as error:
            if is_end(state, event, line.book):
                raise Ending from error
            raise
        return action

    return answer


def get_sorry(book: Book) -> Play:
    """What is heard after a fault of our own, before the menu starts again: in the main language."""
    return Play((Prompt("sorry"),), book.shelves[0].language, 1.0, 0)
