"""What every store can do. Another store joins by one more row in STORES."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from service.store.contract import Name, Store, get_key
from service.store.folder import FolderStore

from .makers import get_name, make_near_store, make_object_store

STORES: dict[str, Callable[[Path], Store]] = {
    "folder": FolderStore,
    "objects": make_object_store,
    "near": make_near_store,
}
DATA = bytes(range(256)) * 40


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return STORES[request.param](tmp_path / "store")


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
    names = [get_name(str(number), kind) for number in range(20) for kind in ("mp3", "marks.json", "flac")]
    for name in names:
        store.put(name, DATA, is_served=name.kind != "flac")
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


def test_what_is_deleted_is_gone_and_its_neighbours_stay(store: Store, is_served: bool) -> None:
    gone, other_kind, other_key = get_name("a"), get_name("a", "vtt"), get_name("b")
    for name in (gone, other_kind, other_key):
        store.put(name, DATA, is_served=is_served)
    assert store.get(gone)
    store.delete(gone)
    assert store.get(gone) is store.get_stored(gone) is store.open_range(gone, 0, 1) is None
    assert sorted(store.get_names(), key=str) == sorted((other_kind, other_key), key=str)
    assert store.put(gone, b"again", is_served=is_served).size == 5


def test_of_many_at_once_those_are_told_that_are_served_and_there(store: Store) -> None:
    names = [get_name(str(number), kind) for number in range(50) for kind in ("mp3", "flac")]
    assert store.get_sizes(names) == store.get_sizes([]) == {}
    for number, name in enumerate(names[:90]):
        store.put(name, DATA[:number], {"long": "x" * 9000} if number % 9 else None, is_served=name.kind == "mp3")
    sizes = {name: number for number, name in enumerate(names[:90]) if number % 2 == 0}
    assert (store.get_sizes(names), store.get_sizes(names[4:14])) == (sizes, dict(list(sizes.items())[2:7]))


def test_facts_of_any_length_and_script_come_back(store: Store, is_served: bool) -> None:
    for facts in ({"words": [[n, "ñ\u2028\t" * 9] for n in range(500)]}, {"é": "x" * 1400}, {}):
        name = get_name(str(facts))
        store.put(name, DATA, facts, is_served=is_served)
        found, stored = store.get(name), store.get_stored(name)
        assert found is not None
        assert stored is not None
        assert found.stored.facts == stored.facts == facts


def test_what_is_not_there_can_be_deleted(store: Store) -> None:
    store.delete(get_name("a"))
    assert list(store.get_names()) == []


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
