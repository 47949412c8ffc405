"""What an operator is told of each part, and that no part can make the answer late."""

from __future__ import annotations

import threading
import time
from functools import partial
from pathlib import Path

import pytest

from service.errors import EngineUnavailable, LecternError
from service.exports.desk import Desk
from service.exports.editions import Editions
from service.exports.readiness import (
    NO_ANSWER,
    Finding,
    Readiness,
    get_content_finding,
    get_queue_finding,
    get_store_finding,
    get_voice_finding,
)
from service.render.queues.pool import Pool
from service.render.rights import Bounds
from service.store.folder import FolderStore
from service.wiring.benches import make_bench
from service.wiring.storing import StoreOptions

from .studio import make_here_queue

WELL = Finding(True, "works")


def test_a_store_is_written_read_and_left_as_it_was(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "cache")
    assert get_store_finding(store) == Finding(True, "can be read and written")
    assert list(store.get_names()) == []


def test_a_store_that_lost_its_folder_to_a_file_is_not_well(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "cache")
    (tmp_path / "cache" / "lock").write_text("a file stands where a folder should be")
    assert get_store_finding(store) == Finding(False, "cannot be written")


def test_a_queue_is_alive_until_it_is_closed(tmp_path: Path) -> None:
    pool = Pool(1, partial(make_bench, "folder:cache", tmp_path, tmp_path, StoreOptions(), Bounds()))
    assert get_queue_finding(pool.is_alive) == Finding(True, "alive")
    pool.close()
    assert get_queue_finding(pool.is_alive) == Finding(False, "not alive")


def test_a_voice_that_does_not_work_is_told_without_what_is_wrong_with_it(tmp_path: Path) -> None:
    queue = make_here_queue(tmp_path)

    def find() -> Editions:
        raise EngineUnavailable("/secret/path/espeak.so is missing")

    desk = Desk(queue.bench.store, queue, find)  # type: ignore[arg-type]
    desk.start()
    with pytest.raises(LecternError):
        desk.get_editions(5)
    assert get_voice_finding(desk) == Finding(False, "does not work: the log says why")


def test_a_voice_that_is_still_looked_for_is_not_ready(tmp_path: Path) -> None:
    queue, let_go = make_here_queue(tmp_path), threading.Event()

    def find() -> Editions:
        assert let_go.wait(10)
        raise EngineUnavailable("too late")

    desk = Desk(queue.bench.store, queue, find)  # type: ignore[arg-type]
    desk.start()
    assert "not known yet" in get_voice_finding(desk).words
    let_go.set()


def test_content_without_entries_is_not_well() -> None:
    assert get_content_finding(2, ["en", "es"]) == Finding(True, "read: entries 2, languages en, es")
    assert not get_content_finding(0, []).is_well


def test_a_part_that_hangs_is_told_so_in_time_and_is_asked_by_one_thread_alone() -> None:
    let_go, looks = threading.Event(), []

    def hang() -> Finding:
        looks.append(1)
        assert let_go.wait(30)
        return WELL

    readiness = Readiness({"voice": lambda: WELL, "store": hang})
    started = time.monotonic()
    assert readiness.get_findings() == {"voice": WELL, "store": Finding(False, NO_ANSWER)}
    assert time.monotonic() - started < 4
    readiness.get_findings()
    assert len(looks) == 1
    let_go.set()
    assert readiness.get_findings()["store"] == WELL


def test_a_part_that_fails_in_a_way_nobody_thought_of_tells_nothing() -> None:
    def fail() -> Finding:
        raise ConnectionError("amqp://user:password@broker")

    assert Readiness({"queue": fail}).get_findings() == {"queue": Finding(False, "failed when it was asked")}


def test_a_thousand_questions_are_one_look() -> None:
    looks = []

    def look() -> Finding:
        looks.append(1)
        return WELL

    readiness = Readiness({"voice": look})
    for _ in range(1000):
        readiness.get_findings()
    assert len(looks) == 1
    assert Readiness({"voice": look}, fresh_seconds=0.0).get_findings() == {"voice": WELL}


def test_what_was_found_is_looked_at_again_after_a_while() -> None:
    states = iter([WELL, Finding(False, "gone")])
    readiness = Readiness({"voice": lambda: next(states)}, fresh_seconds=0.0)
    assert [readiness.get_findings()["voice"].is_well for _ in range(2)] == [True, False]
