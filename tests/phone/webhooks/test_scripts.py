"""The callers' scripts through every provider: the same clips in the same order as the menu itself gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from service.phone.call import Action, Event, HangUp, HungUp, Keys, Play, Silent, Started, Unplayable
from service.phone.clips import Clip
from service.phone.menu import step
from service.phone.transcript import get_action_lines

from ..callers import SCRIPTS, Step, read_script
from .callers import Caller, Server
from .lines import FakeLine, get_names
from .senders import SENDERS, Sender

Call = list[tuple[Step, Event, Action]]
LEFT_OUT = {
    "hang_up_everywhere": ("keys 1", "silent"),
    "misses": ("silent",),
    "missing_clips": ("unplayable 1",),
    "settings": ("silent",),
}
"""What no provider can tell, in scripts that try the menu with it. All else is compared, and what follows too."""
OTHERWISE = {
    "help": ("keys 2",),
    "missing_clips": ("unplayable 0", "unplayable 0"),
    "pause": ("keys 2",),
    "skip": (
        "keys 1 at 0+700", "keys 3 at 0+4000", "keys 3 at 0+600", "keys 33", "keys 1", "keys # at 0+4000",
        "keys 1 at 0+4000", "keys 1 at 0+4000", "keys 3 at 1+300 since 1200",
    ),
}  # fmt: skip
"""What is heard otherwise than the scripts say, as a provider tells no times: a pause goes on at the beginning of its
clip, a second press that comes by itself is no double press (and what follows it in that script is elsewhere). In the
script of missing clips, a step that cannot be told is left out."""
each_sender = pytest.mark.parametrize("sender", SENDERS.values(), ids=lambda sender: sender.name)
each_script = pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)


def get_told(event: Event) -> Event:
    """What a provider can tell of an event: never how much of a clip was heard."""
    return Keys(event.keys, event.clip) if isinstance(event, Keys) else event


def can_be_told(event: Event, action: Action | None) -> bool:
    """No provider tells of silence where there is no limit to it, of a clip that is not among those that are played,
    or of anything after the end of a call."""
    if isinstance(action, HangUp):
        return isinstance(event, Started)
    if isinstance(event, Silent) and isinstance(action, Play):
        return action.wait is not None
    return not (isinstance(event, Unplayable) and isinstance(action, Play) and event.clip >= len(action.clips))


def run_core(steps: list[Step]) -> Iterator[Call]:
    """What the menu does: each call of a script up to its end, in turn."""
    call: Call = []
    state, action = None, None
    for each in steps:
        event = get_told(each.event)
        if not can_be_told(event, action):
            continue
        if isinstance(event, Started) and call:
            yield call
            call, state = [], None
        state, action = step(state, event, each.book)
        call.append((each, event, action))
    yield call


def get_missing(told: Call) -> Iterator[tuple[tuple[Clip, ...], int]]:
    """What cannot be played before the caller does anything again."""
    for (_, _, action), (_, following, _) in pairwise(told):
        if not isinstance(following, Unplayable):
            return
        if isinstance(action, Play):
            yield action.clips, following.clip


@each_sender
@each_script
def test_a_script_gives_the_same_clips_in_the_same_order(path: Path, sender: Sender) -> None:
    calls, server = list(run_core(read_script(path))), Server(sender, FakeLine())
    for number, told in enumerate(calls):
        server.line.book = told[0][0].book
        make_call(Caller(server, f"CA{number:02}"), told)
    done = Counter(each.text for told in calls for each, _, _ in told)
    left_out = Counter(each.text for each in read_script(path)) - done
    assert left_out == Counter(LEFT_OUT.get(path.stem, ()))


def make_call(caller: Caller, told: Call) -> None:
    """One call from its start to its end, or to the end of the script."""
    server, before = caller.server, None
    for number, (each, event, action) in enumerate(told):
        following = told[number + 1][1] if number + 1 < len(told) else None
        if not isinstance(event, Unplayable):
            server.line.missing = set(get_missing(told[number:]))
        send(caller, each, event, before)
        before = action
        if isinstance(action, HangUp):
            assert caller.document.end == "hang up"
        elif not (isinstance(following, Unplayable) and following.clip == 0):
            check_beginning(caller, action)


def send(caller: Caller, each: Step, event: Event, before: Action | None) -> None:
    """Hear the action before up to the event, and then have the event happen, with the content as it is by then."""
    count = len(before.clips) if isinstance(before, Play) else 0
    match event:
        case HungUp():
            return caller.hang_up()
        case Keys(keys, clip):
            address = caller.hear_to(clip, count)
            assert isinstance(before, Play)
            assert len(caller.heard) > clip or len(caller.heard) == count
            assert caller.heard == get_names(before)[: len(caller.heard)]
            caller.server.line.book = each.book
            return caller.press(keys, address)
        case Unplayable(0):  # passed over before anything of it was said
            return None
        case Silent() | Unplayable():
            caller.hear(event.clip if isinstance(event, Unplayable) else count)
    caller.server.line.book = each.book
    if before is None:
        return caller.dial()
    assert isinstance(before, Play)
    if isinstance(event, Unplayable):
        assert caller.heard == get_names(before)[: event.clip]
        return caller.wait(0)
    assert caller.heard == get_names(before)
    return caller.wait(before.wait or 0)


def check_beginning(caller: Caller, action: Action) -> None:
    """A document begins with the first clips of an action; a provider that is asked each time has only these."""
    assert isinstance(action, Play)
    assert caller.document.end == ""
    sounds = [sound.split("/")[-1].removesuffix(".wav") for part in caller.document.parts for sound in part.sounds]
    names = [caller.server.line.names[key] for key in sounds]
    assert names == get_names(action)[: len(names)]
    assert names or not action.clips


@each_script
def test_all_but_what_hangs_on_time_is_as_the_scripts_say(path: Path) -> None:
    told = [each for call in run_core(read_script(path)) for each in call]
    others = tuple(each.text for each, _, action in told if tuple(get_action_lines(action)) != each.expected)
    assert others == OTHERWISE.get(path.stem, ())


def test_all_scripts_are_there() -> None:
    assert len(SCRIPTS) > 20
