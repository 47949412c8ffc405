"""The walk-through of docs/running.md for many machines: RabbitMQ, an object store, a worker that has no content, a
command that renders, and a web server, each in a folder of its own, with nothing shared but these two."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from document.files import ENTRY, write

from bench._ports import get_free_port

from .rabbitmq import RabbitMq
from .serving import ROOT
from .swift import serve_swift

PROGRAMS = ("rabbitmq-server", "swift-proxy-server")
pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, PROGRAMS)), reason="NOT PROVED HERE: no RabbitMQ or no Swift; install.sh installs them"
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """What every machine is told."""
    broker = RabbitMq(tmp_path_factory.mktemp("queue"))
    with serve_swift(tmp_path_factory.mktemp("objects")) as swift:
        swift.make_bucket("audio")
        try:
            yield {**swift.variables, "LECTERN_QUEUE": broker.address, "LECTERN_STORE": "s3://audio/site"}
        finally:
            broker.close()


def start(folder: Path, settings: Mapping[str, str], *words: str) -> subprocess.Popen[str]:
    folder.mkdir(exist_ok=True)
    variables = {**os.environ, **settings, "PYTHONPATH": str(ROOT), "LECTERN_ENGINE": "silence"}
    return subprocess.Popen(
        [sys.executable, "-m", "service", *words],
        cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    with process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)


def ask(address: str) -> tuple[int, bytes]:
    try:
        with urlopen(address, timeout=30) as response:
            return response.status, response.read()
    except HTTPError as error:
        return error.code, error.read()


def test_the_machines_of_the_walk_through_work_together(settings: Mapping[str, str], tmp_path: Path) -> None:
    office, front = tmp_path / "office", tmp_path / "front"
    for folder in (office, front):
        write(folder / "content", {"en/hope.md": ENTRY})
    with ended(start(tmp_path / "worker", settings, "worker", "--processes", "2")):
        doctor = start(office, settings, "doctor").communicate(timeout=120)[0]
        assert "s3://" in doctor
        said = start(office, settings, "render", "--plain").communicate(timeout=200)[0]
        assert "Failures: 0" in said
        port = str(get_free_port())
        with ended(start(front, settings, "serve", "--no-render", "--port", port)) as server:
            assert server.stdout is not None
            while "The glossary is at" not in server.stdout.readline():
                pass
            address = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + 60
            while (state := ask(f"{address}/readyz"))[0] == 503 and time.monotonic() < deadline:
                time.sleep(0.2)
            if state[0] != 200:
                server.send_signal(signal.SIGTERM)
                pytest.fail(state[1].decode() + server.communicate(timeout=60)[0])
            found = re.search(rb'src="(/audio/[0-9a-f]{64}\.mp3)"', ask(f"{address}/glossary/hope/")[1])
            assert found
            status, sound = ask(address + found[1].decode())
    assert (status, sound[:3]) == (200, b"ID3")
    assert not (tmp_path / "worker" / "content").exists()
    assert not (front / "audio_cache").exists()
