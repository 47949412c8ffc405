"""The scrubber against real damage."""

from __future__ import annotations

import os
import subprocess
import time
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from service.errors import StoreError
from service.store.folder import FolderStore
from service.store.scrub import Checked, Other, scrub

from .makers import evict_often, get_name, make_all
from .test_folder import DATA, HURTS, NAME, SPAWN, get_files, mounted

OLD = 5000.0


def get_wrong(folder: Path) -> list[Checked]:
    return [each for each in scrub(folder) if isinstance(each, Checked) and each.why]


def get_others(folder: Path) -> list[Other]:
    return [each for each in scrub(folder) if isinstance(each, Other)]


def make_old(path: Path) -> None:
    os.utime(path, (time.time() - OLD,) * 2)


@pytest.mark.parametrize("kind", ["mp3", "marks.json", "json", "sealed"])
def test_whole_objects_are_whole(tmp_path: Path, kind: str, is_served: bool) -> None:
    store = FolderStore(tmp_path)
    for text in ("a", "b"):
        store.put(get_name(text, kind), DATA, {"é": "\n"}, is_served=is_served)
    found = list(scrub(tmp_path))
    assert [(type(each), getattr(each, "why", None)) for each in found] == [(Checked, "")] * 2


@pytest.mark.parametrize("hurt", HURTS.values(), ids=HURTS)
@pytest.mark.parametrize("number", [0, 1])
def test_damage_is_found_moved_aside_and_made_again(tmp_path: Path, hurt: object, number: int, is_served: bool) -> None:
    store = FolderStore(tmp_path)
    for text in ("a", "b"):
        store.put(get_name(text), DATA, is_served=is_served)
    path = ([path for path in get_files(tmp_path) if get_name("a").key[2:] in path.name] * 2)[number]
    path.write_bytes(hurt(path.read_bytes()))  # type: ignore[operator]
    (wrong,) = get_wrong(tmp_path)
    assert wrong.is_moved
    assert wrong.path.name.startswith(get_name("a").key[2:])
    assert list(store.get_names()) == [get_name("b")]
    assert any((tmp_path / "bad").iterdir())
    assert get_wrong(tmp_path) == []
    assert store.get(get_name("a")) is None
    store.put(get_name("a"), DATA, is_served=is_served)
    assert store.open_range(get_name("a"), 0, len(DATA)) == DATA


def test_a_flip_that_keeps_size_and_time_is_found_though_the_store_has_proved_the_file(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(NAME, DATA)
    assert store.get(NAME)
    path = next(path for path in get_files(tmp_path) if path.suffix == ".mp3")
    status = path.stat()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(bytes([DATA[100] ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert store.open_range(NAME, 100, 101) == bytes([DATA[100] ^ 1]), "a store alone does not see it"
    (wrong,) = get_wrong(tmp_path)
    assert (wrong.why, wrong.size) == ("its bytes do not match their digest", len(DATA))
    assert store.get(NAME) is None


def test_a_marker_without_bytes_is_wrong_and_bytes_without_a_marker_are_told(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    for text in ("bytes", "marker"):
        store.put(get_name(text, "marks.json"), DATA)
    for path in get_files(tmp_path):
        make_old(path)
    lost = {get_name("bytes").key[2:] + ".marks.json.json", get_name("marker").key[2:] + ".marks.json"}
    for path in get_files(tmp_path):
        if path.name in lost:
            path.unlink()
    found = {type(each): each for each in scrub(tmp_path)}
    assert found[Checked].path.name == get_name("marker").key[2:] + ".marks.json"
    assert getattr(found[Checked], "why", "") == "its bytes are missing"
    assert found[Other].path.name == get_name("bytes").key[2:] + ".marks.json"
    assert [path.name for path in get_files(tmp_path)] == [found[Other].path.name]


def test_half_an_object_that_may_be_under_way_is_left_alone(tmp_path: Path) -> None:
    FolderStore(tmp_path).put(NAME, DATA)
    next(path for path in get_files(tmp_path) if path.suffix == ".json").unlink()
    assert list(scrub(tmp_path)) == []
    assert len(get_files(tmp_path)) == 1


def test_foreign_files_and_what_killed_writers_left_are_told_and_foreign_ones_stay(tmp_path: Path) -> None:
    FolderStore(tmp_path).put(NAME, DATA)
    outside = tmp_path.parent / "outside"
    outside.write_bytes(DATA)
    names = ["notes.txt", "o/README", "o/zz/x", "o/ab/notes.txt", "o/ab/" + "g" * 62 + ".mp3.json", "tmp/1-abc"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine")
    (tmp_path / "o" / "ab" / ("0" * 62 + ".mp3")).symlink_to(outside)
    make_old(tmp_path / "tmp" / "1-abc")
    others = {str(each.path): each.what for each in get_others(tmp_path)}
    assert set(others) == {*names[:2], "o/zz", *names[3:], "o/ab/" + "0" * 62 + ".mp3"}
    assert [(tmp_path / name).exists() for name in names] == [True] * 5 + [False]
    assert outside.read_bytes() == DATA
    assert get_wrong(tmp_path) == []


def test_memory_does_not_grow_with_an_object(tmp_path: Path, is_served: bool) -> None:
    FolderStore(tmp_path).put(NAME, bytes(60_000_000), is_served=is_served)
    tracemalloc.start()
    try:
        assert [each.size > 0 for each in scrub(tmp_path)] == [True]
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_a_folder_that_cannot_be_written_is_scrubbed_and_nothing_moved(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=1m") as folder:
        FolderStore(folder).put(NAME, DATA)
        get_files(folder)[0].write_bytes(bytes(len(DATA)))
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        (wrong,) = get_wrong(folder)
        assert not wrong.is_moved
        assert len(get_files(folder)) == 2


def test_another_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "FORMAT").write_text("photographs")
    with pytest.raises(StoreError, match="no audio cache"):
        list(scrub(tmp_path))
    assert list((tmp_path).iterdir()) == [tmp_path / "FORMAT"]


@pytest.mark.slow
def test_beside_writers_and_evictors_nothing_whole_is_called_wrong(tmp_path: Path) -> None:
    with ProcessPoolExecutor(3, mp_context=SPAWN) as pool:
        work = [pool.submit(make_all, tmp_path, 200) for _ in range(2)] + [pool.submit(evict_often, tmp_path, 50)]
        found = []
        while not all(each.done() for each in work):
            found += scrub(tmp_path)
        assert all(each.result() for each in work[:1])
    assert [each for each in found if not isinstance(each, Checked) or each.why] == []
    assert not (tmp_path / "bad").exists()
