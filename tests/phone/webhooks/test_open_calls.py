"""The web processes of a machine know of the same open calls."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from service.phone.adapters.open_calls import SharedCalls
from service.phone.adapters.webhook_limits import Gate
from service.phone.adapters.webhook_turn import Listen, Stretch
from service.phone.book import Book

from ..books import BOOK, make_entry
from .callers import Caller, Server
from .lines import FakeLine
from .senders import SENDERS
from .test_limits import DAY, NUMBER, Clock

ROOT = Path(__file__).parents[3]
FORKING = """
import os, sys
from service.phone.adapters.open_calls import SharedCalls
from service.phone.adapters.webhook_limits import Gate
gate = Gate(most_calls=40, shared=SharedCalls(40))
for number in range(8):
    if not os.fork():
        for call in range(10):
            gate.enter(f"{number} {call}", "")
        os._exit(0)
for _ in range(8):
    os.wait()
print(gate.count())
gate.leave("none of these")
if not os.fork():
    for number in range(8):
        for call in range(10):
            gate.leave(f"{number} {call}")
    os._exit(0)
os.wait()
print(gate.count())
"""


def make_gates(most: int = 2) -> tuple[Gate, Gate, Clock]:
    clock, shared = Clock(), SharedCalls(most)
    first, second = (Gate(most, get_time=clock, shared=shared) for _ in range(2))
    return first, second, clock


def test_two_processes_take_as_many_calls_together_as_one_may() -> None:
    first, second, clock = make_gates(2)
    assert [first.enter("A", ""), second.enter("B", "")] == [clock.now] * 2
    assert (first.enter("C", ""), second.enter("C", "")) == (None, None)
    assert (first.count(), second.count()) == (2, 2)


def test_a_call_that_one_process_is_told_is_over_makes_room_in_the_other() -> None:
    first, second, _ = make_gates(1)
    first.enter("A", "")
    first.stay("A", 1, 800)
    second.leave("A")
    assert first.enter("B", "") is not None


def test_a_call_that_both_processes_are_asked_about_is_counted_once() -> None:
    first, second, _ = make_gates()
    assert first.enter("A", "") == second.enter("A", "")
    assert [first.is_new("A"), second.is_new("A"), first.is_new("A")] == [True, False, False]


def test_a_call_goes_on_over_the_end_of_the_day_and_callers_are_forgotten_then() -> None:
    first, second, clock = make_gates()
    first.enter("A", NUMBER)
    first.stay("A", 1, 3600)
    clock.now += 3000
    clock.now -= clock.now % DAY
    assert (second.count(), first.count()) == (1, 1)
    clock.now += DAY
    assert (first.count(), first._callers) == (0, {})


def test_nothing_of_a_call_or_its_caller_is_in_the_memory_afterwards() -> None:
    first, second, _ = make_gates()
    first.enter("call of somebody", NUMBER)
    held = bytes(first.shared._memory) if first.shared else b""
    assert any(held)
    assert not any(each in held for each in (b"somebody", NUMBER.encode(), first._key.hash(NUMBER)))
    second.leave("call of somebody")
    assert first.shared is not None
    assert not any(bytes(first.shared._memory))


def test_calls_beyond_all_measure_are_forgotten_from_the_oldest_on() -> None:
    first, second, _ = make_gates(1)
    for number in range(9):  # such as another server has taken
        first.stay(str(number), 1, 60)
    assert second.count() == 4
    assert second.enter("8", "") == 1


def test_threads_take_turns() -> None:
    first, second, _ = make_gates(500)
    threads = [
        threading.Thread(target=lambda gate=gate, name=name: [gate.enter(f"{name} {call}", "") for call in range(40)])
        for name, gate in enumerate((first, second) * 3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert first.count() == 240


@pytest.mark.skipif(sys.platform == "win32", reason="NOT PROVED HERE: no processes are forked on Windows")
def test_forked_processes_take_turns_and_see_what_each_other_does() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORKING], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["40", "0"]


def test_a_long_section_is_asked_for_in_pieces_so_that_a_lost_caller_is_soon_missed() -> None:
    (shelf,) = BOOK.shelves
    line = FakeLine(Book((replace(shelf, entries=(make_entry("101", "Long", 40),)),)))
    caller = Caller(Server(SENDERS["twilio"], line))
    caller.dial()
    caller.press("1101")
    assert sum(20 * len(part.sounds) + part.seconds for part in caller.document.parts) < 150
    assert Listen((Stretch(("a",) * 99, 8, ""),), "").get_seconds() == 180
    caller.hear(40)
    assert caller.heard == [f"en 1 0 chunk/long/introduction/{number}" for number in range(1, 41)]
