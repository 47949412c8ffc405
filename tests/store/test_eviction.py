"""A bound on the folder: what goes, what stays, and that nothing breaks beside it."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from service.store.contract import Name
from service.store.eviction import evict, get_size
from service.store.folder import FolderStore
from service.store.inventory import delete_held, get_every_held
from service.store.keeper import Keeper

from .makers import evict_often, get_name
from .test_folder import DATA, NAME, SPAWN, get_files


def age(folder: Path, seconds: float, name: Name | None = None) -> None:
    then = time.time() - seconds
    for path in get_files(folder):
        if name is None or path.name.startswith(name.key[2:]):
            os.utime(path, (then, then))


def fill(store: FolderStore, count: int, is_served: bool = True) -> list[Name]:
    names = [get_name(str(number)) for number in range(count)]
    for number, name in enumerate(names):
        store.put(name, DATA, is_served=is_served)
        age(store.folder, 10_000 * (count - number), name)
    return names


def test_nothing_goes_below_the_bound_and_above_it_the_oldest_to_the_low_water_mark(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    names = fill(store, 20)
    size = get_size(store)
    assert Keeper(store, size).keep().gone == 0
    done = Keeper(store, size - 1).keep()
    assert (done.before, done.objects, done.left) == (size, 3, get_size(store))
    assert 0.8 * size < done.left <= 0.9 * size
    assert sorted(store.get_names(), key=str) == sorted(names[3:], key=str)


def test_clips_go_before_recordings_that_are_older(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    recording, clip = get_name("recording"), get_name("clip", "flac")
    store.put(recording, DATA)
    age(tmp_path, 99_999)
    store.put(clip, DATA, is_served=False)
    evict(store, get_size(store) - 1)
    assert list(store.get_names()) == [recording]


def test_all_kinds_of_a_key_go_together_and_their_age_is_the_youngest(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    kinds = ("vtt", "marks.json", "mp3")
    for text in ("old", "used"):
        for kind in kinds:
            store.put(get_name(text, kind), DATA)
    age(tmp_path, 5000)
    store.get(get_name("used", "mp3"))
    evict(store, get_size(store) - 1)
    assert sorted(store.get_names(), key=str) == sorted((get_name("used", kind) for kind in kinds), key=str)


def test_what_was_just_written_or_read_stays(tmp_path: Path, is_served: bool) -> None:
    store = FolderStore(tmp_path)
    old, read = get_name("old"), get_name("read")
    for name in (old, read):
        store.put(name, DATA, is_served=is_served)
    age(tmp_path, 5000)
    store.get(read)
    store.put(NAME, DATA, is_served=is_served)
    evict(store, 0, spared_seconds=60)
    assert sorted(store.get_names(), key=str) == sorted((read, NAME), key=str)


def test_what_nobody_makes_when_it_is_asked_for_stays(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    for name in (get_name("phone", "ulaw"), get_name("web")):
        store.put(name, DATA)
    evict(store, 0, spared_kinds=("ulaw",))
    assert list(store.get_names()) == [get_name("phone", "ulaw")]


def test_what_was_used_since_it_was_looked_at_stays(tmp_path: Path, is_served: bool) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA, is_served=is_served)
    age(tmp_path, 5000)
    (held,) = get_every_held(tmp_path)
    store.get(NAME)
    assert delete_held(store, held) == 0
    assert store.get(NAME)


def test_what_was_listed_before_its_marker_was_written_keeps_its_bytes(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA)
    marker = next(path for path in get_files(tmp_path) if path.suffix == ".json")
    hidden = marker.replace(tmp_path / "hidden")
    (held,) = get_every_held(tmp_path)
    hidden.replace(marker)
    os.utime(marker, (held.used + 1, held.used + 1))
    assert delete_held(store, held) == 0
    os.utime(marker, (held.used, held.used))
    assert delete_held(store, held) > len(DATA)
    assert get_files(tmp_path) == []


def test_a_marker_without_bytes_does_not_hide_what_is_sealed(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA)
    next(path for path in get_files(tmp_path) if path.suffix == ".mp3").unlink()
    store.put(NAME, DATA, is_served=False)
    found = store.get(NAME)
    assert (found and found.data, store.get_stored(NAME)) == (DATA, found and found.stored)


def test_a_marker_without_bytes_goes_unless_it_was_written_anew(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA)
    next(path for path in get_files(tmp_path) if path.suffix == ".mp3").unlink()
    age(tmp_path, 5000)
    (held,) = get_every_held(tmp_path)
    store.put(NAME, DATA)
    assert (delete_held(store, held), store.get(NAME) is not None) == (0, True)
    next(path for path in get_files(tmp_path) if path.suffix == ".mp3").unlink()
    store.delete_oldest(0)
    assert get_files(tmp_path) == []


def test_after_a_clock_was_set_back_the_bound_holds_and_the_least_recently_used_still_goes(tmp_path: Path) -> None:
    """Files that were written while it was a year ahead are not the youngest for a year."""
    store = FolderStore(tmp_path)
    ahead, now, used = get_name("ahead"), get_name("now"), get_name("used")
    for name in (ahead, used):
        store.put(name, DATA)
    age(tmp_path, -365 * 86_400)
    store.put(now, DATA)
    (held,) = (held for held in get_every_held(tmp_path) if held.key == used.key)
    store.get(used)
    assert delete_held(store, held) == 0, "it was used since it was looked at"
    assert evict(store, 0, spared_seconds=60).objects == 1
    assert sorted(store.get_names(), key=str) == sorted((now, used), key=str)


def test_an_open_file_can_be_read_to_its_end(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA)
    with next(path for path in get_files(tmp_path) if path.suffix == ".mp3").open("rb") as file:
        start = file.read(10)
        assert store.delete_oldest(0) > 0
        assert start + file.read() == DATA


def test_bytes_whose_writer_was_killed_before_the_marker_go_too(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA)
    next(path for path in get_files(tmp_path) if path.suffix == ".json").unlink()
    store.delete_oldest(0)
    assert get_files(tmp_path) == []


def test_a_link_is_nobodys_object_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(DATA)
    store = FolderStore(tmp_path / "store")
    place = tmp_path / "store" / "o" / "ab"
    place.mkdir(parents=True)
    (place / ("0" * 62 + ".mp3")).symlink_to(outside)
    (tmp_path / "store" / "o" / "cd").symlink_to(tmp_path)
    assert store.delete_oldest(0) == get_size(store) == 0
    assert outside.read_bytes() == DATA


@pytest.mark.slow
def test_readers_and_writers_beside_four_evictors_never_see_wrong_bytes(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    ended, wrong = threading.Event(), []

    def work(seed: int) -> int:
        done = 0
        while not ended.is_set():
            name = get_name(str((done * 7 + seed) % 40))
            with store.lock("made", name.key):
                found = store.get(name)
                if found is None:
                    store.put(name, name.key.encode() * 100, is_served=bool(done % 2))
                elif found.data != name.key.encode() * 100:
                    wrong.append(name)
            done += 1
        return done

    with ThreadPoolExecutor(4) as threads, ProcessPoolExecutor(4, mp_context=SPAWN) as pool:
        working = [threads.submit(work, seed) for seed in range(4)]
        gone = sum(pool.map(evict_often, [tmp_path] * 4, [60] * 4))
        ended.set()
        assert min(each.result() for each in working) > 40
    assert (wrong, gone > 0) == ([], True)
    assert not (tmp_path / "bad").exists()
    assert {held.suffixes for held in get_every_held(tmp_path)} <= {("mp3.json", "mp3"), ("mp3.sealed",)}


def test_a_keeper_looks_again_and_again_beside_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.store.keeper._EVERY_SECONDS", 0.01)
    store = FolderStore(tmp_path)
    keeper = Keeper(store, 3 * len(DATA))
    keeper.start()
    try:
        for _ in range(2):
            fill(store, 6)
            ended = time.monotonic() + 20
            while get_size(store) > 3 * len(DATA) and time.monotonic() < ended:
                time.sleep(0.01)
            assert get_size(store) <= 3 * len(DATA)
    finally:
        keeper.stop()
