"""How many calls are taken, and what is known of who called: a keyed hash, for a day."""

from __future__ import annotations

import threading
import time

from service.phone.adapters.webhook_limits import Gate

DAY = 86_400.0
NUMBER = "+15550123"


class Clock:
    now = 20_000 * DAY

    def __call__(self) -> float:
        return self.now


def make_gate(**limits: int) -> tuple[Gate, Clock]:
    clock = Clock()
    return Gate(get_time=clock, **limits), clock


def test_a_call_that_falls_silent_makes_room() -> None:
    gate, clock = make_gate(most_calls=1)
    began = gate.enter("A", "")
    assert began == clock.now
    gate.stay("A", began, 60)
    assert gate.enter("B", "") is None
    clock.now += 91
    assert gate.enter("B", "") == clock.now


def test_the_same_request_again_is_the_same_call() -> None:
    gate, clock = make_gate(most_calls=1, most_a_caller=1)
    began = gate.enter("A", NUMBER)
    clock.now += 2
    assert gate.enter("A", NUMBER) == began
    assert gate.count() == 1


def test_a_call_that_another_process_took_is_counted_once_it_is_seen() -> None:
    gate, _ = make_gate(most_calls=1)
    gate.stay("A", 1, 60)
    assert gate.enter("B", "") is None
    gate.leave("A")
    gate.leave("A")
    assert gate.count() == 0


def test_one_number_has_so_many_calls_an_hour() -> None:
    gate, clock = make_gate(most_a_caller=2)
    assert [gate.enter(str(call), NUMBER) is not None for call in range(3)] == [True, True, False]
    assert gate.enter("other", "+15550199") is not None
    clock.now += 3601
    assert gate.enter("later", NUMBER) is not None


def test_one_number_has_so_many_open_calls() -> None:
    gate, _ = make_gate(most_at_once=2)
    for call in ("A", "B"):
        assert (began := gate.enter(call, NUMBER)) is not None
        gate.stay(call, began, 3600)
    assert gate.enter("C", NUMBER) is None
    assert gate.enter("D", "+15550199") is not None
    assert all(gate.enter(hidden, "") is not None for hidden in ("E", "F", "G"))
    gate.leave("A")
    assert gate.enter("H", NUMBER) is not None


def test_zero_is_without_limit() -> None:
    gate, _ = make_gate(most_a_caller=0, most_calls=500)
    assert all(gate.enter(str(call), NUMBER) is not None for call in range(200))
    assert not gate._callers


def test_the_key_dies_with_the_day_and_takes_all_callers_with_it() -> None:
    gate, clock = make_gate(most_a_caller=1)
    gate.enter("A", NUMBER)
    key, known = gate._key.hash(NUMBER), dict(gate._callers)
    assert len(key) == 16
    assert gate.enter("B", NUMBER) is None
    clock.now += DAY
    assert gate.enter("C", NUMBER) is not None
    assert gate._key.hash(NUMBER) != key
    assert not set(known) & set(gate._callers)


def test_two_processes_know_a_number_under_different_names() -> None:
    gates = [make_gate()[0] for _ in range(2)]
    for gate in gates:
        gate.enter("A", NUMBER)
    assert set(gates[0]._callers) != set(gates[1]._callers)
    assert all(NUMBER.encode() not in name for gate in gates for name in gate._callers)


def test_memory_has_an_end() -> None:
    gate, _ = make_gate(most_calls=5)
    for number in range(1000):
        gate.enter(f"call {number}", f"+1555{number:07}")
    assert gate.count() == 5
    assert len(gate._callers) == 5


def test_the_key_dies_with_the_day_though_nobody_calls() -> None:
    gate, clock = make_gate(most_a_caller=1)
    gate.enter("A", NUMBER)
    key = gate._key.hash("")
    gate.begin(0.005)
    clock.now += DAY
    deadline = time.monotonic() + 5
    while gate._key.hash("") == key and time.monotonic() < deadline:
        time.sleep(0.005)
    with gate._lock:
        assert (gate._callers, gate._open) == ({}, {})
    assert gate._key.hash("") != key
    assert gate.enter("B", NUMBER) is not None


def test_the_clock_is_looked_at_in_one_thread_however_often_it_is_begun() -> None:
    gate, _ = make_gate()
    before = threading.active_count()
    for _ in range(3):
        gate.begin()
    assert threading.active_count() == before + 1
