"""How often one number may call, and what the server says of all its calls."""

from __future__ import annotations

import threading
import time

import pytest

from service.phone.adapters.agi import Limits

from .fakes import HEADERS, NUMBER, SECONDS, Asterisk, CountingMenu, Running, Script, play, serve

BUSY = "SET VARIABLE LECTERN busy"


def call(running: Running, number: str = NUMBER) -> Asterisk:
    return running.call(HEADERS.replace(f"agi_callerid: +{NUMBER}", f"agi_callerid: {number}"))


def end(peer: Asterisk) -> None:
    """What Asterisk does when the caller hangs up."""
    peer.send("HANGUP\n")
    assert peer.read() == ""


def test_a_number_that_has_called_too_often_hears_a_busy_line_and_others_do_not() -> None:
    with serve(CountingMenu, Limits(calls_a_caller=2)) as running:
        for _ in range(2):
            peer = call(running)
            assert peer.read() == "ANSWER"
            end(peer)
        assert call(running).read() == BUSY
        assert call(running, "+447700900199").read() == "ANSWER"
        assert (running.server.counts.over, running.server.counts.refused) == (1, 0)


def test_a_number_with_too_many_open_calls_hears_a_busy_line_until_one_ends() -> None:
    with serve(CountingMenu, Limits(calls_a_caller_at_once=2)) as running:
        first, second, third = (call(running) for _ in range(3))
        heard = sorted(peer.read() for peer in (first, second, third))
        assert heard == ["ANSWER", "ANSWER", BUSY]
        for peer in (first, second, third):
            end(peer)
        assert running.is_idle_within(1)
        assert call(running).read() == "ANSWER"


@pytest.mark.parametrize("number", ["unknown", "anonymous", "", "Anonymous", "266696687", "asterisk", "300", "+44x"])
def test_callers_without_a_number_are_not_taken_for_one(number: str) -> None:
    with serve(CountingMenu, Limits(calls_a_caller=1, calls_a_caller_at_once=1)) as running:
        assert [call(running, number).read() for _ in range(4)] == ["ANSWER"] * 4


def test_a_call_that_found_the_line_busy_is_not_counted_against_its_number() -> None:
    with serve(CountingMenu, Limits(calls=1, calls_a_caller=1)) as running:
        other = call(running, "+447700900199")
        assert other.read() == "ANSWER"
        assert call(running).read() == BUSY
        end(other)
        assert running.server._gate.count() == 0
        assert call(running).read() == "ANSWER"


def test_the_calls_are_told_now_and_then_and_at_the_end_without_anything_of_a_caller() -> None:
    lines, told = list[str](), threading.Event()

    def tell(line: str) -> None:
        lines.append(line)
        told.set()

    script = Script([play()])
    with serve(script.make_menu, Limits(report_seconds=0.05), tell=tell) as running:
        peer = call(running)
        peer.answer()
        assert peer.read() == "HANGUP"
        assert told.wait(SECONDS)
        running.stop()
    assert lines[0].startswith("The phone line: since the start 1 calls; refused 0,")
    assert lines[-1].startswith("The phone line ends: since the start 1 calls;")
    assert NUMBER not in "".join(lines)


def test_clips_that_could_not_be_played_are_told() -> None:
    lines = list[str]()
    with serve(Script([play()]).make_menu, tell=lines.append) as running:
        running.server.counts.unplayable = 3
    assert lines == [f"The phone line ends: {running.server.counts.describe()}."]
    assert "3 clips missing or unplayable" in lines[0]


def test_the_key_of_numbers_dies_with_the_day_though_nobody_calls() -> None:
    with serve(CountingMenu, Limits(calls_a_caller=5, report_seconds=0.01)) as running:
        gate = running.server._gate
        call(running).answer()
        assert (len(gate._callers), len(gate._open)) == (1, 1)
        key = gate._key.hash("")
        gate._key.get_time = lambda: time.time() + 24 * 3600
        deadline = time.monotonic() + SECONDS
        while gate._callers and time.monotonic() < deadline:
            time.sleep(0.005)
        with gate._lock:
            assert (gate._callers, gate._open) == ({}, {})
        assert gate._key.hash("") != key
