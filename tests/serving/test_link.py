"""What web processes want is done by one queue, and comes back to who wanted it."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

import pytest

from service.errors import EngineUnavailable, RenderFailed, UnknownName
from service.serving.hub import Hub
from service.serving.link import LinkedQueue, Ready


@dataclass(frozen=True)
class Task:
    key: str
    title: str = "Grief"
    seconds_allowed: float = 1.0

    def perform(self, _: object) -> str:
        return self.key


@dataclass
class HeldQueue:
    """Performs nothing by itself."""

    workers: int = 1
    alive: bool = True
    asked: list[tuple[str, bool]] = field(default_factory=list)
    futures: dict[str, Future[Any]] = field(default_factory=dict)
    came: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def submit(self, task: Any, *, urgent: bool = False) -> Future[Any]:
        self.asked.append((task.key, urgent))
        future = self.futures.setdefault(task.key, Future())
        self.came.release()
        return future

    def is_alive(self) -> bool:
        return self.alive

    def close(self) -> None: ...


@dataclass
class Place:
    queue: HeldQueue
    hub: Hub
    ready: list[int]
    lines: list[tuple[Connection, threading.Event]]

    def make(self) -> tuple[LinkedQueue, threading.Event]:
        """A web process's queue, and what is set once it has lost the other process."""
        ours, theirs = Pipe()
        linked, lost = LinkedQueue(1), threading.Event()
        self.lines.append((theirs, lost))
        linked.attach(theirs, lost.set)
        self.hub.take(ours)
        return linked, lost

    def hang_up(self, number: int) -> None:
        """As if one of the two processes had ended."""
        connection, lost = self.lines[number]
        with socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
        assert lost.wait(5)


@pytest.fixture
def place() -> Iterator[Place]:
    queue, ready = HeldQueue(), list[int]()
    place = Place(queue, Hub(queue, ready.append), ready, [])
    yield place
    for number, (connection, lost) in enumerate(place.lines):
        if not lost.is_set():
            place.hang_up(number)
        connection.close()


def test_a_task_is_done_elsewhere_and_its_result_comes_back(place: Place) -> None:
    linked, _ = place.make()
    future = linked.submit(Task("a"), urgent=True)  # type: ignore[arg-type]
    assert place.queue.came.acquire(timeout=5)
    place.queue.futures["a"].set_result("sound")
    assert future.result(5) == "sound"
    assert place.queue.asked == [("a", True)]


@pytest.mark.parametrize(
    "error", [RenderFailed("twice"), EngineUnavailable("no espeak"), UnknownName("voice", "x", "y")]
)
def test_a_failure_comes_back_as_what_it_is(place: Place, error: Exception) -> None:
    linked, _ = place.make()
    future = linked.submit(Task("a"))  # type: ignore[arg-type]
    assert place.queue.came.acquire(timeout=5)
    place.queue.futures["a"].set_exception(error)
    with pytest.raises(type(error)) as found:
        future.result(5)
    assert str(found.value) == str(error)


def test_a_fault_of_ours_comes_back_as_a_failed_render(place: Place) -> None:
    linked, _ = place.make()
    future = linked.submit(Task("a"))  # type: ignore[arg-type]
    assert place.queue.came.acquire(timeout=5)
    place.queue.futures["a"].set_exception(ZeroDivisionError("x"))
    with pytest.raises(RenderFailed, match="ZeroDivisionError"):
        future.result(5)


def test_the_same_wish_is_sent_once_while_it_is_under_way(place: Place) -> None:
    linked, _ = place.make()
    assert linked.submit(Task("a")) is linked.submit(Task("a"))  # type: ignore[arg-type]
    assert place.queue.came.acquire(timeout=5)
    place.queue.futures["a"].set_result(1)
    assert linked.submit(Task("b")) is not linked.submit(Task("c"))  # type: ignore[arg-type]
    assert all(place.queue.came.acquire(timeout=5) for _ in "bc")
    assert [key for key, _ in place.queue.asked] == ["a", "b", "c"]


def test_one_process_that_ends_takes_nothing_from_the_others(place: Place) -> None:
    (one, _), (other, _) = place.make(), place.make()
    for linked in (one, other):
        linked.submit(Task("a"))  # type: ignore[arg-type]
    assert all(place.queue.came.acquire(timeout=5) for _ in "12")
    place.hang_up(0)
    future = other.submit(Task("a"))  # type: ignore[arg-type]
    place.queue.futures["a"].set_result("sound")
    assert future.result(5) == "sound"


def test_when_the_process_with_the_workers_has_gone_every_wish_fails_at_once_and_that_is_told(place: Place) -> None:
    linked, lost = place.make()
    under_way = linked.submit(Task("a"))  # type: ignore[arg-type]
    assert place.queue.came.acquire(timeout=5)
    place.hang_up(0)
    assert lost.is_set()
    for future in (under_way, linked.submit(Task("b"))):  # type: ignore[arg-type]
        with pytest.raises(RenderFailed, match="is being stopped"):
            future.result(5)
    assert not linked.is_alive()


def test_a_queue_is_as_alive_as_the_one_behind_it(place: Place) -> None:
    linked, _ = place.make()
    assert linked.is_alive()
    place.queue.alive = False
    assert not linked.is_alive()


def test_a_process_tells_once_that_it_is_ready(place: Place) -> None:
    linked, _ = place.make()
    linked.tell(Ready(42))
    assert linked.is_alive()  # what was sent before it has been read by then
    assert place.ready == [42]
