"""Faults of the machine itself: a disk that says that it could not keep what it was given, and a clock that is set.

The first is put into the kernel's answers by strace; the second is what `clock.c` tells one program, so that the
machine's own clock stays as it is.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli.servers import Fetch, ask, get_variables, serve

from bench._ports import get_free_port

from .serving import ROOT

RECORDINGS = 63
"""Of the English content."""
SERVICE = [sys.executable, "-m", "service"]
YEAR = 365 * 86_400

pytestmark = pytest.mark.skipif(
    not (shutil.which("strace") and shutil.which("cc")),
    reason="NOT PROVED HERE: no strace or no C compiler; tests/peers/install.sh installs them",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "content" / "en", tmp_path / "content" / "en")
    return tmp_path


def run(folder: Path, *words: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, *SERVICE, *words], cwd=folder, env=get_variables(), capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


def get_failing(log: Path, when: str) -> tuple[str, ...]:
    """What comes before a command whose `fsync` fails; `when` counts in each of its threads, says strace's manual."""
    fault = f"inject=fsync:error=EIO:when={when}"
    return (
        "strace",
        "-f",
        "-qq",
        "--seccomp-bpf",
        "-o",
        str(log),
        "-e",
        "trace=fsync",
        "-e",
        "signal=none",
        "-e",
        fault,
    )


def count_ready(folder: Path) -> int:
    """How many recordings are found whole by a run that makes the rest, after which all of them are."""
    done = run(folder, "render", "--plain")
    assert "Failures: 0." in done.stdout, done.stdout + done.stderr
    found = re.search(r"ready before: (\d+); made now: (\d+)", done.stdout)
    assert found
    assert int(found[1]) + int(found[2]) == RECORDINGS
    return int(found[1])


def assert_all_is_whole(folder: Path) -> None:
    done = run(folder, "scrub")
    assert "Wrong: 0 objects" in done.stdout, done.stdout + done.stderr
    assert not (folder / "audio_cache" / "bad").exists()


def test_what_a_disk_could_not_keep_is_told_and_made_again_and_nothing_is_half_there(folder: Path) -> None:
    """Every fourth time a disk says that it could not keep what it was given: EIO, an error of its own."""
    done = run(folder, "render", "--plain", before=get_failing(folder / "log", "2+4"))
    assert (folder / "log").read_text().count("EIO") > 9
    assert done.returncode == 1
    assert "cannot be written: Input/output error." in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert_all_is_whole(folder)
    assert not list((folder / "audio_cache" / "tmp").iterdir())
    assert 0 < count_ready(folder) < RECORDINGS
    assert_all_is_whole(folder)


@contextmanager
def served(folder: Path, before: tuple[str, ...]) -> Iterator[int]:
    """The port of a server with something before its command. All of it ends when it is told to."""
    port = get_free_port()
    with subprocess.Popen(
        [*before, *SERVICE, "serve", "--no-render", "--port", str(port)], cwd=folder, env=get_variables(),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        try:
            assert "The glossary is at" in server.stdout.readline()
            yield port
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(60)


def test_pages_are_served_though_the_disk_keeps_nothing(folder: Path) -> None:
    with served(folder, get_failing(folder / "log", "1+")) as port:
        paths = ["/glossary/shame/", "/glossary/shame/audio/definition.mp3", "/glossary/grief/", "/"]
        assert [wait(port, path) for path in paths] == [200, 503, 200, 200]
    assert "EIO" in (folder / "log").read_text()
    assert not list((folder / "audio_cache").rglob("*.mp3"))


def wait(port: int, path: str) -> int:
    """The last answer, as for a listener who asks again while the recording is made."""
    for _ in range(600):
        status, _ = ask(port, path)
        if status != 202:
            break
    return status


@pytest.fixture
def shift(folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that says by how many seconds the clock of each program is off."""
    library, said = tmp_path_factory.mktemp("clock") / "clock.so", folder / "shift"
    source = Path(__file__).with_name("clock.c")
    subprocess.run(["cc", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    said.write_text("0")
    monkeypatch.setenv("CLOCK_FILE", str(said))
    monkeypatch.setenv("LD_PRELOAD", str(library))
    return said


def get_year(shift: Path) -> int:
    return int(subprocess.run(["date", "+%Y"], capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("seconds", [-2 * YEAR, -3600, 2 * YEAR], ids=["years back", "an hour back", "years ahead"])
def test_a_clock_that_is_set_while_it_serves_and_renders_costs_nothing(folder: Path, shift: Path, seconds: int) -> None:
    before = get_year(shift)
    with serve(folder, store_megabytes="200") as (fetch, _):
        assert ask_all(fetch) == [200, 200, 200]
        shift.write_text(str(seconds))
        assert get_year(shift) - before in (seconds // YEAR, 0 if abs(seconds) < YEAR else seconds // YEAR + 1)
        assert ask_all(fetch) == [200, 200, 200]
    count_ready(folder)
    assert count_ready(folder) == RECORDINGS
    assert_all_is_whole(folder)
    swept = run(folder, "sweep")
    assert "Not needed: 0," in swept.stdout, swept.stdout + swept.stderr


def ask_all(fetch: Fetch) -> list[int]:
    return [fetch(f"/glossary/grief/{path}")[0] for path in ("", "audio/definition.mp3", "audio/all.mp3")]
