"""How calls and the server end, and that no peer holds up the others."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from itertools import groupby
from typing import NoReturn

import pytest

from service.phone.adapters.agi import Limits
from service.phone.adapters.agi_call import Menu, Sound
from service.phone.call import Action, Event
from service.phone.clips import Number

from .fakes import HEADERS, SECONDS, Asterisk, CountingMenu, play, serve

REPLY = "200 result=0 endpos=2000\n"


@dataclass
class Turns:
    """Menus that note whose turn it was; the first call waits, and all others with it, until `ready` is set."""

    turns: list[int] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    made: int = 0

    def make_menu(self) -> Menu:
        self.made += 1
        number = self.made
        self.begun.set()
        assert self.ready.wait(SECONDS)

        def answer(event: Event) -> Action:
            self.turns.append(number)
            return play(Number(number))

        return answer


async def wait_until_all_are_gone(server: asyncio.Server) -> None:
    """What `asyncio.Server.wait_closed` does from Python 3.12 on."""
    while server._active_count:  # type: ignore[attr-defined]
        await asyncio.sleep(0.01)


def test_the_server_ends_while_a_caller_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("asyncio.base_events.Server.wait_closed", wait_until_all_are_gone)
    with serve(CountingMenu) as running:
        peer = running.call()
        peer.answer()
        peer.peek()
        running.stop()
        assert running.server._connections == set()


def test_a_peer_that_answers_without_end_leaves_the_others_their_turns() -> None:
    menus = Turns()
    with serve(menus.make_menu) as running:
        for _ in range(2):
            running.call(HEADERS + "\n" + REPLY * 500)
        assert menus.begun.wait(SECONDS)
        menus.ready.set()
        assert running.is_idle_within(SECONDS) or len(menus.turns) > 900
    rows = [len(list(row)) for _, row in groupby(menus.turns)]
    assert max(rows) < 100


def test_the_server_ends_in_peace_while_it_waits_for_a_peer_that_never_reads(caplog: pytest.LogCaptureFixture) -> None:
    limits = Limits(slack_seconds=0.1, close_seconds=60)
    with serve(lambda: lambda _: play(Number(1)), limits, lambda clip, play: Sound("/a" * 2000, 2)) as running:
        peer = running.call()
        peer._socket.settimeout(0.5)
        with pytest.raises(TimeoutError):
            send_without_end(peer)
        running.stop()
    (line,) = [record.getMessage() for record in caplog.records]
    assert "no reply within" in line


def send_without_end(peer: Asterisk) -> NoReturn:
    while True:
        peer.send(REPLY * 100)


def test_a_peer_that_never_reads_is_cut_off() -> None:
    limits = Limits(slack_seconds=0.1, close_seconds=0.1)
    with serve(lambda: lambda _: play(Number(1)), limits, lambda clip, play: Sound("/a" * 2000, 2)) as running:
        peer = running.call()
        with pytest.raises(ConnectionError):
            send_without_end(peer)
        assert running.is_idle_within(1)
