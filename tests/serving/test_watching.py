from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from service.serving.watching import Watch, look


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "en" / "images").mkdir(parents=True)
    (tmp_path / "en" / "grief.md").write_text("one")
    return tmp_path


@pytest.mark.parametrize("name", ["en/grief.md", "en/new.md", "en/images/tree.svg", "es/duelo.md"])
def test_a_new_or_longer_file_is_seen_wherever_it_is(content: Path, name: str) -> None:
    before = look(content)
    (content / name).parent.mkdir(exist_ok=True)
    (content / name).write_text("more than before")
    assert look(content) != before


def test_a_file_that_was_written_again_or_has_gone_is_seen(content: Path) -> None:
    before = look(content)
    os.utime(content / "en" / "grief.md", ns=(1, 1))
    again = look(content)
    (content / "en" / "grief.md").unlink()
    assert before != again != look(content) == {}


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert look(tmp_path / "nothing") == {}


def test_a_change_is_told_once_when_it_has_come_to_rest(content: Path) -> None:
    told = threading.Semaphore(0)
    watch = Watch(content, told.release, every_seconds=0.05)
    watch.start()
    for number in range(5):
        (content / "en" / "grief.md").write_text("x" * (10 + number))
    assert told.acquire(timeout=10)
    assert not told.acquire(timeout=0.5)
    (content / "en" / "other.md").write_text("x")
    assert told.acquire(timeout=10)
    watch.stop()
