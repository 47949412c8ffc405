"""What every store can do. Another store joins by one more row in STORES."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from service.store.contract import Name, Store, get_key
from service.store.folder import FolderStore

from .makers import get_name

STORES: dict[str, Callable[[Path], Store]] = {"folder": FolderStore}
DATA = bytes(range(256)) * 40


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return STORES[request.param](tmp_path / "store")


@pytest.fixture(params=[True, False], ids=["served", "sealed"])
def is_served(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.mark.parametrize("data", [b"", b"x", b"\n", DATA, b"a\nb\n" * 1000])
@pytest.mark.parametrize("kind", ["mp3", "marks.json", "json", "flac", "sealed"])
def test_what_is_put_comes_back(store: Store, data: bytes, kind: str, is_served: bool) -> None:
    name, facts = get_name("a", kind), {"samples": 5, "words": [[1, 2]], "é": "\n"}
    put = store.put(name, data, facts, is_served=is_served)
    found = store.get(name)
    assert found is not None
    assert (found.data, found.stored) == (data, put)
    assert (put.size, put.facts, store.get_stored(name)) == (len(data), facts, put)


def test_what_was_never_put_is_not_there(store: Store) -> None:
    assert store.get(get_name("a")) is store.get_stored(get_name("a")) is store.open_range(get_name("a"), 0, 1) is None
    assert list(store.get_names()) == []


@pytest.mark.parametrize(("start", "stop"), [(0, 10), (5, 6), (0, len(DATA)), (len(DATA) - 1, len(DATA)), (7, 7)])
def test_a_range_is_those_bytes(store: Store, start: int, stop: int, is_served: bool) -> None:
    store.put(get_name("a"), DATA, is_served=is_served)
    assert store.open_range(get_name("a"), start, stop) == DATA[start:stop]


def test_what_is_there_is_left_as_it_is(store: Store, is_served: bool) -> None:
    first = store.put(get_name("a"), DATA, {"n": 1}, is_served=is_served)
    assert store.put(get_name("a"), b"other", {"n": 2}, is_served=is_served) == first
    found = store.get(get_name("a"))
    assert found is not None
    assert found.data == DATA


def test_kinds_of_one_key_are_apart(store: Store, is_served: bool) -> None:
    for kind in ("mp3", "vtt", "marks.json"):
        store.put(get_name("a", kind), kind.encode(), is_served=is_served)
    found = [store.get(get_name("a", kind)) for kind in ("mp3", "vtt", "marks.json")]
    assert [each and each.data for each in found] == [b"mp3", b"vtt", b"marks.json"]


def test_every_name_is_told_once(store: Store) -> None:
    names = [get_name(str(number), kind) for number in range(20) for kind in ("mp3", "marks.json")]
    for number, name in enumerate(names):
        store.put(name, DATA, is_served=bool(number % 2))
    assert sorted(store.get_names(), key=str) == sorted(names, key=str)


def test_what_was_used_longest_ago_goes_first(store: Store, is_served: bool) -> None:
    for number in range(5):
        store.put(get_name(str(number)), DATA, is_served=is_served)
    size = store.delete_oldest(10**9)
    assert size == 0
    assert store.delete_oldest(0) >= 5 * len(DATA)
    assert list(store.get_names()) == []
    assert store.get(get_name("1")) is None


def test_no_more_goes_than_must(store: Store) -> None:
    for number in range(10):
        store.put(get_name(str(number)), DATA)
    assert 6 * len(DATA) <= store.delete_oldest(4 * len(DATA) + 2000) < 7 * len(DATA)
    assert len(list(store.get_names())) == 4


def test_what_went_can_be_made_again(store: Store, is_served: bool) -> None:
    store.put(get_name("a"), DATA, is_served=is_served)
    store.delete_oldest(0)
    store.put(get_name("a"), b"again", is_served=is_served)
    assert store.open_range(get_name("a"), 0, 5) == b"again"


def test_locks_of_two_rooms_do_not_wait_for_each_other(store: Store) -> None:
    key = get_name("a").key
    with store.lock("section", key), store.lock("clip", key), store.lock("entry", key):
        store.put(get_name("a"), DATA)


def test_a_lock_is_free_again_after_a_failure(store: Store) -> None:
    key = get_name("a").key
    with pytest.raises(KeyError), store.lock("clip", key):
        raise KeyError
    with store.lock("clip", key):
        pass


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("../" * 20 + "etc/passwd", "mp3"), ("a" * 63, "mp3"), ("A" * 64, "mp3"), ("g" * 64, "mp3"), ("", "mp3"),
        ("a" * 64 + "\n", "mp3"), ("a" * 64, ""), ("a" * 64, "../x"), ("a" * 64, "mp3/.."), ("a" * 64, "a.b.c"),
        ("a" * 64, "mp3\0"), ("a" * 64, "."), ("a" * 64, "MP3"),
    ],
)  # fmt: skip
def test_no_path_can_be_a_name(key: str, kind: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        Name(key, kind)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": "1"}, {"a": 1}),
        ({"a": "1\nb='2'"}, {"a": "1", "b": "2"}),
        ({"a": ["x", "y"]}, {"a": ["xy"]}),
        ({"a": "é"}, {"a": "e\u0301"}),
        ({"a": None}, {}),
    ],
)
def test_other_values_have_another_key(one: dict[str, object], other: dict[str, object]) -> None:
    assert get_key(one) != get_key(other)


def test_the_order_of_values_does_not_change_a_key() -> None:
    assert get_key({"a": 1, "b": 2}) == get_key({"b": 2, "a": 1})
    assert get_key({"a": 1}) == "fe3209d6d4f51935b391288a43df48d9ddece1a992597ae53387ca16611a9179"
    assert len(get_key({"a": "\udc80"})) == 64
