"""What brokers of Debian have in common: started on free ports of this machine in a folder of their own, and killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

START_SECONDS = 60.0


class Broker(Protocol):
    """A broker that can be killed and started again where it was."""

    address: str
    """For the setting `queue`."""

    def start(self) -> None: ...

    def forget(self) -> None: ...

    def kill(self) -> None: ...

    def close(self) -> None: ...


def start(command: list[str], log: Path, folder: Path | None = None, **variables: str) -> subprocess.Popen[bytes]:
    """A program in a session of its own, so that all it starts can be ended with it."""
    with log.open("ab") as file:
        return subprocess.Popen(
            command, env={**os.environ, **variables}, stdout=file, stderr=file, stdin=subprocess.DEVNULL,
            start_new_session=True, cwd=folder or log.parent,
        )  # fmt: skip


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL, for the process and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


def wait(is_there: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the broker answers. :raise AssertionError: with its log, if it does not."""
    deadline = time.monotonic() + START_SECONDS
    while not is_there():
        is_over = process.poll() is not None or time.monotonic() > deadline
        assert not is_over, log.read_text(errors="replace")[-3000:]
        time.sleep(0.1)
