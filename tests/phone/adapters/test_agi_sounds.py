"""Asterisk gets the path of a clip that is in the store, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import SettingsError, StoreError
from service.phone.adapters.agi_call import Sound
from service.phone.adapters.agi_protocol import make_play
from service.phone.adapters.agi_sounds import get_sounds_folder, make_find_sound
from service.phone.clips import Clip, Prompt
from service.store.contract import Name
from service.store.folder import FolderStore

from .fakes import play

KEY = "ab" + "0" * 62


class Recorded:
    """Knows the prompt "hello" alone; the store fails for "broken"."""

    def find(self, clip: Clip, language: str, speed: float, voice: int) -> str | None:
        if clip == Prompt("broken"):
            raise StoreError("the disk is gone")
        return KEY if (clip, language, speed) == (Prompt("hello"), "en", 1.25) else None

    def get_milliseconds(self, key: str) -> int | None:
        return 2500 if key == KEY else None


def test_the_path_is_that_of_the_store_without_the_extension(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "cache")
    for kind in ("ulaw", "g722"):
        store.put(Name(KEY, kind), b"\xff" * 20_000)
    find = make_find_sound(Recorded(), get_sounds_folder("folder:cache", tmp_path))
    sound = find(Prompt("hello"), play(speed=1.25))
    assert sound == Sound(f"{tmp_path}/cache/o/ab/{'0' * 62}", 2500)
    assert Path(f"{sound.stem}.ulaw").read_bytes() == Path(f"{sound.stem}.g722").read_bytes() == b"\xff" * 20_000
    assert make_play(sound.stem, 0)


@pytest.mark.parametrize("name", ["other", "broken"])
def test_what_is_not_there_is_missing(tmp_path: Path, name: str) -> None:
    assert make_find_sound(Recorded(), tmp_path)(Prompt(name), play()) is None


def test_asterisk_may_see_the_folder_elsewhere(tmp_path: Path) -> None:
    assert get_sounds_folder("folder:cache", tmp_path, "/srv/sounds") == Path("/srv/sounds")


@pytest.mark.parametrize(
    ("store", "seen_as"),
    [("folder:my cache", ""), ("folder:a&b", ""), ("folder:é", ""), ("s3:bucket", ""), ("folder:a", "sounds"),
     ("folder:a", "/a b")],
)  # fmt: skip
def test_a_folder_that_asterisk_cannot_read_is_refused(tmp_path: Path, store: str, seen_as: str) -> None:
    with pytest.raises(SettingsError, match="Asterisk"):
        get_sounds_folder(store, tmp_path, seen_as)
