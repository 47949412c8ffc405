"""A marker is read as it was written, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from service.store.contract import Stored
from service.store.marker import get_marker, read_marker

STORED = Stored(3, "0" * 64, {"samples": 1})


def test_a_marker_comes_back() -> None:
    assert read_marker(get_marker(STORED)) == STORED


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'["a","b"]', b"[" * 100_000, get_marker(STORED)[:-9]])
def test_what_is_no_marker_is_none(data: bytes) -> None:
    assert read_marker(data) is None
