"""The calls in docs/phone.md: `PYTHONPATH=.:tests python -m phone.example` prints them."""

from __future__ import annotations

import textwrap
from pathlib import Path

from service.document.library import read_library
from service.phone.book import Line, Person, make_book
from service.phone.call import Event, Keys, Silent, Started
from service.phone.menu import step
from service.phone.transcript import get_call_lines
from service.phone.wording import make_say

CONTENT = Path(__file__).parents[2] / "content"
LINE = Line(("en",), web_address="example.org", persons={"en": Person("the helpline", "0800 000 000")})
EVENTS = (
    Started(),
    Keys("2"),
    Keys("4"),
    Keys("7"),
    Keys("#"),
    Keys("3", 1, 5000),
    Keys("2", 0, 1800),
    Keys("2"),
    Keys("4", 0, 2500),
    Keys("7", 1, 900),
    Keys("8"),
    Keys("0"),
    Keys("5"),
    Silent(),
    Keys("9", 1, 100),
)
BY_NUMBER = (
    Started(),
    Keys("4"),
    Keys("2"),
    Keys("3"),
    Keys("*"),
    Keys("1"),
    Keys("1"),
    Keys("0"),
    Keys("7"),
    *[Silent()] * 5,
    Keys("9"),
)
"""Waits longer for keys from then on, finds an entry by its number, and hears all of it."""


def get_example(events: tuple[Event, ...] = EVENTS, most: int = 500) -> str:
    """A call in words; of what is longer than `most` characters, the beginning."""
    library = read_library(CONTENT)
    book = make_book(library, LINE)
    state, calls = None, []
    for event in events:
        state, action = step(state, event, book)
        calls.append((event, action))
    lines = get_call_lines(calls, make_say(library, LINE))
    return "\n".join(textwrap.fill(_shorten(line, most), 110, subsequent_indent="  ") for line in lines)


def _shorten(line: str, most: int) -> str:
    """A section is heard to its end; here stands its beginning."""
    return line if len(line) < most else f"{line[:260].rsplit(' ', 1)[0]} ..."


if __name__ == "__main__":
    print(get_example(), get_example(BY_NUMBER, 10_000), sep="\n\n")
