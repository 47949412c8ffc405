"""A real server on a real port, as an operator runs it."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench._ports import get_free_port

from .conftest import ROOT


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Server:
    port: int
    process: subprocess.Popen[str]

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """A request on a connection of its own; a header such as `x_forwarded_for="..."`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read())

    def stop(self) -> str:
        """All that it said since the start."""
        self.process.send_signal(signal.SIGTERM)
        output, errors = self.process.communicate(timeout=60)
        return output + errors


@contextmanager
def serve(folder: Path, *arguments: str, **settings: str) -> Iterator[Server]:
    """Serves `folder` with a voice of silence; settings in lower case."""
    port = get_free_port()
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "LECTERN_ENGINE": "silence", "LECTERN_PORT": str(port)}
    variables |= {f"LECTERN_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "service", "serve", *(arguments or ("--no-render",))]
    with subprocess.Popen(
        command, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("The glossary is at http://")
            yield Server(port, process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=60)
