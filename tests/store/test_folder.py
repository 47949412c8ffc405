"""The store in a local folder: damage, full disks, killed processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.errors import StoreError
from service.store.folder import FORMAT, FolderStore

from .makers import die_with_the_lock, get_name, make_all

DATA = bytes(range(256)) * 40
NAME = get_name("a")
SPAWN = multiprocessing.get_context("spawn")


def get_files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "o").rglob("*") if path.is_file())


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A small file system of its own. As root no permission binds, so nothing less proves these rules."""
    folder.mkdir()
    try:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True)
    except FileNotFoundError:
        pytest.skip("NOT PROVED HERE: there is no mount command")
    if done.returncode:
        pytest.skip(f"NOT PROVED HERE: mounting needs root and its capabilities: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


HURTS = {
    "truncated": lambda data: data[:-1],
    "longer": lambda data: data + b"x",
    "a bit flipped": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "the first bit flipped": lambda data: bytes([data[0] ^ 1]) + data[1:],
    "zeroed": lambda data: bytes(len(data)),
    "empty": lambda data: b"",
    "of another": lambda data: b'["{}", "x"]',
}


@pytest.mark.parametrize("hurt", ["truncated", "longer", "empty"])
def test_of_many_names_one_of_the_wrong_size_is_not_there_and_is_moved_aside(tmp_path: Path, hurt: str) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA, {"n": 1})
    path = next(path for path in get_files(tmp_path) if path.suffix == ".mp3")
    path.write_bytes(HURTS[hurt](path.read_bytes()))
    assert store.get_sizes([NAME]) == {}
    assert get_files(tmp_path) == []


@pytest.mark.parametrize("hurt", HURTS.values(), ids=HURTS)
@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("is_new", [True, False], ids=["another process", "the same process"])
def test_a_damaged_file_is_never_served(
    tmp_path: Path, hurt: object, number: int, is_served: bool, is_new: bool
) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA, {"n": 1}, is_served=is_served)
    assert store.get(NAME)
    path = (get_files(tmp_path) * 2)[number]
    path.write_bytes(hurt(path.read_bytes()))  # type: ignore[operator]
    os.utime(path, ns=(1, 1))
    store = FolderStore(tmp_path) if is_new else store
    assert store.get(NAME) is store.open_range(NAME, 0, 9) is store.get(NAME) is None
    store.put(NAME, DATA, is_served=is_served)
    assert store.open_range(NAME, 0, len(DATA)) == DATA


@pytest.mark.parametrize("number", [0, 1])
def test_half_an_object_is_none(tmp_path: Path, number: int) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA)
    get_files(tmp_path)[number].unlink()
    assert store.get(NAME) is store.get_stored(NAME) is None
    assert list(store.get_names()) == []
    store.put(NAME, b"again")
    assert store.open_range(NAME, 0, 9) == b"again"


def test_what_is_damaged_is_moved_aside_and_reported(
    tmp_path: Path, is_served: bool, caplog: pytest.LogCaptureFixture
) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA, is_served=is_served)
    for path in get_files(tmp_path):
        path.write_bytes(bytes(len(path.read_bytes())))
    assert store.get(NAME) is None
    assert get_files(tmp_path) == []
    assert any((tmp_path / "bad").iterdir())
    assert "It will be made again." in caplog.text


def test_the_facts_alone_are_not_damaged_unnoticed(tmp_path: Path, is_served: bool) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA, {"samples": 12345}, is_served=is_served)
    for path in get_files(tmp_path):
        path.write_bytes(path.read_bytes().replace(b"12345", b"12346"))
    assert store.get_stored(NAME) is None


@pytest.mark.parametrize(
    "name", ["o/ab/notes.txt", "o/ab/x.json", "o/README", "o/ab/.json", "o/zz/" + "0" * 62 + ".mp3.json"]
)
def test_a_foreign_file_is_nobodys_object_and_stays(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    store = FolderStore(tmp_path)
    store.put(NAME, DATA)
    assert list(store.get_names()) == [NAME]
    assert store.delete_oldest(0) >= len(DATA)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("text", ["", "lectern store 2\n", "lectern store 1", "hello", "\0"])
def test_a_folder_of_another_layout_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "FORMAT").write_text(text)
    with pytest.raises(StoreError, match="no audio cache of this version"):
        FolderStore(tmp_path)
    assert (tmp_path / "FORMAT").read_text() == text


def test_a_layout_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "FORMAT").write_bytes(b"\xff\xfe")
    with pytest.raises(StoreError, match="cannot be read"):
        FolderStore(tmp_path)


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("x")
    with pytest.raises(StoreError):
        FolderStore(tmp_path / "cache").put(NAME, DATA)


def test_a_new_folder_says_its_layout(tmp_path: Path) -> None:
    FolderStore(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b" / "FORMAT").read_text() == FORMAT


def test_the_bytes_lie_in_a_file_of_their_own(tmp_path: Path) -> None:
    FolderStore(tmp_path).put(NAME, DATA)
    assert (tmp_path / "o" / NAME.key[:2] / f"{NAME.key[2:]}.mp3").read_bytes() == DATA


def test_the_least_recently_used_goes_first(tmp_path: Path, is_served: bool) -> None:
    store, now = FolderStore(tmp_path), time.time()
    for age, text in enumerate("abc"):
        store.put(get_name(text), DATA, is_served=is_served)
        for path in get_files(tmp_path):
            if get_name(text).key[2:] in path.name:
                os.utime(path, (now - 9000 * (3 - age),) * 2)
    assert store.get(get_name("a"))  # now it is the most recently used
    each = sum(path.stat().st_size for path in get_files(tmp_path)) // 3
    store.delete_oldest(2 * each)
    assert sorted(store.get_names(), key=str) == sorted([get_name("a"), get_name("c")], key=str)


@pytest.mark.parametrize(("hours", "stays"), [(0, True), (0.9, True), (1.1, False), (100, False)])
def test_only_what_was_abandoned_is_swept(tmp_path: Path, hours: float, stays: bool) -> None:
    path = tmp_path / "tmp" / "1-abc"
    path.parent.mkdir()
    path.write_text("half")
    then = time.time() - hours * 3600
    os.utime(path, (then, then))
    FolderStore(tmp_path)
    assert path.exists() is stays


def test_nothing_is_left_in_tmp(tmp_path: Path, is_served: bool) -> None:
    FolderStore(tmp_path).put(NAME, DATA, is_served=is_served)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_still_read(tmp_path: Path, is_served: bool) -> None:
    with mounted(tmp_path / "disk", "size=1m") as folder:
        FolderStore(folder).put(NAME, DATA, is_served=is_served)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        store = FolderStore(folder)
        assert store.open_range(NAME, 0, len(DATA)) == DATA
        with pytest.raises(StoreError, match="cannot be written: Read-only"):
            store.put(get_name("b"), DATA, is_served=is_served)
        with pytest.raises(StoreError, match="cannot be written"), store.lock("clip", NAME.key):
            pass


def test_an_empty_folder_that_cannot_be_written_is_a_store_of_nothing(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "ro") as folder:
        assert FolderStore(folder).get(NAME) is None


def test_a_full_disk_leaves_no_half_object(tmp_path: Path, is_served: bool) -> None:
    with mounted(tmp_path / "disk", "size=64k") as folder:
        store = FolderStore(folder)
        store.put(NAME, DATA, is_served=is_served)
        for text in ("b", "c"):
            with pytest.raises(StoreError, match="cannot be written: No space left"):
                store.put(get_name(text), DATA * 10, is_served=is_served)
        assert list(store.get_names()) == [NAME]
        assert list((folder / "tmp").iterdir()) == []
        store.delete_oldest(0)
        store.put(get_name("b"), DATA, is_served=is_served)
        assert store.open_range(get_name("b"), 0, len(DATA)) == DATA


@pytest.mark.slow
def test_of_four_processes_one_makes_each_object(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=SPAWN) as pool:
        made = list(pool.map(make_all, [tmp_path] * 4, [60] * 4))
    every = sorted(name for names in made for name in names)
    assert every == sorted(str(get_name(str(number))) for number in range(60))
    assert len(set(FolderStore(tmp_path).get_names())) == 60


def test_a_lock_is_freed_when_its_holder_is_killed(tmp_path: Path) -> None:
    process = SPAWN.Process(target=die_with_the_lock, args=(tmp_path, NAME.key))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    with FolderStore(tmp_path).lock("made", NAME.key):
        pass


def test_a_deletion_that_ends_half_way_leaves_no_object(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA)
    path = next(path for path in get_files(tmp_path) if path.suffix == ".mp3")
    path.unlink()
    path.mkdir()  # so that the bytes cannot go
    with pytest.raises(StoreError, match="cannot be written"):
        store.delete(NAME)
    assert not path.with_name(path.name + ".json").exists()
    assert store.get_stored(NAME) is None
