"""The queue as a web process sees it: what it wants rendered goes to the process that has the workers, over a socket.

In: tasks of this process. Out: their results as futures. No call waits: a thread sends, and a thread receives.
"""

from __future__ import annotations

import logging
import queue as queues
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final, TypeVar

from service.errors import LecternError, RenderFailed
from service.render.job import Task

Result = TypeVar("Result")
_STOPPED: Final = "the server is being stopped"
ALIVE: Final = "is the queue alive"
"""The key of that question, which no task has."""
_PATIENCE_SECONDS: Final = 1.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """Said once by a web process that takes connections from now on."""

    pid: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that a web process wants done."""

    task: Task[Any]
    urgent: bool


@dataclass(frozen=True, slots=True)
class Alive:
    """Asks whether the queue works."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a task: a result, or why there is none."""

    key: str
    result: Any
    error: LecternError | None


class LinkedQueue:
    """A `Queue` whose workers are those of another process. Safe for any number of threads.

    It is made before its process is forked off, and attached to a connection after that.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._guard = threading.Lock()
        self._under_way: dict[str, Future[Any]] = {}
        self._outgoing: queues.SimpleQueue[Ready | Wanted | Alive | None] = queues.SimpleQueue()
        self._is_lost = False

    def attach(self, connection: Connection, on_lost: Callable[[], None]) -> None:
        """Begin to send and to receive. `on_lost` is called once the other process has gone."""
        threading.Thread(target=self._send, args=(connection,), name="link, sending", daemon=True).start()
        threading.Thread(target=self._receive, args=(connection, on_lost), name="link", daemon=True).start()

    def tell(self, message: Ready) -> None:
        self._outgoing.put(message)

    def submit(self, task: Task[Result], *, urgent: bool = False) -> Future[Result]:
        return self._ask(task.key, Wanted(task, urgent))

    def is_alive(self) -> bool:
        """What the process with the workers says; False if it says nothing."""
        try:
            return bool(self._ask(ALIVE, Alive()).result(_PATIENCE_SECONDS))
        except (TimeoutError, LecternError):
            return False

    def _ask(self, key: str, message: Wanted | Alive) -> Future[Any]:
        """Send a message, unless the same is under way."""
        future: Future[Any] = Future()
        with self._guard:
            if key in self._under_way:
                return self._under_way[key]
            if not self._is_lost:
                self._under_way[key] = future
                self._outgoing.put(message)
                return future
        future.set_exception(RenderFailed(f"Nothing is rendered any more: {_STOPPED}."))
        return future

    def close(self) -> None:
        self._outgoing.put(None)

    def _send(self, connection: Connection) -> None:
        try:
            while (message := self._outgoing.get()) is not None:
                connection.send(message)
        except OSError:
            return  # the other thread sees it too, and tells

    def _receive(self, connection: Connection, on_lost: Callable[[], None]) -> None:
        try:
            while True:
                answer: Answer = connection.recv()
                with self._guard:
                    future = self._under_way.pop(answer.key, None)
                if future is not None and answer.error is not None:
                    future.set_exception(answer.error)
                elif future is not None:
                    future.set_result(answer.result)
        except (EOFError, OSError):
            self._lose()
        finally:
            on_lost()

    def _lose(self) -> None:
        with self._guard:
            self._is_lost = True
            left = list(self._under_way.values())
            self._under_way.clear()
        for future in left:
            future.set_exception(RenderFailed(f"Nothing is rendered any more: {_STOPPED}."))
