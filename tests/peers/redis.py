"""Debian's redis-server, set up as docs/queues.md says, on a free port of this machine."""

from __future__ import annotations

import shutil
import socket
from contextlib import suppress
from pathlib import Path

import pytest

from bench._ports import get_free_port

from .brokers import kill, start, wait


class Redis:
    def __init__(self, folder: Path, lost_seconds: int = 5) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("NOT PROVED HERE: no redis-server on this machine; tests/peers/install.sh installs it")
        self.port = get_free_port()
        self.address = f"celery+redis://127.0.0.1:{self.port}/0?lost_seconds={lost_seconds}"
        self._log = folder / "redis.log"
        self._command = [
            program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "",
            "--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction", "--daemonize", "no",
        ]  # fmt: skip
        self.start()

    def start(self) -> None:
        self._process = start(self._command, self._log)
        wait(self._answers, self._process, self._log)

    def _answers(self) -> bool:
        with suppress(OSError):
            return self._ask(b"PING") == b"+PONG"
        return False

    def _ask(self, words: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), 2) as line:
            line.sendall(words + b"\r\n")
            return line.recv(100).strip()

    def forget(self) -> None:
        """All that it holds."""
        assert self._ask(b"FLUSHALL") == b"+OK"

    def kill(self) -> None:
        kill(self._process)

    close = kill
