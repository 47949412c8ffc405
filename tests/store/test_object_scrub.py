"""The scrubber of a bucket: what it finds, what it moves, what it leaves."""

from __future__ import annotations

from pathlib import Path

import obstore
import pytest

from service.store.object_scrub import scrub_bucket
from service.store.objects import ObjectStore
from service.store.scrub import Checked, Other

from .makers import get_name, make_object_store
from .test_objects import DATA, NAME, get_paths, hurt


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return make_object_store(tmp_path)


def test_whole_objects_are_read_and_left(store: ObjectStore) -> None:
    for number in range(150):
        store.put(get_name(str(number)), DATA, {"long": "x" * 5000} if number % 3 else None)
        store.put(get_name(str(number), "flac"), DATA, is_served=False)
    before = get_paths(store)
    found = list(scrub_bucket(store))
    assert {type(each) for each in found} == {Checked}
    assert (len(found), [each for each in found if isinstance(each, Checked) and each.why]) == (300, [])
    assert get_paths(store) == before


def test_a_change_that_keeps_the_size_is_found_though_it_was_proved_before(store: ObjectStore, is_served: bool) -> None:
    store.put(NAME, DATA, is_served=is_served)
    assert store.get(NAME)
    hurt(store, lambda data: data[:-1] + b"x")
    (found,) = scrub_bucket(store)
    assert isinstance(found, Checked)
    assert (found.why, found.is_moved) == ("it does not match its digest", True)
    assert store.get(NAME) is None
    (other,) = scrub_bucket(store)
    assert isinstance(other, Other)
    assert other.what == "moved aside before"


@pytest.mark.parametrize("path", ["README", "o/ab/x.mp3", "o/x", "f/ab/" + "0" * 62 + ".mp3"])
def test_what_is_no_object_is_told_and_stays(store: ObjectStore, path: str) -> None:
    obstore.put(store.bucket.client, path, b"x")
    (found,) = scrub_bucket(store)
    assert isinstance(found, Other)
    assert found.what in ("foreign", "facts without their bytes, which are never read")
    assert get_paths(store) == [path]
