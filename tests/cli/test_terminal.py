"""`render` at a terminal: a bar, and Control+C at any moment."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .conftest import Run
from .servers import get_variables
from .test_processes import get_below, is_there, wait_until

BAR = re.compile(r"\r\[([#-]{30})\] (\d+) of (\d+)")


class Terminal:
    """A command, and what a terminal shows of it."""

    def __init__(self, process: subprocess.Popen[bytes], own_side: int) -> None:
        self.process, self._own_side, self.shown = process, own_side, ""

    def read_until(self, pattern: str) -> None:
        while not re.search(pattern, self.shown):
            assert self._read(), self.shown

    def read_to_end(self) -> int:
        """The exit code."""
        while self._read():
            pass
        return self.process.wait(30)

    def _read(self) -> bytes:
        try:
            data = os.read(self._own_side, 4096)
        except OSError:  # so Linux says that nobody has the other side any more
            data = b""
        self.shown += data.decode()
        return data

    def press_control_c(self) -> None:
        os.write(self._own_side, b"\x03")


@contextmanager
def run(folder: Path, *arguments: str) -> Iterator[Terminal]:
    """Runs in a session of its own with a terminal that it is told by, as a shell in a window does."""
    own_side, its_side = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "service", *arguments],
        cwd=folder, env=get_variables(), stdin=its_side, stdout=its_side, stderr=its_side,
        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0) and None,
    ) as process:  # fmt: skip
        os.close(its_side)
        try:
            yield Terminal(process, own_side)
        finally:
            process.kill()
            os.close(own_side)


def test_a_terminal_shows_a_bar_that_fills(folder: Path) -> None:
    with run(folder, "render") as terminal:
        assert terminal.read_to_end() == 0
    bars = BAR.findall(terminal.shown)
    assert [int(done) for _, done, _ in bars] == list(range(64))
    assert all(bar.count("#") == int(done) * 30 // 63 for bar, done, _ in bars)
    assert "63 of 63\r\nRecordings: 63;" in terminal.shown  # the last bar has a line of its own


def test_plain_lines_are_shown_on_a_terminal_too_where_they_are_asked_for(folder: Path) -> None:
    with run(folder, "render", "--plain") as terminal:
        assert terminal.read_to_end() == 0
    assert not BAR.search(terminal.shown)
    assert "63 of 63 recordings ready." in terminal.shown


def test_control_c_ends_a_render_which_goes_on_where_it_stopped(folder: Path, command: Run) -> None:
    with run(folder, "render") as terminal:
        terminal.read_until(r" [1-9]\d* of 63")
        below = list(get_below(terminal.process.pid))
        terminal.press_control_c()
        assert terminal.read_to_end() == 130
        wait_until(lambda: not any(is_there(each) for each in below))
    assert terminal.shown.endswith("Stopped.\r\n")
    assert "Traceback" not in terminal.shown
    finished = int(BAR.findall(terminal.shown)[-1][1])
    done = command("render")
    ready = int(re.findall(r"ready before: (\d+)", done.stdout)[0])
    assert finished <= ready < 63
    assert f"made now: {63 - ready}." in done.stdout


def test_control_c_is_heard_while_workers_start(folder: Path) -> None:
    with run(folder, "render") as terminal:
        wait_until(lambda: bool(get_below(terminal.process.pid)))
        terminal.press_control_c()
        assert terminal.read_to_end() == 130
    assert "Traceback" not in terminal.shown, terminal.shown
