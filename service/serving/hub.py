"""Where the wishes of all web processes come together: in the one process that has the render workers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from service.errors import LecternError, RenderFailed
from service.render.queues import Queue
from service.serving.link import ALIVE, Answer, Ready, Wanted

_log = logging.getLogger(__name__)


class Hub:
    """Serves one queue to any number of processes, each in a thread of its own; two that want the same are one task."""

    def __init__(self, queue: Queue, on_ready: Callable[[int], None]) -> None:
        self._queue, self._on_ready = queue, on_ready

    def take(self, connection: Connection) -> None:
        """Listen to a web process until it ends."""
        threading.Thread(target=self._listen, args=(connection,), name="hub", daemon=True).start()

    def _listen(self, connection: Connection) -> None:
        guard = threading.Lock()
        try:
            while True:
                message = connection.recv()
                if isinstance(message, Ready):
                    self._on_ready(message.pid)
                elif isinstance(message, Wanted):
                    done = partial(_answer, connection, guard, message.task.key)
                    self._queue.submit(message.task, urgent=message.urgent).add_done_callback(done)
                else:
                    self._tell_alive(connection, guard)
        except (EOFError, OSError):
            return  # the process has ended; what it wanted is made all the same
        finally:
            with guard:
                connection.close()

    def _tell_alive(self, connection: Connection, guard: threading.Lock) -> None:
        found: Future[bool] = Future()
        found.add_done_callback(partial(_answer, connection, guard, ALIVE))
        found.set_result(self._queue.is_alive())


def _answer(connection: Connection, guard: threading.Lock, key: str, done: Future[Any]) -> None:
    error = done.exception()
    if error is not None and not isinstance(error, LecternError):
        error = RenderFailed(f"{type(error).__name__}: {error}")
    try:
        with guard:
            connection.send(Answer(key, None if error else done.result(), error))
    except (OSError, ValueError):
        _log.debug("A web process has ended before what it wanted was made.")
