"""Lines of the Asterisk Gateway Interface (AGI), read and made. No input and no output.

Asterisk sends headers, `agi_name: value`, ended by an empty line; then, for each command, one reply such as
`200 result=50 endpos=1280`; and `HANGUP` once the caller is gone. Source: docs.asterisk.org, "AGI Commands"; what it
does not say was found by calling Asterisk 22 and 16, and is told where it matters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MOST_BYTES: Final = 4096
"""In one line, its end counted."""
MOST_HEADERS: Final = 100
KEYS: Final = "0123456789*#"
"""What ends a clip. The letters A to D, which some telephones have, do nothing."""

ANSWER: Final = b"ANSWER\n"
HANG_UP: Final = b"HANGUP\n"
STATUS: Final = b"CHANNEL STATUS\n"
BUSY: Final = b"SET VARIABLE LECTERN busy\n"
"""Tells the dialplan to refuse the call; see `deploy/asterisk/extensions.conf`."""

_HEADER: Final = re.compile(rb"agi_[a-z0-9_]{1,60}: ?[^\r\n]*")
_REPLY: Final = re.compile(
    rb"(?P<code>[0-9]{3}) result=(?P<result>-?[0-9]{1,9})(?: (?:.*\bendpos=(?P<at>-?[0-9]{1,18})\b)?.*)?"
)
_REFUSED: Final = re.compile(rb"(?P<code>5[0-9]{2})\b.*")
_STEM: Final = re.compile(r"/[A-Za-z0-9_./-]+")
_NO_KEY: Final = "x"
"""Asterisk's own keys for forward, back and pause: none, so that all keys are the menu's. Left out, it has some."""


class BadLine(Exception):
    """What came is not what Asterisk sends. Its text never holds anything of the line."""


@dataclass(frozen=True, slots=True)
class Reply:
    code: int
    """200, or 5xx where Asterisk refused the command; 511 is a command for a caller who is gone."""
    result: int
    """A key as its ASCII code, 0 for none, below 0 for a failure or a caller who is gone; -1 if refused."""
    endpos: int
    """Milliseconds of the clip that were heard, from the start of the file; 0 if not told. See `agi_call.get_pace`."""


def check_header(line: bytes) -> bool:
    """Whether more headers follow.

    :raise BadLine:
    """
    text = _strip(line)
    if not text:
        return False
    if not _HEADER.fullmatch(text):
        raise BadLine("a header is not written as Asterisk writes it")
    return True


def get_caller(line: bytes) -> str:
    """The caller's number in a header that tells it; "" for any other header."""
    name, _, value = line.partition(b":")
    return value.strip().decode("ascii", "replace") if name == b"agi_callerid" else ""


def read_reply(line: bytes) -> Reply | None:
    """The reply in a line; None for `HANGUP`.

    :raise BadLine:
    """
    text = _strip(line)
    if text == b"HANGUP":
        return None
    if found := _REPLY.fullmatch(text):
        return Reply(int(found["code"]), int(found["result"]), int(found["at"] or 0))
    if found := _REFUSED.fullmatch(text):
        return Reply(int(found["code"]), -1, 0)
    raise BadLine("a reply is not written as Asterisk writes it")


def _strip(line: bytes) -> bytes:
    if not line.endswith(b"\n"):
        raise BadLine("a line has no end")
    return line.removesuffix(b"\n").removesuffix(b"\r")


def is_stem(text: str) -> bool:
    """Whether Asterisk takes a path as it is written: it parts words at spaces and lists at `&`."""
    return bool(_STEM.fullmatch(text))


def make_play(stem: str, start: int) -> bytes:
    """Play a file from `start` on, ended by any key; `stem` is its absolute path without the extension.

    Asterisk picks the extension that suits the call. `start` is in milliseconds as it counts them in `Reply.endpos`.

    :raise ValueError: for a path that Asterisk would not take as it is.
    """
    if not is_stem(stem) or start < 0:
        raise ValueError(f"no path of a sound, or no place in it: {stem!r}, {start}")
    return f'CONTROL STREAM FILE {stem} "{KEYS}" 3000 {_NO_KEY} {_NO_KEY} {_NO_KEY} {start}\n'.encode("ascii")


def make_wait(milliseconds: int) -> bytes:
    """Wait for a key, at least one millisecond: Asterisk takes a number below 0 for ever."""
    return f"WAIT FOR DIGIT {max(1, milliseconds)}\n".encode("ascii")


def get_key(reply: Reply) -> str:
    """The key that a reply tells of, or "" for none of ours."""
    return chr(reply.result) if 0 < reply.result < 128 and chr(reply.result) in KEYS else ""
