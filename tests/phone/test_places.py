"""A caller's place is kept: through pauses, lists, help, keys typed ahead and changes of the content."""

from __future__ import annotations

from itertools import product

import pytest

from service.phone.call import Event, Keys, Play, Silent, Started
from service.phone.clips import Chunk, Clip, Prompt
from service.phone.menu import get_action, step
from service.phone.state import Mode, State, from_text

from .books import BOOK, without

PAUSED = (Keys("1"), Keys("10#"), Keys("2", 1, 1800))
FINISHED = (Keys("1"), Keys("108"), Silent(), Silent())


def call(*events: Event, book: object = BOOK) -> tuple[State, Play]:
    state, action = step(None, Started(), book)  # type: ignore[arg-type]
    for event in events:
        state, action = step(state, event, book)  # type: ignore[arg-type]
    assert isinstance(action, Play)
    return state, action


@pytest.mark.parametrize(("mode", "origin"), list(product(Mode, Mode)))
def test_no_origin_makes_a_key_fail(mode: Mode, origin: Mode) -> None:
    for key, code in product("12345678*#0", ("109", "777", "")):
        state = State(mode=mode, origin=origin, language="en", code=code, part="introduction", typed="1")
        state, _ = step(from_text(state.to_text()), Keys(key), BOOK)
        for following in ("*", "8", "1"):
            state, _ = step(from_text(state.to_text()), Keys(following), BOOK)


def test_a_repeated_request_after_the_entry_is_removed_is_answered() -> None:
    state, _ = call(Keys("1"), Keys("10#"))
    action = get_action(state, without(BOOK, "109"))
    assert isinstance(action, Play)
    assert action.clips == (Prompt("removed"), Prompt("menu"))


def test_hash_over_help_in_a_pause_keeps_the_pause() -> None:
    state, action = call(*PAUSED, Keys("0"), Keys("#", 0, 900))
    assert action.clips == (Prompt("paused"),)
    _, resumed = step(state, Keys("2"), BOOK)
    assert isinstance(resumed, Play)
    assert resumed.start == 1800


def test_hash_over_help_at_the_end_says_the_end() -> None:
    assert call(*FINISHED, Keys("0"), Keys("#", 0, 900))[1].clips == (Prompt("finished"),)


@pytest.mark.parametrize(
    ("events", "clips"),
    [
        ((*PAUSED, Keys("8"), Keys("*")), (Prompt("paused"),)),
        ((*PAUSED, Keys("8"), Keys("7"), Keys("0"), Keys("*")), (Prompt("paused"),)),
        ((*FINISHED, Keys("8"), Keys("*")), (Prompt("finished"),)),
        ((*FINISHED, Keys("2"), Keys("2")), (Prompt("finished"),)),
        ((*FINISHED, Keys("2"), Keys("8"), Keys("*"), Keys("2")), (Prompt("finished"),)),
        ((*FINISHED, Keys("2"), Keys("6")), (Prompt("speed_125"), Prompt("finished"))),
    ],
)
def test_the_way_back_leads_to_where_the_caller_was(events: tuple[Event, ...], clips: tuple[Clip, ...]) -> None:
    assert call(*events)[1].clips == clips


@pytest.mark.parametrize("between", [(), (Keys("0"), Keys("7"), Silent())])
def test_a_pause_before_the_list_of_sections_goes_on_at_the_same_millisecond(between: tuple[Event, ...]) -> None:
    _, action = call(*PAUSED, Keys("8"), *between, Keys("*"), Keys("2"))
    assert (action.clips[0], action.start) == (Chunk("grief", "introduction", 2), 1800)


def test_keys_typed_ahead_lose_no_place() -> None:
    assert call(Keys("1"), Keys("10#"), Keys("222", 1, 1800), Keys("2"))[1].start == 1800
    assert call(Keys("1"), Keys("10#"), Keys("22", 1, 1800))[1].start == 1800
