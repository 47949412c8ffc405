"""The real server on a real port: pages at once, audio as it is made, and no fault that stops the pages."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench._ports import get_free_port

from .servers import run_serve, serve

each_server = pytest.mark.parametrize("name", ["granian", "waitress"])


@each_server
def test_pages_are_there_at_once_and_audio_follows_when_asked(folder: Path, name: str) -> None:
    with serve(folder, "--no-render", server=name) as (fetch, _):
        status, page = fetch("/glossary/shame/")
        address = re.findall(rb'src="(/audio/[0-9a-f]{64}\.mp3)"', page)[1].decode()
        assert status == 200
        status, sound = fetch(address)
    assert (status, sound[:3]) == (200, b"ID3")


@each_server
def test_it_renders_everything_beside_the_pages_and_ends_on_request(folder: Path, name: str) -> None:
    with serve(folder, server=name) as (fetch, server):
        assert server.stderr is not None
        lines = []
        while "Failures" not in (line := server.stderr.readline()):
            lines.append(line)
        assert "63 of 63 recordings ready.\n" in lines
        assert fetch("/glossary/grief/audio/all.mp3")[0] == 200
    assert server.returncode == 0


def test_who_serves_a_voice_over_the_network_is_told_before(folder: Path) -> None:
    told = "The engine 'gtts' is a service over the network. Each sentence that it speaks LEAVES THIS MACHINE"
    assert told in run_serve(folder, "--port", "1", "--host", "192.0.2.1", engine="silence", fallback="gtts").stderr


def test_a_port_in_use_is_said_in_words(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = run_serve(folder, "--port", port)
    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("settings", [{"engine": "hal"}, {"voices": "en=Bob"}])
def test_without_a_voice_the_pages_are_whole_and_say_so(folder: Path, settings: dict[str, str]) -> None:
    with serve(folder, **settings) as (fetch, _):
        status, page = fetch("/glossary/shame/")
        assert (status, fetch("/help/")[0], fetch("/")[0]) == (200, 200, 200)
    assert b"There is no audio at the moment." in page
    assert b"<audio" not in page


def test_a_damaged_recording_is_made_again_and_never_served(folder: Path) -> None:
    with serve(folder, "--no-render") as (fetch, _):
        _, good = fetch("/glossary/shame/audio/definition.mp3")
        path = max((folder / "audio_cache" / "o").glob("??/*.mp3"), key=lambda file: file.stat().st_size)
        path.write_bytes(good[:-1] + bytes([good[-1] ^ 255]))
        assert fetch("/glossary/shame/audio/definition.mp3") == (200, good)


def test_a_cache_that_is_no_folder_is_named(folder: Path) -> None:
    (folder / "audio_cache").write_text("a file stands where the folder should be", encoding="utf-8")
    done = run_serve(folder, "--port", str(get_free_port()))
    assert done.returncode == 1
    assert "audio_cache" in done.stderr
    assert "Traceback" not in done.stderr


@contextmanager
def _mount(folder: Path, options: str) -> Iterator[None]:
    """A small or read-only disk in a folder. Needs the right to mount; without it the test is skipped, loudly."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("NOT TESTED: a full or read-only disk, since this user may not mount one")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="NOT TESTED: full and read-only disks: no mount command")
@pytest.mark.parametrize(("options", "why"), [("size=64k", "No space left"), ("ro", "Read-only file system")])
def test_a_full_or_read_only_disk_costs_the_audio_and_not_the_pages(folder: Path, options: str, why: str) -> None:
    with _mount(folder / "audio_cache", options), serve(folder, "--no-render") as (fetch, server):
        statuses = [fetch(f"/glossary/shame/{path}")[0] for path in ("", "audio/definition.mp3", "audio/all.mp3", "")]
        server.send_signal(signal.SIGTERM)
        assert server.stderr is not None
        logged = server.stderr.read()
    assert statuses == [200, 503, 503, 200]
    assert why in logged
    assert "Traceback" not in logged


def test_logs_hold_no_address_and_no_search_words(folder: Path) -> None:
    with serve(folder, "--no-render") as (fetch, server):
        assert [fetch(f"{path}?secret=word")[0] for path in ("/nothing-here", "/glossary/shame/")] == [404, 200]
        server.send_signal(signal.SIGTERM)
        assert server.stdout is not None
        assert server.stderr is not None
        logged = server.stdout.read() + server.stderr.read()
    assert "secret" not in logged
    assert "127.0.0.1" not in logged


def test_with_a_bound_that_is_too_small_a_server_says_so_and_renders_only_what_is_asked_for(folder: Path) -> None:
    with serve(folder, "--plain", store_megabytes="1") as (fetch, server):
        assert server.stderr is not None
        said = server.stderr.readline()
        assert "'store_megabytes' is 1, which is too small" in said
        assert said.endswith("Only what listeners ask for is rendered.\n")
        address = re.search(r"/audio/[0-9a-f]{64}\.mp3", fetch("/glossary/shame/")[1].decode())
        assert address
        assert fetch(address[0])[0] == 200
        files = list((folder / "audio_cache" / "o").glob("??/*.mp3"))
        assert len(files) == 1
        for path in (folder / "audio_cache" / "o").glob("??/*"):
            path.unlink()  # as an evictor does
        assert fetch(address[0])[0] == 200
