"""`phone agi` and `phone sorry`, as an operator runs them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from document.files import BODY, get_front, write

from bench._ports import get_free_port

from .conftest import ROOT, Run


@pytest.fixture
def small(folder: Path) -> Path:
    """A working folder with one short entry."""
    for path in (folder / "content" / "en").iterdir():
        if path.suffix == ".md":
            path.unlink()
    write(folder / "content", {"en/hope.md": get_front("Hope", "101") + BODY})
    return folder


def test_the_sorry_clip_is_written_for_asterisk_once_it_is_recorded(command: Run, small: Path) -> None:
    early = command("phone", "sorry", str(small))
    assert early.returncode == 1
    assert "render --phone" in early.stderr
    command("render", "--phone")
    done = command("phone", "sorry", str(small))
    assert done.returncode == 0, done.stderr
    sizes = {(small / f"sorry.{kind}").stat().st_size for kind in ("ulaw", "g722")}
    assert len(sizes) == 1
    assert sizes.pop() > 8000


def test_the_server_answers_says_what_is_missing_and_ends_when_asked(small: Path) -> None:
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "LECTERN_ENGINE": "silence"}
    port = get_free_port()
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    arguments = [sys.executable, "-m", "service", "phone", "agi", "--port", str(port)]
    with subprocess.Popen(arguments, cwd=small, env=variables, **pipes) as server:  # type: ignore[call-overload]
        assert server.stdout.readline() == f"The phone line is at agi://127.0.0.1:{port}/\n"
        with socket.create_connection(("127.0.0.1", port), timeout=5) as call:
            call.sendall(b"agi_callerid: 07700900123\n\n")
            assert call.recv(100) == b"ANSWER\n"
        server.send_signal(signal.SIGTERM)
        lines, errors = server.communicate(timeout=20)
    assert server.returncode == 0
    missing, unsaid = errors.splitlines()
    assert missing.endswith("clips are missing. `python -m service render --phone` makes them.")
    assert unsaid.startswith("Not said: the help of the phone line has no web address")
    assert lines.startswith("The phone line ends: since the start 1 calls;")
    assert "7700" not in lines


@pytest.mark.parametrize(("host", "words"), [("0.0.0.0", "phone_agi_allow"), ("example.org", "write an address")])
def test_the_server_does_not_start_where_it_must_not(command: Run, host: str, words: str) -> None:
    done = command("phone", "agi", "--host", host)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
