"""A zygote and its web processes, as the parent of all sees them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from service.interrupts import hold_interrupts
from service.serving.zygote import Born, Keep

Main = Callable[..., None]
"""What a zygote runs: `main(control, *arguments)`. It must be importable by name."""


class Generation:
    """One reading of the content, and those who serve it. Its web processes go on if the zygote is killed."""

    def __init__(self, main: Main, arguments: tuple[Any, ...]) -> None:
        context = multiprocessing.get_context("spawn")
        self.control, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=main, args=(theirs, *arguments), name="zygote")
        with hold_interrupts():
            self.process.start()
        theirs.close()
        self.links: dict[int, Connection] = {}
        """By process id, the oldest first."""
        self.ready: set[int] = set()

    def receive(self) -> object:
        """The next word of the zygote; None if it has ended."""
        try:
            message = self.control.recv()
            if isinstance(message, Born):
                self.links[message.pid] = self._receive_link()
        except (EOFError, OSError):
            return None
        return message

    def _receive_link(self) -> Connection:
        with socket.socket(fileno=os.dup(self.control.fileno())) as channel:
            _, (handle, *_), _, _ = socket.recv_fds(channel, 1, 1)
        os.set_inheritable(handle, False)
        return Connection(handle)

    def keep(self, processes: int) -> None:
        """Have so many web processes from now on. Without a zygote the oldest are let go, and none is added."""
        try:
            self.control.send(Keep(processes))
        except OSError:
            for pid in list(self.links)[: max(0, len(self.links) - processes)]:
                self.forget(pid)
                with suppress(OSError):
                    os.kill(pid, signal.SIGTERM)

    def forget(self, pid: int) -> None:
        """A web process has ended. Its connection is closed by whoever listens to it."""
        self.links.pop(pid, None)
        self.ready.discard(pid)

    def end(self, seconds: float) -> None:
        """Let all web processes finish, for so long, and be gone."""
        with suppress(OSError):
            self.keep(0)
        self.process.join(seconds)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.control.close()
