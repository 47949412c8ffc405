from __future__ import annotations

import pytest

from service.web.ranges import ByteRange, RangeOutside, get_range


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=10-19", 10, 19),
        ("bytes=10-", 10, 99),
        ("bytes=99-", 99, 99),
        ("bytes=99-99", 99, 99),
        ("bytes=-1", 99, 99),
        ("bytes=-30", 70, 99),
        ("bytes=0-", 0, 99),
        ("bytes= 5-6 ", 5, 6),
        ("BYTES=5-6", 5, 6),
        ("bytes=005-0006", 5, 6),
    ],
)
def test_one_range_within_the_bytes_is_given_as_asked(header: str, first: int, last: int) -> None:
    assert get_range(header, 100) == ByteRange(first, last)


@pytest.mark.parametrize(
    ("header", "first"),
    [("bytes=0-100", 0), ("bytes=90-5000", 90), ("bytes=-100", 0), ("bytes=-101", 0), ("bytes=50-" + "9" * 5000, 50)],
)
def test_a_range_that_runs_over_the_end_stops_there(header: str, first: int) -> None:
    assert get_range(header, 100) == ByteRange(first, 99)


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=" + "9" * 5000 + "-"])
def test_a_range_without_any_byte_is_outside(header: str) -> None:
    with pytest.raises(RangeOutside):
        get_range(header, 100)


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=0-0", "bytes=-1"])
def test_every_range_of_nothing_is_outside(header: str) -> None:
    with pytest.raises(RangeOutside):
        get_range(header, 0)


@pytest.mark.parametrize(
    "header",
    [
        None, "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "bytes=2-1", "bytes=1-2,4-5", "bytes=0-1,",
        "bytes=--1", "bytes=-1-2", "bytes=+1-2", "bytes=1.5-2", "bytes=0x1-2", "bytes:0-1", "items=0-1", "0-1",
        "bytes=٠-١", "bytes=1 -2", "bytes=1-2\n",
    ],
)  # fmt: skip
def test_a_malformed_or_multiple_range_is_passed_over(header: str | None) -> None:
    assert get_range(header, 100) is None


@pytest.mark.parametrize("size", range(5))
def test_the_bytes_named_are_always_within_the_object(size: int) -> None:
    for header in [f"bytes={a}-{b}" for a in ["", *range(6)] for b in ["", *range(6)]]:
        try:
            found = get_range(header, size)
        except RangeOutside:
            continue
        assert found is None or 0 <= found.first <= found.last < size


def test_content_range_names_the_last_byte_and_the_size() -> None:
    assert ByteRange(10, 19).get_content_range(100) == "bytes 10-19/100"
