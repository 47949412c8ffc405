"""Every script of callers, through the FastAGI server on a real socket: the menu's clips, in the menu's order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from phone.books import BOOK
from phone.callers import SCRIPTS, Step, read_script
from service.errors import StoreError
from service.phone.adapters.agi_call import Sound
from service.phone.adapters.agi_sounds import make_find_sound
from service.phone.book import Book
from service.phone.call import Action, Event, HangUp, HungUp, Keys, Play, Silent, Started, Unplayable
from service.phone.clips import Clip
from service.phone.menu import step
from service.phone.state import State
from service.phone.transcript import get_action_lines, get_clip_name

from .fakes import Asterisk, Running, serve

MILLISECONDS = 60_000
LEFT_OUT = {
    "hang_up_everywhere": ("silent",),
    "missing_clips": ("unplayable 1",),
    "pause": ("keys 2 at 1+100",),
    "repeat_and_spell": ("keys 5 at 24+100",),
    "settings": ("silent",),
}
"""What no telephone does, in scripts that try the menu with it: a clip beyond the last, silence at the end of a wait
without limit, anything after hanging up. All else is compared, and what follows too."""


@dataclass
class Menu:
    """The real menu, with the content as it is at each moment of a script."""

    book: Book
    state: State | None = None
    actions: list[Action] = field(default_factory=list)
    since: int = 0
    pace: int = 1
    """How the server believes that Asterisk counts: twice, once it has told any place at once."""

    def __call__(self, event: Event) -> Action:
        if isinstance(event, Keys):
            assert event.since
            event = replace(event, since=self.since)  # the clock of the script, not that of the test
        self.state, action = step(self.state, event, self.book)
        self.actions.append(action)
        return action


def get_stem(clip: Clip, play: Play) -> str:
    name = get_clip_name(clip).replace("ñ", "n").replace("Ñ", "N-tilde")
    return f"/{play.language}/{play.speed:g}/{name}"


def find_sound(clip: Clip, play: Play) -> Sound:
    return Sound(get_stem(clip, play), MILLISECONDS)


def get_replies(event: Event, play: Play) -> Iterator[str]:
    """What Asterisk answers to the commands of an action until the event has come about."""
    end = event.clip if isinstance(event, Keys | Unplayable) else len(play.clips)
    for _ in play.clips[:end]:
        yield f"200 result=0 endpos={MILLISECONDS}"
    if isinstance(event, Unplayable):
        yield "200 result=-1 endpos=0"
        yield "200 result=6"
    elif isinstance(event, Keys) and end < len(play.clips):
        yield f"200 result={ord(event.keys)} endpos={2 * event.offset}"  # at once, so counted twice: see get_pace
    elif isinstance(event, Keys):
        yield f"200 result={ord(event.keys)}"
    elif isinstance(event, Silent) and play.wait:
        yield from ["200 result=0"] * -(-play.wait // 60_000)


def split(event: Event) -> list[Event]:
    """One key at a time, as a telephone sends them: those after the first come before anything is heard."""
    if not isinstance(event, Keys):
        return [event]
    first, *others = event.keys
    return [replace(event, keys=first), *(Keys(key, 0, 1, 1) for key in others)]


def answer(peer: Asterisk, menu: Menu, event: Event) -> None:
    """Do to the call what the event says, and see that what is played until then is what the menu wants."""
    play = menu.actions[-1]
    assert isinstance(play, Play)
    for number, reply in enumerate(get_replies(event, play)):
        command = peer.read()
        if number < len(play.clips) and command != "CHANNEL STATUS":
            assert command.split()[3] == get_stem(play.clips[number], play)
            assert command.split()[-1] == str(play.start * menu.pace if number == 0 else 0)
        menu.pace = 2 if re.search("endpos=[1-9]", reply) else menu.pace
        peer.send(reply + "\n")


def can_come_about(event: Event, play: Play) -> bool:
    """Some scripts try the menu with what no telephone does, such as silence at the end of a wait without limit."""
    match event:
        case Keys():
            return event.clip < len(play.clips) or (event.clip == len(play.clips) and play.wait != 0)
        case Unplayable():
            return event.clip < len(play.clips)
        case Silent():
            return play.wait is not None
    return True


class Core:
    """The menu by itself, told of the same events: what must be heard."""

    def __init__(self) -> None:
        self.state: State | None = None
        self.action: Action = HangUp()

    def hear(self, event: Event, book: Book) -> bool:
        """Whether the event can come about on a telephone; if so, it has."""
        is_over = isinstance(event, Started) or not isinstance(self.action, Play)
        if not (is_over or isinstance(event, HungUp) or can_come_about(event, self.action)):
            return False
        self.state, self.action = step(None if isinstance(event, Started) else self.state, event, book)
        return True


def run(running: Running, calls: list[Menu], books: list[Book], steps: list[Step]) -> Iterator[tuple[Step, bool]]:
    """Each step, and whether it was done: not what no telephone does, nor what a caller does who is gone."""
    peer: Asterisk | None = None
    core, is_whole = Core(), True
    for each in steps:
        books.append(each.book)
        if isinstance(each.event, Started):
            peer = running.call()
            peer.answer()
            peer.peek()
        events = split(each.event)
        if peer is None or not core.hear(events[0], each.book):
            is_whole = is_whole and peer is None
            yield each, False
            continue
        calls[-1].book = each.book
        if isinstance(each.event, HungUp):
            peer.send("HANGUP\n")
            assert peer.read()  # what was being played
            assert peer.read() == ""
            peer = None
            yield each, True
            continue
        press(peer, calls[-1], events)
        for event in events[1:]:
            assert core.hear(event, each.book)
        played = list(get_action_lines(calls[-1].actions[-1]))
        assert played == list(get_action_lines(core.action)), each.text
        assert played == list(each.expected) or not is_whole, each.text
        # where nothing can be played the dialplan goes on with its sorry clip
        last = "" if isinstance(each.event, Unplayable) else "HANGUP"
        assert isinstance(core.action, Play) or peer.peek() == last
        yield each, True


def press(peer: Asterisk, menu: Menu, events: list[Event]) -> None:
    """Do to the call what is to happen, one after the other, until it is over."""
    for event in events:
        if isinstance(menu.actions[-1], Play) and not isinstance(event, Started):
            menu.since = event.since if isinstance(event, Keys) else 0
            answer(peer, menu, event)
            peer.peek()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_caller_hears_what_the_menu_says(path: Path) -> None:
    steps, calls, books = read_script(path), list[Menu](), list[Book]()

    def make_menu() -> Menu:
        calls.append(Menu(books[-1]))
        return calls[-1]

    with serve(make_menu, find=find_sound) as running:
        done = list(run(running, calls, books, steps))
    assert len(done) == len(steps)
    assert [each.text for each, is_done in done if not is_done] == list(LEFT_OUT.get(path.stem, ()))


class Lost:
    """A store that fails, or that has nothing."""

    def __init__(self, does_fail: bool) -> None:
        self.does_fail = does_fail

    def find(self, clip: Clip, language: str, speed: float, voice: int) -> str | None:
        if self.does_fail:
            raise StoreError("the disk is gone")
        return None

    def get_milliseconds(self, key: str) -> int | None:
        return None


@pytest.mark.parametrize("does_fail", [False, True], ids=["nothing is rendered", "the store fails"])
def test_a_line_of_which_nothing_can_be_played_leaves_the_caller_to_the_dialplan(does_fail: bool) -> None:
    find = make_find_sound(Lost(does_fail), Path("/sounds"))
    with serve(lambda: Menu(BOOK), find=find) as running:
        peer = running.call()
        peer.answer()
        assert peer.read() == ""  # closed without HANGUP: the dialplan goes on with its sorry clip
        assert running.server.counts.unplayable == 4
