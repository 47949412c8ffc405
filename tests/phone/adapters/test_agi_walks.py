"""Long walks at random on a real socket: no dead end, no silence, and at every moment 9 ends the call and 0 helps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phone.books import BOOKS
from service.phone.call import Play
from service.phone.state import Mode

from .fakes import Asterisk, Running, serve
from .test_agi_scripts import Menu, find_sound

MOVES = st.lists(st.tuples(st.sampled_from([*"12345678*#", "", "unplayable"]), st.integers(0, 3)), max_size=25)
"""What happens, and during which clip."""


def move(peer: Asterisk, menu: Menu, what: str, clip: int) -> None:
    """Let something happen, and wait until the menu has answered."""
    before, play = len(menu.actions), menu.actions[-1]
    assert isinstance(play, Play)
    heard = 0
    while len(menu.actions) == before:
        command = peer.read()
        if command.startswith("CONTROL STREAM FILE "):
            is_now = heard == clip or heard == len(play.clips) - 1
            peer.send(get_reply(what, is_now))
            heard += 1
        elif command == "CHANNEL STATUS":
            peer.reply(6)
        else:
            assert command.startswith("WAIT FOR DIGIT ")
            assert int(command.split()[-1]) > 0
            peer.reply(ord(what) if what in list("0123456789*#") else 0)
        peer.peek()


def get_reply(what: str, is_now: bool) -> str:
    if what == "unplayable" and is_now:
        return "200 result=-1 endpos=0\n"
    if what not in ("", "unplayable") and is_now:
        return f"200 result={ord(what)} endpos=1000\n"
    return "200 result=0 endpos=60000\n"


def can_be(what: str, play: Play) -> bool:
    """Silence where the wait has no limit never ends, and no clip is unplayable where there is none."""
    return play.wait is not None if what == "" else what != "unplayable" or bool(play.clips)


@pytest.mark.parametrize("book", BOOKS)
@settings(deadline=None, max_examples=12)
@given(moves=MOVES, last=st.integers(0, 3))
def test_wherever_a_caller_is_9_ends_the_call_and_0_helps(book: str, moves: list[tuple[str, int]], last: int) -> None:
    menus = list[Menu]()

    def make_menu() -> Menu:
        menus.append(Menu(BOOKS[book]))
        return menus[-1]

    with serve(make_menu, find=find_sound) as running:
        walk(running, menus, moves, last)
        assert running.server.counts.menu_faults == 0


def walk(running: Running, menus: list[Menu], moves: list[tuple[str, int]], last: int) -> None:
    peer = running.call()
    peer.answer()
    peer.peek()
    menu = menus[-1]
    for what, clip in moves:
        action = menu.actions[-1]
        if not isinstance(action, Play):
            assert peer.peek() in ("HANGUP", "")  # only a caller who long said nothing, or for whom nothing plays
            return
        if can_be(what, action):
            move(peer, menu, what, clip)
    if not isinstance(menu.actions[-1], Play):
        return
    if menu.state and menu.state.mode != Mode.NUMBER:  # where 0 may be a digit
        move(peer, menu, "0", last)
        assert "/prompt/help_" in peer.peek()
    move(peer, menu, "9", last)
    assert peer.read() == "HANGUP"
