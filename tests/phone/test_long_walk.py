"""Calls of more than a thousand events at random: at each of them something is played, 9 ends the call and 0 helps."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from service.phone.book import Book
from service.phone.call import Event, HangUp, Keys, Play, Silent, Started, Unplayable
from service.phone.clips import Prompt
from service.phone.menu import step
from service.phone.state import MOST_BYTES, Mode, State, from_text

from .books import BOOKS

EVENTS = 2000
_MOST_IDLE = 2
"""Silences and failures in a row: more of them may end a call, as they should."""


def get_events(chance: random.Random) -> Iterator[tuple[str, float]]:
    """What happens, and when: a key, several at once, nothing, or a clip that cannot be played."""
    idle = 0
    while True:
        kind = chance.choices(["key", "keys", "silent", "unplayable"], [12, 2, 3, 1])[0]
        idle = 0 if kind.startswith("key") else idle + 1
        if idle > _MOST_IDLE:
            kind, idle = "key", 0
        yield kind, chance.random()


def make_event(kind: str, place: float, play: Play, chance: random.Random) -> Event:
    clip = min(int(place * (len(play.clips) + 1)), len(play.clips))
    if kind == "unplayable" and play.clips:
        return Unplayable(min(clip, len(play.clips) - 1))
    if kind in ("silent", "unplayable"):
        return Silent()
    keys = "".join(chance.choices("012345678*#", k=1 if kind == "key" else 4))
    offset = chance.choice((0, 300, 5000))
    return Keys(keys, clip, offset, offset and offset + 1000 * clip)


def check(state: State, play: Play, book: Book) -> None:
    """What must hold at every moment."""
    is_typing = state.mode in (Mode.NUMBER, Mode.SPELL) and bool(state.typed)
    assert play.clips or (is_typing and play.wait != 0)
    assert set(play.clips) <= set(book.get_shelf(play.language).get_clips())
    assert len(state.to_text()) <= MOST_BYTES
    assert step(state, Keys("9"), book)[1] == HangUp()
    helped = step(state, Keys("0"), book)[1]
    assert isinstance(helped, Play)
    if not (state.mode == Mode.NUMBER and state.typed):
        assert isinstance(helped.clips[0], Prompt)
        assert helped.clips[0].name.startswith("help_")


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("seed", [2, 3])
def test_a_call_of_many_events_comes_to_no_dead_end(name: str, seed: int) -> None:
    book, chance = BOOKS[name], random.Random(seed)  # noqa: S311  a walk, no secret
    state, action = step(None, Started(), book)
    modes = set[Mode]()
    for _, (kind, place) in zip(range(EVENTS), get_events(chance), strict=False):
        assert isinstance(action, Play)
        check(state, action, book)
        modes.add(state.mode)
        state, action = step(from_text(state.to_text()), make_event(kind, place, action, chance), book)
    assert state.steps == EVENTS + 1
    only_some_have = {Mode.LANGUAGE, Mode.VOICE}
    assert modes | only_some_have | {Mode.OVER} == set(Mode)  # it came everywhere
    assert name != "two" or only_some_have <= modes
