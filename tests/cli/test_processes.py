"""Web processes come and go, and pages are served."""

from __future__ import annotations

import ctypes
import http.client
import os
import re
import resource
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pytest

from .servers import ask, run_serve, serve

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="NOT PROVED HERE: needs /proc")
Found = TypeVar("Found")
KILLS = 20


def get_port(server: subprocess.Popen[str]) -> int:
    return int(server.args[server.args.index("--port") + 1])  # type: ignore[union-attr, index]


def get_below(pid: int) -> dict[int, int]:
    """All processes below one, and who is above each of them."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(path.parent.name)] = int(parent)
    found = {pid: 0}
    while more := {each: parent for each, parent in parents.items() if parent in found and each not in found}:
        found |= more
    return {each: parent for each, parent in found.items() if each != pid}


def get_web_processes(pid: int) -> list[int]:
    """Those that live and whose parent looks like them and is below the server: a zygote's children."""
    below = get_below(pid)
    zygotes = [each for each, parent in below.items() if parent == pid and "spawn_main" in get_command(each)]
    return sorted(each for each, parent in below.items() if parent in zygotes and is_there(each))


def get_command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


def wait_until(is_so: Callable[[], Found], seconds: float = 20) -> Found:
    until = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < until, "it did not come to that in time"
        time.sleep(0.05)
    return found


def wait_for_two(pid: int) -> list[int]:
    """The two web processes of a server, once both are there."""
    return wait_until(lambda: found if len(found := get_web_processes(pid)) == 2 else [])


def is_there(pid: int) -> bool:
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


class Readers:
    """Ask for pages, each time on a new connection, until they are told to stop."""

    def __init__(self, port: int, paths: tuple[str, ...] = ("/glossary/shame/", "/", "/help/")) -> None:
        self.port, self.paths = port, paths
        self.answered = 0
        self.failures: list[str] = []
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(3)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(30)

    def _read(self) -> None:
        while not self._ended.is_set():
            for path in self.paths:
                try:
                    status, body = ask(self.port, path, 10)
                    assert (status, body[-8:].strip()) == (200, b"</html>")
                    self.answered += 1
                except (OSError, http.client.HTTPException, AssertionError) as error:
                    self.failures.append(f"{type(error).__name__} {error}")


def test_a_web_process_that_is_killed_costs_what_it_was_serving_and_no_more(folder: Path) -> None:
    with serve(folder, "--no-render", requests_a_minute="0") as (_, server), Readers(get_port(server)) as readers:
        for number in range(KILLS):
            one = wait_for_two(server.pid)[number % 2]
            answered = readers.answered
            os.kill(one, signal.SIGKILL)
            wait_until(lambda: readers.answered > answered + 9)  # noqa: B023
        wait_for_two(server.pid)
    print(f"{KILLS} kills, {readers.answered} pages, {len(readers.failures)} failed: {readers.failures[:5]}")
    assert len(readers.failures) <= 3 * KILLS  # one for each reader at most, if all were with the process that went


def test_the_process_that_reads_the_content_may_be_killed_too(folder: Path) -> None:
    with serve(folder, "--no-render", requests_a_minute="0") as (_, server), Readers(get_port(server)) as readers:
        old = get_web_processes(server.pid)
        zygote = get_below(server.pid)[old[0]]
        os.kill(zygote, signal.SIGKILL)
        wait_until(lambda: len(set(get_web_processes(server.pid)) - set(old)) == 2)
        wait_until(lambda: not any(is_there(each) for each in old))
    assert readers.failures == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_end_leaves_nothing_behind(folder: Path, how: signal.Signals) -> None:
    with serve(folder) as (_, server):
        below = list(get_below(server.pid))
        assert len(below) > 5
        server.send_signal(how)
        assert server.wait(20) == 0
        wait_until(lambda: not any(is_there(each) for each in below), 5)


def test_a_request_to_end_is_heard_whichever_thread_the_kernel_gives_it_to(folder: Path) -> None:
    """Or comes to just before its process falls asleep: then too nothing wakes the one thread that may act on it."""
    with serve(folder, "--no-render") as (_, server):
        wait_until(lambda: len(get_web_processes(server.pid)) == 2)
        for pid in get_web_processes(server.pid):
            wait_until(lambda pid=pid: is_asleep(pid) and len([*Path(f"/proc/{pid}/task").iterdir()]) > 3)  # type: ignore[misc]
            tell_another_thread(pid, signal.SIGTERM)
            wait_until(lambda pid=pid: not is_there(pid))  # type: ignore[misc]
        wait_until(lambda: len(get_web_processes(server.pid)) == 2)
        wait_until(lambda: is_asleep(server.pid))
        tell_another_thread(server.pid, signal.SIGTERM)
        assert server.wait(20) == 0


def is_asleep(pid: int) -> bool:
    """Whether the main thread of a process does nothing for half a second."""
    status = Path(f"/proc/{pid}/task/{pid}/status")
    before = status.read_text()
    time.sleep(0.5)
    return "sleeping" in before and status.read_text() == before


def tell_another_thread(pid: int, number: int) -> None:
    """Send a signal to a thread of a process that is not its main one (tgkill, section 2 of the manual)."""
    others = [int(each.name) for each in Path(f"/proc/{pid}/task").iterdir() if int(each.name) != pid]
    assert ctypes.CDLL(None).tgkill(pid, others[-1], number) == 0


def test_control_c_of_a_terminal_reaches_all_and_ends_all(folder: Path) -> None:
    with serve(folder, start_new_session=True) as (_, server):
        below = list(get_below(server.pid))
        os.killpg(server.pid, signal.SIGINT)
        assert server.wait(20) == 0
        wait_until(lambda: not any(is_there(each) for each in below), 5)


def test_when_the_first_process_is_killed_the_others_end_and_the_address_is_free(folder: Path) -> None:
    with serve(folder) as (_, server):
        below, port = list(get_below(server.pid)), get_port(server)
        server.kill()
        wait_until(lambda: not any(is_there(each) for each in below), 10)
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", port))


def test_what_is_being_sent_when_the_end_is_asked_for_is_sent_whole(folder: Path) -> None:
    """Twenty answers are asked for at once, far more than the kernel holds: the one that is being sent is the last."""
    with serve(folder, "--no-render") as (fetch, server):
        sound = fetch("/glossary/shame/audio/all.mp3")[1]
        with open_slowly(get_port(server), "/glossary/shame/audio/all.mp3", 20) as slow:
            server.send_signal(signal.SIGTERM)
            wait_until(lambda: not is_taken(get_port(server)))
            assert server.poll() is None
            answers = read_to_the_end(slow).split(b"HTTP/1.1 200 OK\r\n")[1:]
        assert server.wait(20) == 0
    assert 1 <= len(answers) < 20
    assert [each.partition(b"\r\n\r\n")[2] == sound for each in answers] == [True] * len(answers)


def is_taken(port: int) -> bool:
    """Whether a new request is answered, as it is until the end is under way."""
    with suppress(OSError, http.client.HTTPException):
        ask(port, "/healthz", 1)
        return True
    return False


@contextmanager
def open_slowly(port: int, path: str, times: int) -> Iterator[socket.socket]:
    """A connection that has asked for something so many times, and reads nothing yet."""
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(("127.0.0.1", port))
        reader.sendall(times * f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        reader.settimeout(20)
        assert reader.recv(1, socket.MSG_PEEK)
        yield reader


def read_to_the_end(reader: socket.socket) -> bytes:
    pieces = []
    while piece := reader.recv(65_536):
        pieces.append(piece)
    return b"".join(pieces)


def test_many_idle_connections_and_few_files_leave_a_server_that_answers_again(folder: Path) -> None:
    """Each web process has 16 connections then; what is more waits, and is served when the others have gone."""
    few = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (80, 80))  # noqa: E731
    with serve(folder, "--no-render", preexec_fn=few) as (fetch, server):
        port = get_port(server)
        idle = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(120)]
        with pytest.raises(TimeoutError):
            ask(port, "/", 1)
        busy = sum(get_ticks(each) for each in get_web_processes(server.pid))
        time.sleep(1)
        assert sum(get_ticks(each) for each in get_web_processes(server.pid)) - busy < 50  # it does not spin
        for each in idle:
            each.close()
        wait_until(lambda: fetch("/")[0] == 200)
        assert [fetch(path)[0] for path in ("/glossary/shame/", "/glossary/shame/audio/definition.mp3")] == [200, 200]
        assert len(get_web_processes(server.pid)) == 2


def get_ticks(pid: int) -> int:
    """Hundredths of a second of CPU."""
    return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))


def test_two_that_want_the_same_sound_of_two_processes_are_one_render(folder: Path) -> None:
    with serve(folder, "--no-render", requests_a_minute="0") as (fetch, server):
        port, page = get_port(server), fetch("/glossary/shame/")[1].decode()
        address = re.findall(r'src="(/audio/[0-9a-f]{64}\.mp3)"', page)[1]
        statuses: list[int] = []
        threads = [threading.Thread(target=lambda: statuses.append(ask(port, address)[0])) for _ in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(statuses) <= {200, 202}
        assert fetch(address)[0] == 200
        files = list((folder / "audio_cache" / "o").glob("??/*.mp3"))
    assert len(files) == 1


def test_an_unknown_server_is_refused(folder: Path) -> None:
    done = run_serve(folder, server="apache")
    assert done.returncode == 2
    assert "write granian or waitress" in done.stderr
