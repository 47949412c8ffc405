"""What an object store does to us, injected for real into OpenStack Swift and into the connection to it."""

from __future__ import annotations

import hashlib
import os
import random
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from service.errors import StoreError
from service.store.contract import Name
from service.store.folder import FolderStore
from service.store.near import NearStore
from service.store.objects import ObjectStore

from .faulty import FAULTS, Faulty, spoil
from .object_stores import Server
from .serving import ROOT, serve
from .swift import Swift

KILLS = 20


def get_name(number: int) -> Name:
    return Name(hashlib.sha256(str(number).encode()).hexdigest(), "mp3")


def get_data(number: int) -> bytes:
    """600 kB, as a section of a minute and a half has."""
    return hashlib.sha256(str(number).encode()).digest() * 18_750


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> float:
    """How long it took."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds
        time.sleep(0.05)
    return time.monotonic() - started


@pytest.fixture
def faulty(swift: Swift) -> Iterator[Faulty]:
    with spoil(swift.endpoint) as connection:
        yield connection


def test_no_acknowledged_object_is_lost_or_torn_by_twenty_kills_of_the_server_in_mid_put(
    swift: Swift, tmp_path: Path
) -> None:
    prefix = secrets.token_hex(4)
    store = Server(swift.endpoint).make_store(tmp_path, prefix)
    acknowledged: list[int] = []
    ended = threading.Event()

    def write(first: int) -> int:
        failed, number = 0, first
        while not ended.is_set():
            try:
                store.put(get_name(number), get_data(number))
                acknowledged.append(number)
                number += 3
            except StoreError:
                failed += 1
        return failed

    with ThreadPoolExecutor(3) as threads:
        writing = [threads.submit(write, first) for first in range(3)]
        for kill in range(KILLS):
            time.sleep(random.uniform(0.1, 0.5))
            if kill % 7 == 6:  # with the process that watches over it
                swift.kill("object")
                swift.start("object")
                swift.wait("object")
            else:
                swift.kill_serving("object")
        wait_until(lambda: len(acknowledged) > 20, 60)
        ended.set()
        failed = sum(each.result() for each in writing)
    fresh = Server(swift.endpoint).make_store(tmp_path, prefix)
    wrong = [number for number in acknowledged if (found := fresh.get(get_name(number))) is None
             or found.data != get_data(number)]  # fmt: skip
    bad = [each.path for each in fresh.bucket.get_listed("bad")]
    print(f"{len(acknowledged)} objects were acknowledged while the server was killed {KILLS} times; {failed} refused.")
    assert (wrong, bad) == ([], [])


WRITER = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from peers.object_stores import Server
from peers.test_object_store_faults import get_data, get_name
store = Server(sys.argv[3]).make_store(Path(sys.argv[4]), sys.argv[5])
for number in range(int(sys.argv[6]), 10_000):
    print(number, flush=True)
    store.put(get_name(number), get_data(number))
"""


def test_twenty_writers_that_are_killed_in_mid_put_leave_nothing_torn(swift: Swift, tmp_path: Path) -> None:
    prefix, number = secrets.token_hex(4), 0
    for _ in range(KILLS):
        places = [str(ROOT), str(ROOT / "tests"), swift.endpoint, str(tmp_path), prefix, str(number)]
        with subprocess.Popen([sys.executable, "-c", WRITER, *places], stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(random.randint(1, 3)):
                number = int(writer.stdout.readline())
            time.sleep(random.uniform(0, 0.02))  # in the middle of this one
            os.kill(writer.pid, signal.SIGKILL)
    store = Server(swift.endpoint).make_store(tmp_path, prefix)

    def get_whole() -> set[Name]:
        return {get_name(each) for each in range(number + 1) if is_whole(store, each)}

    assert set(store.get_names()) <= get_whole()
    # The last one, of which the server may have had every byte, comes into the list when the server has finished it.
    wait_until(lambda: set(store.get_names()) == get_whole())
    assert len(get_whole()) >= number
    for each in range(number + 1):  # and all can be had
        store.put(get_name(each), get_data(each))
        assert is_whole(store, each)


def is_whole(store: ObjectStore, number: int) -> bool:
    found = store.get(get_name(number))
    return found is not None and found.data == get_data(number)


@pytest.mark.parametrize("fault", FAULTS)
def test_while_the_connection_is_bad_what_is_near_is_served_and_the_rest_refused_in_time(
    faulty: Faulty, tmp_path: Path, fault: str
) -> None:
    far = Server(faulty.endpoint).make_store(tmp_path, reading_places=2)
    store = NearStore(FolderStore(tmp_path / "near"), far, 10**9)
    for number in range(3):
        far.put(get_name(number), get_data(number))
    assert store.get(get_name(0)) is not None
    faulty.set(fault)
    started = time.monotonic()
    with pytest.raises(StoreError):
        store.get(get_name(1))
    first = time.monotonic() - started
    started = time.monotonic()
    for number in (1, 2, 1, 2):
        with pytest.raises(StoreError):
            store.get(get_name(number))
    found = store.get(get_name(0))
    assert found is not None
    assert found.data == get_data(0)
    assert (first < 12, time.monotonic() - started < 0.5, faulty.spoiled > 0) == (True, True, True)
    faulty.set("")
    wait_until(lambda: can_read(store, 1))
    assert [is_whole(far, number) for number in range(3)] == [True] * 3
    assert not list(far.bucket.get_listed("bad"))


def can_read(store: NearStore, number: int) -> bool:
    try:
        found = store.get(get_name(number))
    except StoreError:
        return False
    return found is not None and found.data == get_data(number)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_worker_s_write_outlasts_a_bad_connection(faulty: Faulty, swift: Swift, tmp_path: Path, fault: str) -> None:
    prefix = secrets.token_hex(4)
    store = Server(faulty.endpoint).make_store(tmp_path, prefix)
    faulty.set(fault)
    healing = threading.Timer(1.5, faulty.set, [""])
    healing.start()
    store.put(get_name(1), get_data(1))
    healing.join()
    assert is_whole(Server(swift.endpoint).make_store(tmp_path, prefix), 1)


def test_bytes_that_rot_on_the_servers_disk_are_never_served_and_are_made_again(swift: Swift, tmp_path: Path) -> None:
    store = Server(swift.endpoint).make_store(tmp_path)
    store.put(get_name(1), get_data(1))
    files = sorted((swift.folder / "srv").rglob("*.data"), key=lambda path: path.stat().st_mtime)
    with files[-1].open("r+b") as file:
        file.seek(300_000)
        file.write(b"rotten")
    assert store.get(get_name(1)) is None
    store.put(get_name(1), get_data(1))
    assert is_whole(store, 1)


def test_pages_are_served_throughout_whatever_the_store_does(swift: Swift, faulty: Faulty, tmp_path: Path) -> None:
    settings = {key.removeprefix("LECTERN_").lower(): value for key, value in swift.variables.items()}
    settings |= {
        "store": f"s3://audio/{secrets.token_hex(4)}",
        "store_endpoint": faulty.endpoint,
        "threads": "4",
        "requests_a_minute": "0",
        "memory_megabytes": "0",
    }
    pages = ("glossary/grief/", "glossary/shame/", "glossary/", "")
    failed, slowest, count = [], 0.0, 0
    with serve(tmp_path, is_rendered=False, **settings) as address:
        near = find_sounds(f"{address}glossary/grief/")[0]
        wait_until(lambda: get_status(address + near) == 200, 60)
        far = find_sounds(f"{address}glossary/shame/")
        wait_until(lambda: get_status(address + far[0]) == 200, 60)
        shutil.rmtree(
            tmp_path / "audio_near" / "o", ignore_errors=True
        )  # as on another machine, that has served nothing yet
        assert get_status(address + near) == 200
        for fault in (*FAULTS, ""):
            faulty.set(fault)
            asking = [threading.Thread(target=get_status, args=(address + far[0],)) for _ in range(6)]
            for each in asking:
                each.start()
            ended = time.monotonic() + 3
            while time.monotonic() < ended:
                started, count = time.monotonic(), count + 1
                wrong = [path for path in (*pages, near) if get_status(address + path) != 200]
                failed.extend((fault, path) for path in wrong)
                slowest = max(slowest, time.monotonic() - started)
            for each in asking:
                each.join(30)
            assert find_sounds(address + pages[1]) == far  # no player is taken off a page
            faulty.set("")
            wait_until(lambda: get_status(address + far[0]) == 200)
            shutil.rmtree(tmp_path / "audio_near" / "o", ignore_errors=True)
            wait_until(lambda: get_status(address + near) == 200)
    print(f"{count} rounds of five addresses; {len(failed)} failed; the slowest round took {slowest:.2f} s.")
    assert (failed, count > 50) == ([], True)


def find_sounds(page: str) -> list[str]:
    return re.findall(r'<audio [^>]*src="/([^"]*)"', urlopen(page).read().decode())


def get_status(address: str) -> int:
    try:
        with urlopen(address, timeout=30) as answer:
            answer.read()
            return int(answer.status)
    except HTTPError as error:
        return error.code if b"<h1" in error.read() else 0
