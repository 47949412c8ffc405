"""A process that has read the content and forks off web processes, which therefore are there at once and share memory.

It has one thread only, or it could not fork. It does what its parent says and ends with it:

    parent -> zygote   Keep(3)                        so many web processes, from now on; 0 is the end
    zygote -> parent   Read() or Refused(...)         whether the content is good
                       Born(pid), and a connection    a web process has begun
                       Gone(pid, code)                one has ended that was not told to
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from service.errors import LecternError

GRACE_SECONDS: Final = 10.0
"""How long a web process may finish what it serves before it is killed."""
_ORPHAN_SECONDS: Final = 2.0
"""The same, once the parent has gone: whoever follows it needs the address."""
_SHORT_LIFE: Final = 1.0
_LONGEST_PAUSE: Final = 8.0
"""A web process that ends within a second of its beginning is followed after a pause, which doubles up to this."""
_log = logging.getLogger(__name__)

Live = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Keep:
    processes: int


@dataclass(frozen=True, slots=True)
class Read:
    pass


@dataclass(frozen=True, slots=True)
class Refused:
    error: LecternError


@dataclass(frozen=True, slots=True)
class Born:
    pid: int


@dataclass(frozen=True, slots=True)
class Gone:
    pid: int
    code: int
    """As `os.waitstatus_to_exitcode` has it: below zero it is a signal."""


def run(control: Connection, make: Callable[[], Live]) -> None:
    """The life of the process. `make` reads the content, and gives what a web process does with its connection."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # the parent says when it is time
    try:
        live = make()
    except LecternError as error:
        _tell(control, Refused(error))
        return
    if _tell(control, Read()):
        _Zygote(control, live).run()


def _tell(control: Connection, message: object) -> bool:
    """Whether the parent is still there."""
    with suppress(OSError):
        control.send(message)
        return True
    return False


@dataclass
class _Zygote:
    control: Connection
    live: Live
    wanted: int = 0
    is_orphan: bool = False
    pause: float = 0.0
    not_before: float = 0.0
    born: dict[int, float] = field(default_factory=dict)
    ending: dict[int, float] = field(default_factory=dict)
    """Those that were told to end, and when they are killed."""

    def run(self) -> None:
        self.bell, self.ringer = socket.socketpair()
        for each in (self.bell, self.ringer):
            each.setblocking(False)
        signal.set_wakeup_fd(self.ringer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        was_asked = False
        while self.wanted or self.born or not (was_asked or self.is_orphan):
            was_asked = self._hear() or was_asked
            self._reap()
            self._settle()

    def _hear(self) -> bool:
        """Wait for a word of the parent, the end of a child, or the next thing to do. Whether there was a word."""
        ready = wait([self.bell, *([] if self.is_orphan else [self.control])], self._get_patience())
        if self.bell in ready:
            with suppress(BlockingIOError):
                self.bell.recv(4096)
        if self.control not in ready:
            return False
        try:
            self.wanted = self.control.recv().processes
        except (EOFError, OSError):
            self.wanted, self.is_orphan = 0, True
        return True

    def _get_patience(self) -> float | None:
        times = list(self.ending.values())
        if self._get_living() < self.wanted:
            times.append(self.not_before)
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _get_living(self) -> int:
        return len(self.born) - len(self.ending)

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                self._bury(found[0], os.waitstatus_to_exitcode(found[1]))

    def _bury(self, pid: int, code: int) -> None:
        now = time.monotonic()
        birth, was_told = self.born.pop(pid, now), self.ending.pop(pid, None) is not None
        if was_told:
            return
        self.pause = min(_LONGEST_PAUSE, self.pause * 2 or 0.5) if now - birth < _SHORT_LIFE else 0.0
        self.not_before = now + self.pause
        _tell(self.control, Gone(pid, code))

    def _settle(self) -> None:
        """Have as many web processes as are wanted."""
        now = time.monotonic()
        for pid in [each for each, end in self.ending.items() if end <= now]:
            os.kill(pid, signal.SIGKILL)
            self.ending[pid] = now + _ORPHAN_SECONDS
        living = [pid for pid in self.born if pid not in self.ending]
        for pid in living[: max(0, len(living) - self.wanted)]:  # the oldest
            os.kill(pid, signal.SIGTERM)
            self.ending[pid] = now + (_ORPHAN_SECONDS if self.is_orphan else GRACE_SECONDS)
        while self._get_living() < self.wanted and self.not_before <= now:
            self._fork()

    def _fork(self) -> None:
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if not pid:
            ours.close()
            self._become(theirs)
        theirs.close()
        self.born[pid] = time.monotonic()
        with ours, suppress(OSError):
            self.control.send(Born(pid))
            with socket.socket(fileno=os.dup(self.control.fileno())) as channel:
                socket.send_fds(channel, [b"+"], [ours.fileno()])

    def _become(self, theirs: socket.socket) -> None:
        """What the child does. It never returns."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            for each in (self.control, self.bell, self.ringer):
                each.close()
            self.live(Connection(theirs.detach()))
            code = 0
        except BaseException:  # noqa: BLE001  whatever it is, this process must not go on as its parent
            _log.exception("A web process failed.")
        finally:
            _flush(sys.stdout, sys.stderr)
            os._exit(code)


def _flush(*streams: Any) -> None:
    for stream in streams:
        with suppress(Exception):
            stream.flush()
