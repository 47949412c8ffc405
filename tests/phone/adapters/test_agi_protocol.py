"""Lines between Asterisk and the phone line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from service.phone.adapters.agi_protocol import (
    BadLine,
    Reply,
    check_header,
    get_key,
    is_stem,
    make_play,
    make_wait,
    read_reply,
)


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("200 result=0", Reply(200, 0, 0)),
        ("200 result=50 endpos=1280", Reply(200, 50, 1280)),
        ("200 result=-1 endpos=0", Reply(200, -1, 0)),
        ("200 result=0 endpos=-1", Reply(200, 0, -1)),
        ("200 result=1 (some words)", Reply(200, 1, 0)),
        ("510 Invalid or unknown command", Reply(510, -1, 0)),
        ("511 Command Not Permitted on a dead channel or intercept routine", Reply(511, -1, 0)),
        ("520 End of proper usage.", Reply(520, -1, 0)),
        ("HANGUP", None),
    ],
)
def test_a_reply_is_read_as_asterisk_means_it(line: str, reply: Reply | None) -> None:
    assert read_reply(f"{line}\n".encode()) == reply


@pytest.mark.parametrize(
    "line",
    ["200 result=0", "\n", "hello\n", "200\n", "200 result=\n", "200 result=1x2\n", "GET / HTTP/1.1\r\n", "\x00\n"],
)
def test_what_is_no_reply_is_refused(line: str) -> None:
    with pytest.raises(BadLine):
        read_reply(line.encode())


def test_headers_end_with_an_empty_line() -> None:
    assert check_header(b"agi_callerid: +447700900123\n")
    assert check_header(b"agi_callerid: \r\n")
    assert not check_header(b"\n")


@pytest.mark.parametrize("line", [b"agi_callerid: 1", b"hello\n", b"agi_: 1\n", b"AGI_X: 1\n", b"\xff\n", b" \n"])
def test_what_is_no_header_is_refused(line: bytes) -> None:
    with pytest.raises(BadLine):
        check_header(line)


@given(some.binary(max_size=60), some.sampled_from([check_header, read_reply]))
def test_no_line_does_more_than_be_refused(line: bytes, read: Callable[[bytes], object]) -> None:
    with suppress(BadLine):
        read(line + b"\n")


def test_a_clip_is_ended_by_any_key_and_by_none_of_asterisk_s_own() -> None:
    assert make_play("/sounds/o/ab/c0ffee", 1280) == (
        b'CONTROL STREAM FILE /sounds/o/ab/c0ffee "0123456789*#" 3000 x x x 1280\n'
    )


@pytest.mark.parametrize("stem", ["", "sounds/a", "/a b", "/a&/b", "/a\n", '/a"', "/a,b", "/é", "http://a/b"])
def test_no_path_is_sent_that_asterisk_would_read_otherwise(stem: str) -> None:
    assert not is_stem(stem)
    with pytest.raises(ValueError, match="no path"):
        make_play(stem, 0)


def test_no_place_before_the_start_is_sent() -> None:
    with pytest.raises(ValueError, match="no place"):
        make_play("/a", -1)


@pytest.mark.parametrize("milliseconds", [-1, 0])
def test_no_wait_is_for_ever(milliseconds: int) -> None:
    assert make_wait(milliseconds) == b"WAIT FOR DIGIT 1\n"


@pytest.mark.parametrize("key", list("0123456789*#"))
def test_a_key_is_told_by_its_code(key: str) -> None:
    assert get_key(Reply(200, ord(key), 0)) == key


@pytest.mark.parametrize("result", [0, -1, ord("A"), ord("D"), ord("w"), 127, 12345])
def test_what_is_no_key_of_ours_is_none(result: int) -> None:
    assert get_key(Reply(200, result, 0)) == ""
