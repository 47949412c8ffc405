"""Callers' scripts: keys in, clips out."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import LecternError
from service.phone.menu import get_action
from service.phone.transcript import get_action_lines, get_event

from .callers import SCRIPTS, read_script, run_script

each_script = pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)


@each_script
def test_what_is_played_is_what_the_script_says(path: Path) -> None:
    steps = read_script(path)
    assert [(each.text, *get_action_lines(action)) for each, _, action in run_script(steps)] == [
        (each.text, *each.expected) for each in steps
    ]


@each_script
def test_a_state_alone_gives_the_same_answer_again(path: Path) -> None:
    for each, state, action in run_script(read_script(path)):
        assert get_action(state, each.book) == action


def test_there_is_a_script_for_each_kind_of_thing() -> None:
    assert len(SCRIPTS) > 20


@pytest.mark.parametrize("text", ["", "keys", "keys A", "keys 1 at", "silence", "unplayable", "keys 1 at 2+"])
def test_what_is_no_event_is_refused(text: str) -> None:
    with pytest.raises(LecternError, match="is no event; write started"):
        get_event(text)
