"""The store in a bucket: wrong bytes, foreign objects, parts, what is remembered. The bucket is in memory."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import obstore
import pytest

from service.store.contract import Name
from service.store.objects import ObjectStore

from .makers import get_name, make_object_store

DATA = bytes(range(256)) * 40
NAME = get_name("a")


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return make_object_store(tmp_path)


def get_paths(store: ObjectStore) -> list[str]:
    return sorted(each["path"] for page in obstore.list(store.bucket.client) for each in page)


def hurt(store: ObjectStore, change: Callable[[bytes], bytes]) -> None:
    """Change the only object, as a fault of the store's own disks would: its record stays."""
    (path,) = (each for each in get_paths(store) if each[0] in "oc")
    found = obstore.get(store.bucket.client, path)
    obstore.put(store.bucket.client, path, change(bytes(found.bytes())), attributes=found.attributes)


HURTS = {
    "truncated": lambda data: data[:-1],
    "longer": lambda data: data + b"x",
    "a bit flipped": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "the first bit flipped": lambda data: bytes([data[0] ^ 1]) + data[1:],
    "zeroed": lambda data: bytes(len(data)),
    "empty": lambda data: b"",
}


@pytest.mark.parametrize("change", HURTS.values(), ids=HURTS)
def test_wrong_bytes_are_moved_aside_told_and_made_again(
    store: ObjectStore, change: Callable[[bytes], bytes], is_served: bool, caplog: pytest.LogCaptureFixture
) -> None:
    store.put(NAME, DATA, is_served=is_served)
    hurt(store, change)
    with caplog.at_level(logging.WARNING):
        assert store.get(NAME) is None
    assert "was moved to bad/" in caplog.text
    assert [path[:4] for path in get_paths(store)] == ["bad/"]
    store.put(NAME, DATA, is_served=is_served)
    found = store.get(NAME)
    assert found is not None
    assert found.data == DATA


def test_what_another_wrote_in_the_meantime_is_not_moved_aside(store: ObjectStore) -> None:
    store.put(NAME, DATA)
    store.set_aside("o", NAME, "the tag of what was there before", "its bytes do not match their digest")
    assert store.get(NAME) is not None


def test_an_object_without_its_record_is_none(store: ObjectStore) -> None:
    path = f"o/{NAME.key[:2]}/{NAME.key[2:]}.mp3"
    obstore.put(store.bucket.client, path, DATA, attributes={"Content-Type": "audio/mpeg"})
    assert store.get_stored(NAME) is None
    assert store.put(NAME, b"ours").size == 4
    assert store.open_range(NAME, 0, 4) == b"ours"


def test_facts_that_lie_apart_must_belong_to_the_bytes(store: ObjectStore) -> None:
    long = {"words": "x" * 5000}
    store.put(NAME, DATA, long)
    apart = next(path for path in get_paths(store) if path.startswith("f/"))
    other = make_other_facts(store, long)
    obstore.put(store.bucket.client, apart, other)
    store.lock("clip", NAME.key).__enter__()  # so that nothing is remembered
    assert store.get_stored(NAME) is None


def make_other_facts(store: ObjectStore, facts: dict[str, str]) -> bytes:
    store.put(get_name("other"), b"other", facts)
    path = f"f/{get_name('other').key[:2]}/{get_name('other').key[2:]}.mp3"
    return bytes(obstore.get(store.bucket.client, path).bytes())


@pytest.mark.parametrize("path", ["o/ab/x.mp3", "o/README", "c/zz/" + "0" * 62 + ".mp3", "x/ab/" + "0" * 62 + ".mp3"])
def test_foreign_objects_are_nobodys(store: ObjectStore, path: str) -> None:
    obstore.put(store.bucket.client, path, DATA)
    assert list(store.get_names()) == list(store.get_every_held()) == []
    assert store.delete_oldest(0) == 0
    assert get_paths(store) == [path]


def test_a_part_of_what_was_proved_is_asked_for_as_a_part(store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(NAME, DATA)
    asked: list[tuple[int, int]] = []
    get_range = type(store.bucket).get_range

    def note(self: object, path: str, start: int, stop: int, tag: str) -> bytes | None:
        asked.append((start, stop))
        return get_range(self, path, start, stop, tag)  # type: ignore[arg-type]

    monkeypatch.setattr(type(store.bucket), "get_range", note)
    assert store.open_range(NAME, 5, 9) == DATA[5:9]  # the first time its digest has to be checked
    assert asked == []
    assert [store.open_range(NAME, *each) for each in ((5, 9), (100, 10**9), (0, 1))] == [
        DATA[5:9], DATA[100:], DATA[:1]
    ]  # fmt: skip
    assert asked == [(5, 9), (100, len(DATA)), (0, 1)]


def test_a_part_of_what_was_changed_since_is_not_served(store: ObjectStore) -> None:
    store.put(NAME, DATA)
    assert store.get(NAME)
    hurt(store, lambda data: b"x" * len(data))
    assert store.open_range(NAME, 5, 9) is None


def test_what_another_machine_made_is_seen_under_the_lock_at_once(store: ObjectStore, tmp_path: Path) -> None:
    other = make_object_store(tmp_path)
    other.bucket = store.bucket
    assert store.get_stored(NAME) is None
    other.put(NAME, DATA)
    assert store.get_stored(NAME) is None  # remembered for a short while, so that nobody is asked again and again
    with store.lock("section", NAME.key):
        assert store.get_stored(NAME) is not None


def test_what_another_machine_made_can_be_heard_at_once(store: ObjectStore, tmp_path: Path) -> None:
    other = make_object_store(tmp_path)
    other.bucket = store.bucket
    assert store.get_stored(NAME) is store.get(NAME) is None
    other.put(NAME, DATA)
    assert store.get(NAME) is not None


def test_what_is_not_served_can_be_replaced_by_another_machine(store: ObjectStore, tmp_path: Path) -> None:
    other = make_object_store(tmp_path)
    other.bucket = store.bucket
    for text in (b"first", b"second"):
        other.delete(NAME)
        other.put(NAME, text, is_served=False)
        found = store.get(NAME)
        assert found is not None
        assert found.data == text


def test_metadata_is_short_and_ascii(store: ObjectStore) -> None:
    for length in (0, 100, 700, 900, 1100, 5000):
        name = get_name(str(length))
        store.put(name, DATA, {"é\n": "ñ" * (length // 2)})
        attributes = obstore.get(store.bucket.client, f"o/{name.key[:2]}/{name.key[2:]}.mp3").attributes
        assert sum(len(key) + len(value) for key, value in attributes.items() if key.startswith("lectern")) < 1800
        assert all(value.isascii() and len(value) <= 256 for value in attributes.values())


def test_the_clips_go_before_recordings_that_are_older(store: ObjectStore) -> None:
    store.put(get_name("recording"), DATA)
    store.put(get_name("clip", "flac"), DATA, is_served=False)
    size = sum(held.size for held in store.get_every_held())
    assert store.delete_oldest(size - 1) > 0
    assert list(store.get_names()) == [get_name("recording")]


def test_all_kinds_of_a_key_go_together(store: ObjectStore) -> None:
    for kind in ("vtt", "marks.json", "mp3"):
        store.put(Name(NAME.key, kind), DATA, {"long": "x" * 3000})
    (held,) = store.get_every_held()
    assert held.kinds == {"vtt", "marks.json", "mp3"}
    assert len(store.get_places(held)) == 3
    assert store.delete_held(held) == 3 * len(DATA)
    assert get_paths(store) == []


@pytest.mark.parametrize("many", [0, 10**9], ids=["sixteen listings", "one listing"])
def test_many_names_are_told_alike_however_they_are_listed(
    store: ObjectStore, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr("service.store.object_listing._MANY", many)
    names = [get_name(str(number)) for number in range(200)]
    for name in names[:150]:
        store.put(name, name.key.encode())
    assert store.get_sizes(names) == dict.fromkeys(names[:150], 64)
