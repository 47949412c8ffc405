"""The process above all others: it replaces what ends, takes up new content, and ends everything in good order.

One thread does all of this, and waits for the first thing that happens. Nothing here serves a page, so pages go on
while it is busy.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import wait
from typing import Any, Final

from service.errors import LecternError, ServeError
from service.render.queues import Queue
from service.serving.generation import Generation, Main
from service.serving.hub import Hub
from service.serving.zygote import GRACE_SECONDS, Born, Gone, Read, Refused

_REST_SECONDS: Final = 5.0
"""Between two zygotes, where one was killed or could not read the content."""
_log = logging.getLogger(__name__)


class Supervisor:
    """Keeps a number of web processes serving."""

    def __init__(self, main: Main, arguments: tuple[Any, ...], processes: int) -> None:
        """A first zygote begins to read at once."""
        self._main, self._arguments, self._processes = main, arguments, processes
        self._bell, self._ringer = os.pipe()
        os.set_blocking(self._ringer, False)
        self._came_ready: list[int] = []
        self._is_asked = self._is_ready = False
        self._not_before = 0.0
        self._serving = Generation(main, arguments)
        self._next: Generation | None = None
        self.on_ready: Callable[[], None] = lambda: None
        """The first page can be had."""
        self.on_read: Callable[[], None] = lambda: None
        """Other content is served from now on."""
        self.on_refused: Callable[[LecternError], None] = lambda error: None
        """Other content cannot be served, and why."""

    def reload(self) -> None:
        """Read the content again, and serve it if it is good. For any thread, and for signal handlers."""
        self._is_asked = True
        self._ring()

    def _note_ready(self, pid: int) -> None:
        self._came_ready.append(pid)
        self._ring()

    def _ring(self) -> None:
        with suppress(BlockingIOError):
            os.write(self._ringer, b"!")

    def run(self, queue: Queue) -> None:
        """Until an exception of a signal handler ends it; `queue` renders what the web processes want.

        :raise LecternError: if the content cannot be served, or no web process can start.
        """
        hub = Hub(queue, self._note_ready)
        signal.set_wakeup_fd(self._ringer, warn_on_full_buffer=False)  # or one that comes just before a wait is lost
        while True:
            self._wait()
            for generation in self._get_generations():
                self._hear(generation, hub)
            self._greet()
            if self._is_asked and self._next is None and time.monotonic() >= self._not_before:
                self._is_asked = False
                self._next = Generation(self._main, self._arguments)

    def end(self) -> None:
        """Let every web process finish what it answers."""
        generations = self._get_generations()
        for generation in generations:
            generation.keep(0)
        for generation in generations:
            generation.end(GRACE_SECONDS + 1 if self._is_ready else 0)

    def _get_generations(self) -> list[Generation]:
        return [each for each in (self._serving, self._next) if each is not None]

    def _wait(self) -> None:
        rest = self._not_before - time.monotonic()
        patience = max(0.0, rest) if self._is_asked and self._next is None else None
        open_ones = [each.control for each in self._get_generations() if not each.control.closed]
        if self._bell in wait([self._bell, *open_ones], patience):
            os.read(self._bell, 4096)

    def _hear(self, generation: Generation, hub: Hub) -> None:
        """Everything that a zygote has to say by now."""
        while not generation.control.closed and generation.control.poll():
            message = generation.receive()
            if isinstance(message, Born):
                hub.take(generation.links[message.pid])
            elif isinstance(message, Gone):
                self._mourn(generation, message)
            elif isinstance(message, Read):
                generation.keep(1 if generation is self._next else self._processes)
            elif isinstance(message, Refused):
                self._refuse(generation, message)
            else:
                self._lose(generation)

    def _mourn(self, generation: Generation, gone: Gone) -> None:
        generation.forget(gone.pid)
        how = f"signal {-gone.code}" if gone.code < 0 else f"exit code {gone.code}"
        _log.warning("A web process has ended (%s); another takes its place.", how)
        if generation is self._next and not generation.ready:
            self._abandon(generation)
            self._ask_later()

    def _refuse(self, generation: Generation, refused: Refused) -> None:
        if generation is self._serving:
            raise refused.error
        self._abandon(generation)
        self.on_refused(refused.error)

    def _abandon(self, generation: Generation) -> None:
        """Go on with those that serve."""
        self._next = None
        self._serving.keep(self._processes)
        generation.end(1)

    def _ask_later(self) -> None:
        self._is_asked, self._not_before = True, time.monotonic() + _REST_SECONDS

    def _lose(self, generation: Generation) -> None:
        """A zygote has ended. What it has born goes on, and a new one follows it."""
        generation.control.close()
        generation.process.join(1)
        if not self._is_ready:
            raise ServeError("The web server cannot start: its first process ended. What was said above tells why.")
        _log.warning("The process that starts web processes has ended; another takes its place.")
        if generation is self._serving:
            self.reload()
        else:
            self._abandon(generation)
            self._ask_later()

    def _greet(self) -> None:
        """Web processes take connections: with each new one, an old one may go."""
        while self._came_ready:
            pid = self._came_ready.pop(0)
            for generation in self._get_generations():
                if pid in generation.links:
                    generation.ready.add(pid)
                    self._replace(generation)

    def _replace(self, generation: Generation) -> None:
        count = len(generation.ready)
        if generation is self._serving:
            if not self._is_ready:
                self._is_ready = True
                self.on_ready()
            return
        old = self._serving
        if count < self._processes:
            old.keep(self._processes - count)
            generation.keep(count + 1)
            return
        self._serving, self._next = generation, None
        threading.Thread(target=old.end, args=(GRACE_SECONDS + 1,), name="last answers").start()
        self.on_read()
