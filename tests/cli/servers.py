"""Real servers on real ports, as an operator starts them."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench._ports import get_free_port

from .conftest import ROOT

Fetch = Callable[[str], tuple[int, bytes]]


def get_variables(**settings: str) -> dict[str, str]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "LECTERN_ENGINE": "silence"}
    return variables | {f"LECTERN_{name.upper()}": value for name, value in settings.items()}


@contextmanager
def serve(
    folder: Path,
    *arguments: str,
    start_new_session: bool = False,
    preexec_fn: Callable[[], None] | None = None,
    **settings: str,
) -> Iterator[tuple[Fetch, subprocess.Popen[str]]]:
    """A server that is ready, and a way to fetch from it that waits for audio as a listener does."""
    port = get_free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "service", "serve", "--port", str(port), *arguments],
        cwd=folder, env=get_variables(**settings), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=start_new_session, preexec_fn=preexec_fn,
    )  # fmt: skip
    assert server.stdout is not None
    assert server.stdout.readline() == f"The glossary is at http://127.0.0.1:{port}/\n"

    def fetch(path: str) -> tuple[int, bytes]:
        for _ in range(600):
            status, body = ask(port, path)
            if status != 202:
                break
            time.sleep(0.1)
        return status, body

    with server:
        try:
            yield fetch, server
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def ask(port: int, path: str, timeout: float = 60) -> tuple[int, bytes]:
    """One request on a connection of its own."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def run_serve(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A server that is not meant to start."""
    return subprocess.run(
        [sys.executable, "-m", "service", "serve", *arguments],
        cwd=folder, env=get_variables(**settings), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
