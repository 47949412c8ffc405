"""The local folder in front of an object store: what is kept there, and what happens when either does not work."""

from __future__ import annotations

import time
from pathlib import Path

import obstore
import pytest

from service.errors import StoreError
from service.store.bucket import _USED_BY, Bucket
from service.store.eviction import get_size
from service.store.near import NearStore

from .makers import get_name, make_near_store
from .test_folder import get_files, mounted

DATA = bytes(range(256)) * 40
NAME = get_name("a")


@pytest.fixture
def store(tmp_path: Path) -> NearStore:
    return make_near_store(tmp_path)


def take_away(store: NearStore) -> None:
    """From now on the object store does not answer."""

    class Away:
        def __getattr__(self, name: str) -> object:
            raise StoreError("The object store cannot be reached.")

    store.far.bucket = Away()  # type: ignore[assignment]


def read(store: NearStore) -> bytes | None:
    found = store.get(NAME)
    return found.data if found else None


def test_what_is_written_or_read_is_near(store: NearStore, tmp_path: Path) -> None:
    store.put(NAME, DATA)
    assert store.near.get(NAME) is not None
    other = NearStore(make_near_store(tmp_path / "other").near, store.far, 10**9)
    assert other.near.get(NAME) is None
    assert read(other) == DATA
    assert other.near.get(NAME) is not None


def test_what_is_not_served_is_never_near(store: NearStore) -> None:
    store.put(NAME, DATA, is_served=False)
    assert read(store) == DATA
    assert list(store.near.get_names()) == []


def test_what_is_near_is_served_while_the_object_store_is_away_and_the_rest_is_an_error(store: NearStore) -> None:
    store.put(NAME, DATA, {"samples": 1})
    take_away(store)
    stored = store.get_stored(NAME)
    assert (read(store), store.open_range(NAME, 1, 3), stored and stored.facts) == (DATA, DATA[1:3], {"samples": 1})
    with pytest.raises(StoreError, match="cannot be reached"):
        store.get(get_name("other"))
    with pytest.raises(StoreError, match="cannot be reached"):
        store.put(get_name("other"), DATA)
    assert store.near.get(get_name("other")) is None  # a write that is not in the object store is none


def test_wrong_bytes_in_the_folder_come_from_the_object_store_again(store: NearStore) -> None:
    store.put(NAME, DATA)
    path = next(path for path in get_files(store.near.folder) if path.suffix == ".mp3")
    path.write_bytes(b"x" * len(DATA))
    assert read(store) == DATA
    assert path.read_bytes() == DATA


def test_wrong_bytes_in_the_object_store_are_never_put_near(store: NearStore) -> None:
    store.far.put(NAME, DATA)
    path = f"o/{NAME.key[:2]}/{NAME.key[2:]}.mp3"
    found = obstore.get(store.far.bucket.client, path)
    obstore.put(store.far.bucket.client, path, b"x" * len(DATA), attributes=found.attributes)
    assert read(store) is None
    assert list(store.near.get_names()) == []


def test_the_first_writer_s_bytes_are_near_not_ours(store: NearStore) -> None:
    store.far.put(NAME, b"first")
    store.put(NAME, DATA)
    assert read(store) == b"first"


def test_the_folder_keeps_within_its_bound_and_keeps_what_was_used(tmp_path: Path) -> None:
    store = make_near_store(tmp_path, limit=20 * (len(DATA) + 250))
    for number in range(60):
        store.put(get_name(str(number)), DATA)
        ended = time.monotonic() + 20
        while get_size(store.near) > store.limit and time.monotonic() < ended:
            time.sleep(0.01)
    assert get_size(store.near) <= store.limit
    assert len(list(store.near.get_names())) > 10
    assert len(list(store.get_names())) == 60


def test_what_the_object_store_has_lost_is_made_again_though_it_is_near(store: NearStore) -> None:
    store.put(NAME, DATA)
    store.far.delete(NAME)
    with store.lock("section", NAME.key):
        assert store.get_stored(NAME) is None
    assert store.get_sizes([NAME]) == {}
    assert store.near.get(NAME) is None


def test_what_is_deleted_is_gone_near_too(store: NearStore) -> None:
    for name in (NAME, get_name("b")):
        store.put(name, DATA)
    store.delete(NAME)
    assert store.delete_oldest(0) == len(DATA)
    assert (store.get(NAME), list(store.near.get_names())) == (None, [])


@pytest.mark.parametrize("options", ["size=64k", "size=1m,ro"], ids=["full", "read-only"])
def test_a_folder_that_takes_nothing_keeps_nobody_from_the_object_store(tmp_path: Path, options: str) -> None:
    with mounted(tmp_path / "disk", options) as disk:
        store = NearStore(make_near_store(tmp_path).near, make_near_store(tmp_path).far, 10**9)
        full = type(store)(type(store.near)(disk / "near"), store.far, 10**9)
        names = [get_name(str(number)) for number in range(20)]
        for name in names:
            with full.lock("section", name.key):
                full.put(name, DATA)
        found = [full.get(name) for name in names]
        assert [each and each.data for each in found] == [DATA] * 20
        assert {full.open_range(name, 3, 9) for name in names} == {DATA[3:9]}
        assert not list((disk / "near" / "tmp").glob("*"))


def test_a_store_that_was_in_use_before_a_fork_is_refused_and_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_USED_BY, "process", 1)
    with pytest.raises(StoreError, match="before this process was forked"):
        Bucket(obstore.store.MemoryStore, "s3://memory").put("a", b"x", {})
