"""Byte ranges, as RFC 9110 section 14 has them: one range, or the whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_ONE_RANGE: Final = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.IGNORECASE)
_MAX_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class ByteRange:
    first: int
    last: int
    """The last byte itself, not the one after it."""

    def get_content_range(self, size: int) -> str:
        """The value of `Content-Range` for an object of `size` bytes."""
        return f"bytes {self.first}-{self.last}/{size}"


class RangeOutside(Exception):
    """The range starts beyond the end: HTTP 416."""


def get_range(header: str | None, size: int) -> ByteRange | None:
    """The bytes that a `Range` header asks for; None, the whole, if it is missing, malformed or asks for several.

    :raise RangeOutside: if it asks for no byte of an object of `size` bytes.
    """
    found = _ONE_RANGE.fullmatch(header or "")
    if found is None or found.groups() == ("", ""):
        return None
    if found[1] == "":
        length = min(_get_number(found[2]), size)
        first, last = size - length, size - 1
    else:
        first, last = _get_number(found[1]), size - 1
        if found[2]:
            end = _get_number(found[2])
            if end < first:
                return None
            last = min(end, last)
    if first > last:
        raise RangeOutside
    return ByteRange(first, last)


def _get_number(digits: str) -> int:
    """A position; one beyond any file in place of more digits than `int` should be given."""
    plain = digits.lstrip("0")
    return int(plain or "0") if len(plain) <= _MAX_DIGITS else 10**_MAX_DIGITS
