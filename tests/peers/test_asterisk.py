"""Real calls: a SIP client dials a real Asterisk, presses keys, and gets the bytes of our clips, and no others."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from phone.adapters.fakes import Running, play, serve

from bench._ports import get_free_port
from service.phone.adapters.agi import Limits
from service.phone.adapters.agi_call import Sound
from service.phone.call import Action, Event, HangUp, Keys, Play, Silent, Started, Unplayable
from service.phone.clips import Clip, Number

from . import asterisk
from .caller import BLOCK, KINDS, SLACK, Caller, call
from .wiretap import A_LAW, G722, MU_LAW, Wiretap, tap

pytest.importorskip("pjsua2", reason="NOT PROVED HERE: pjsua2 is not installed; tests/peers/install.sh installs it")

MILLISECONDS = 6000
MISSING = Number(99)
"""The server believes that it is there."""


@dataclass
class Player:
    """A menu of tests: 1 and 3 change the clip, 2 stops and goes on, 5 repeats, 6 is faster, 9 ends."""

    first: int = 1
    events: list[Event] = field(default_factory=list)
    number: int = 0
    offset: int = 0
    speed: float = 1.0
    is_paused: bool = False

    def __call__(self, event: Event) -> Action:
        self.events.append(event)
        self.number = self.number or self.first
        if isinstance(event, Keys):
            return self._press(event)
        if isinstance(event, Unplayable):
            return play(Number(2), wait=None)
        if isinstance(event, Silent):
            self.number += 1
        return self._play()

    def _press(self, event: Keys) -> Action:
        key = event.keys
        if key == "9":
            return HangUp()
        if key == "2" and not self.is_paused:
            self.is_paused, self.offset = True, event.offset
            return play(wait=None)
        start = self.offset if key == "2" else 0
        self.is_paused = False
        self.number += {"1": -1, "3": 1, "#": 1}.get(key, 0)
        self.speed = 1.25 if key == "6" else self.speed
        if key == "8":
            return play(MISSING, wait=None)
        return self._play(start)

    def _play(self, start: int = 0) -> Play:
        return play(Number(self.number), start=start, speed=self.speed)


def write_sound(stem: Path) -> dict[int, bytes]:
    """A clip of which no half second is like another's, in both formats, beside each other as in the store."""
    sounds = {kind: random.Random(f"{stem.name} {kind}").randbytes(MILLISECONDS * 8) for kind in KINDS}
    if not stem.with_suffix(".g722").exists():
        stem.parent.mkdir(parents=True, exist_ok=True)
        for kind, data in sounds.items():
            stem.with_suffix(f".{KINDS[kind]}").write_bytes(data)
    return sounds


@dataclass
class Line:
    """Asterisk, our server and a wiretap, and the sounds that both know."""

    uri: str
    wiretap: Wiretap
    folder: Path
    players: list[Player] = field(default_factory=list)
    running: Running = field(init=False)

    def make_menu(self) -> Player:
        self.players.append(Player(len(self.players) * 10 + 1))
        return self.players[-1]

    def get_stem(self, clip: Clip, speed: float = 1.0) -> Path:
        name = f"{getattr(clip, 'value', None) or getattr(clip, 'name', '')}-{speed * 100:.0f}"
        return self.folder / "o" / "ab" / name

    def get_sound(self, number: int, kind: int = MU_LAW, speed: float = 1.0) -> bytes:
        return write_sound(self.get_stem(Number(number), speed))[kind]

    def find(self, clip: Clip, play: Play) -> Sound | None:
        stem = self.get_stem(clip, play.speed)
        if clip != MISSING:
            write_sound(stem)
        return Sound(str(stem), MILLISECONDS)

    def call(self, kind: int = MU_LAW) -> AbstractContextManager[Caller]:
        return call(self.uri, self.wiretap, kind)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What all tests of this file share: Asterisk, the port at which it looks for our server, and the wiretap."""

    asterisk: asterisk.Running
    agi_port: int
    wiretap: Wiretap
    folder: Path


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchange]:
    folder = tmp_path_factory.mktemp("line")
    sorry = folder / "sounds" / "sorry"
    write_sound(sorry)
    port = get_free_port()
    with tap() as wiretap, asterisk.run_asterisk(folder / "asterisk", port, sorry) as running:
        yield Exchange(running, port, wiretap, folder / "sounds")


Open = Callable[..., Line]


@pytest.fixture
def open_line(exchange: Exchange) -> Iterator[Open]:
    """Opens the line: our server, with its limits, that Asterisk asks."""
    with ExitStack() as stack:

        def start(limits: Limits | None = None) -> Line:
            line = Line(exchange.asterisk.get_uri(), exchange.wiretap, exchange.folder)
            line.running = stack.enter_context(serve(line.make_menu, limits, line.find, port=exchange.agi_port))
            return line

        yield start


@pytest.mark.parametrize("kind", [MU_LAW, G722], ids=["mu-law", "G.722"])
def test_every_byte_of_our_clips_is_heard_one_after_the_other(open_line: Open, kind: int) -> None:
    line = open_line()
    with line.call(kind) as caller:
        first = caller.hear(line.get_sound(1, kind), MILLISECONDS // 500)
        second = caller.hear(line.get_sound(2, kind), 2)
        caller.phone.press("9")
        caller.wait_for_end()
    assert second - first - MILLISECONDS * 8 <= 320  # nothing between them but at most two packets of silence
    *before, last = line.players[0].events
    assert before == [Started(), Silent()]
    assert isinstance(last, Keys)
    assert last == Keys("9", 0, last.offset, last.since)
    assert abs(last.since - last.offset) < 1000  # one clip, and two clocks


@pytest.mark.parametrize("kind", [MU_LAW, G722], ids=["mu-law", "G.722"])
@pytest.mark.parametrize("way", ["RFC 4733", "SIP INFO"])
def test_a_pause_goes_on_at_the_same_place(open_line: Open, kind: int, way: str) -> None:
    line = open_line()
    with line.call(kind) as caller:
        press = caller.phone.press if way == "RFC 4733" else caller.phone.press_by_info
        sound = line.get_sound(1, kind)
        at = caller.hear(sound, 3)
        press("2")
        line.wiretap.wait(lambda: len(line.players[0].events) == 2, "the pause")
        before, offset = caller.get_heard(sound, at), line.players[0].events[-1].offset
        caller.seen = at + before
        press("2")
        place = caller.hear_on(sound, offset * 8)
        press("9")
        caller.wait_for_end()
    assert before >= 3 * BLOCK
    assert abs(offset * 8 - before) <= SLACK
    assert place == offset * 8


def test_a_telephone_with_a_law_hears_the_line_and_is_heard(open_line: Open) -> None:
    line = open_line()
    with line.call(A_LAW) as caller:
        line.wiretap.wait(lambda: len(caller.heard.sound) >= 2 * BLOCK, "a second of sound")
        caller.phone.press("9")
        caller.wait_for_end()
    assert len(set(caller.heard.sound)) > 200  # of 256 values: noise, as the clips of these tests are


def test_keys_skip_repeat_and_change_the_speed(open_line: Open) -> None:
    line = open_line()
    with line.call() as caller:
        caller.hear_anything()
        caller.hear(line.get_sound(1))
        caller.phone.press("#")
        caller.hear(line.get_sound(2))
        caller.phone.press_by_info("5")
        caller.hear(line.get_sound(2))
        caller.phone.press("6")
        caller.hear(line.get_sound(2, speed=1.25))
        caller.phone.press("1")
        caller.hear(line.get_sound(1, speed=1.25))
        caller.phone.press_by_info("9")
        caller.wait_for_end()
    assert [event.keys for event in line.players[0].events if isinstance(event, Keys)] == list("#5619")


def test_keys_that_are_typed_ahead_all_arrive(open_line: Open) -> None:
    line = open_line()
    keys = "1234567#*05143"
    with line.call() as caller:
        caller.hear_anything()
        caller.phone.press(keys + "9")
        caller.wait_for_end()
    assert "".join(event.keys for event in line.players[0].events if isinstance(event, Keys)) == keys + "9"


def test_a_file_that_is_not_there_is_told_and_the_call_goes_on(open_line: Open) -> None:
    line = open_line()
    with line.call() as caller:
        caller.hear_anything()
        caller.phone.press("8")
        caller.hear(line.get_sound(2), 2)
    assert Unplayable(0) in line.players[0].events


def test_the_sorry_clip_is_heard_if_the_server_is_down(exchange: Exchange) -> None:
    line = Line(exchange.asterisk.get_uri(), exchange.wiretap, exchange.folder)
    with line.call() as caller:
        caller.hear(write_sound(exchange.folder / "sorry")[MU_LAW], MILLISECONDS // 500)
        caller.wait_for_end()


def test_any_key_ends_the_sorry_clip_and_the_call(exchange: Exchange) -> None:
    line = Line(exchange.asterisk.get_uri(), exchange.wiretap, exchange.folder)
    sound = write_sound(exchange.folder / "sorry")[MU_LAW]
    with line.call() as caller:
        caller.hear(sound, 2)
        caller.phone.press("9")
        caller.wait_for_end()
        assert len(caller.heard.sound) < len(sound) - 2 * BLOCK


def test_the_sorry_clip_is_heard_if_the_server_goes_down_in_a_call(open_line: Open, exchange: Exchange) -> None:
    line = open_line()
    with line.call() as caller:
        caller.hear_anything()
        line.running.stop()
        caller.hear(write_sound(exchange.folder / "sorry")[MU_LAW])


def test_the_line_is_busy_for_more_calls_than_allowed_and_the_others_go_on(open_line: Open) -> None:
    line = open_line(Limits(calls=1))
    with line.call() as caller:
        caller.hear_anything()
        with line.call() as second:
            second.wait_for_end()
            assert second.phone.wait_for("DISCONNECTED") == "DISCONNECTED 486"
        caller.hear(line.get_sound(1), 6)
    assert len(second.heard.sound) == 0


def test_calls_at_once_each_hear_their_own(open_line: Open) -> None:
    line = open_line()
    with ExitStack() as stack:
        callers = [stack.enter_context(line.call()) for _ in range(4)]
        firsts = [1, 11, 21, 31]
        line.wiretap.wait(lambda: all(len(caller.heard.sound) > 2 * BLOCK for caller in callers), "all calls")
        heard = [next(n for n in firsts if line.get_sound(n)[:BLOCK] in caller.heard.sound) for caller in callers]
        assert sorted(heard) == firsts
        for caller, number in zip(callers, heard, strict=True):
            caller.hear(line.get_sound(number), MILLISECONDS // 500)


def test_a_caller_who_hangs_up_is_forgotten_within_a_second(open_line: Open) -> None:
    line = open_line()
    with line.call() as caller:
        caller.hear_anything()
    assert line.running.is_idle_within(1)
    assert line.players[0].events == [Started()]
