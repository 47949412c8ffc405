"""What each place of the menu is made of: what it says, what a key does there, and lists to choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from service.phone.book import Book, BookEntry, BookShelf
from service.phone.clips import Clip, Number, Prompt, Title
from service.phone.state import Last, Mode, State

MOST_CHOICES: Final = 4
_STEPS: Final = {"skip": 1, "spell": -1}
"""Pages of a list that the key of a function goes on or back."""
Clips = tuple[Clip, ...]
Items = Sequence[Clips]
"""What a caller can choose from: the clips that name each."""


@dataclass(frozen=True, slots=True)
class Press:
    """One key, and what was being heard."""

    key: str
    function: str
    """What the key does while listening, such as `pause`."""
    is_quick: bool = False
    """It came right after the key before, and the adapter can tell: by the time, or since both came together."""
    is_in_lead: bool = False
    """What was said before the place's own clips was still heard."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One place of the menu."""

    get_clips: Callable[[State, Book], Clips]
    press: Callable[[State, Press, Book], State | None]
    """The state after a key; None if the key has no meaning there."""


def say_choices(items: Items, page: int) -> Clips:
    """Up to four of the items, each with its number, and how to hear those after and before them."""
    shown = items[_get_first(items, page) :][:MOST_CHOICES]
    clips = [clip for number, item in enumerate(shown, 1) for clip in (*item, Prompt("press"), Number(number))]
    return (*clips, Prompt("more"), Prompt("before")) if len(items) > MOST_CHOICES else tuple(clips)


def get_choice(items: Items, page: int, key: str) -> int | None:
    """Which item a key chooses."""
    number = int(key) if key.isdigit() else 0
    place = _get_first(items, page) + number - 1
    return place if 1 <= number <= MOST_CHOICES and place < len(items) else None


def turn(state: State, items: Items, press: Press) -> State | None:
    """The next four, after the last the first; or the four before, before the first the last."""
    step = _STEPS.get(press.function)
    if step is None or len(items) <= MOST_CHOICES:
        return None
    return replace(state.said(), page=(state.page + step) % get_pages(items))


def get_pages(items: Items) -> int:
    return max(1, -(-len(items) // MOST_CHOICES))


def _get_first(items: Items, page: int) -> int:
    return page % get_pages(items) * MOST_CHOICES


def get_titles(entries: Sequence[BookEntry]) -> Items:
    return [(Title(entry.slug),) for entry in entries]


def get_shelf(state: State, book: Book) -> BookShelf:
    return book.get_shelf(state.language)


def get_entry(state: State, book: Book) -> BookEntry:
    """The entry at hand; `menu.step` has made sure that it is there."""
    return get_shelf(state, book).by_code[state.code]


def open_entry(state: State, entry: BookEntry, origin: Mode) -> State:
    """Hear an entry from its start; * leads back to `origin`."""
    opened = replace(move(state, entry, 0), origin=origin, code=entry.code)
    return replace(opened, last=Last.OPENED)


def move(state: State, entry: BookEntry, place: int, chunk: int = 1) -> State:
    """Hear a section from its start, or from a chunk of it."""
    part = entry.parts[place].short_id
    return replace(state.at(Mode.LISTEN), place=place, part=part, chunk=chunk, offset=0)
