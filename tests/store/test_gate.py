"""The gate before a store that is away or slow: who comes then is refused at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from service.errors import StoreError
from service.store.gate import Gate


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("_SLOW_SECONDS", 0.2), ("_TURN_SECONDS", 0.05), ("_PROBE_SECONDS", 0.02)):
        monkeypatch.setattr(f"service.store.gate.{name}", seconds)


def wait_until(condition: Callable[[], bool]) -> None:
    ended = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < ended
        time.sleep(0.01)


def is_open(gate: Gate) -> bool:
    try:
        with gate.passing():
            return True
    except StoreError:
        return False


class Store:
    is_away = True
    asked = 0

    def probe(self) -> None:
        self.asked += 1
        if self.is_away:
            raise StoreError("The object store cannot be reached.")


def fail(gate: Gate) -> None:
    with pytest.raises(StoreError, match="cannot be reached"), gate.passing():
        raise StoreError("The object store cannot be reached.")


def test_after_a_failure_nobody_else_waits_and_it_opens_again_by_itself() -> None:
    store = Store()
    gate = Gate("s3://x", 4, store.probe)
    assert is_open(gate)
    fail(gate)
    with pytest.raises(StoreError, match="cannot be reached"), gate.passing():
        raise AssertionError
    wait_until(lambda: store.asked > 2)
    assert not is_open(gate)
    store.is_away = False
    wait_until(lambda: is_open(gate))


def test_a_slow_answer_shuts_it_too() -> None:
    store = Store()
    gate = Gate("s3://x", 4, store.probe)
    with gate.passing():
        time.sleep(0.3)
    with pytest.raises(StoreError, match="s3://x is slow"), gate.passing():
        raise AssertionError


def test_while_one_read_hangs_no_other_begins() -> None:
    gate, ended = Gate("s3://x", 4, Store().probe), threading.Event()

    def hang() -> None:
        with gate.passing():
            ended.wait(20)

    thread = threading.Thread(target=hang)
    thread.start()
    try:
        wait_until(lambda: not is_open(gate))
        with pytest.raises(StoreError, match="does not answer at present"), gate.passing():
            raise AssertionError
    finally:
        ended.set()
        thread.join()


def test_no_more_threads_read_at_once_than_there_are_places() -> None:
    gate, ended = Gate("s3://x", 2, Store().probe), threading.Event()

    def read() -> None:
        with gate.passing():
            ended.wait(20)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: not is_open(gate))
    finally:
        ended.set()
        for thread in threads:
            thread.join()
