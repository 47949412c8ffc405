"""How large a request may be, before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

MOST_PATH: Final = 1_000
"""Bytes, decoded. The longest of ours is a step of a phone call: some 230."""
MOST_QUERY: Final = 2_000
MOST_HEADERS: Final = 100
MOST_HEADER_BYTES: Final = 16 * 1024
MOST_BODY: Final = 64 * 1024


def find_size_fault(environ: Mapping[str, Any]) -> int:
    """0, or the status to answer: 413, 414 or 431 (RFC 9110, 15.5.14 and 15.5.15; RFC 6585, 5)."""
    if len(environ.get("PATH_INFO", "")) > MOST_PATH or len(environ.get("QUERY_STRING", "")) > MOST_QUERY:
        return 414
    headers = [(name, value) for name, value in environ.items() if name.startswith("HTTP_")]
    if len(headers) > MOST_HEADERS or sum(len(name) + len(str(value)) for name, value in headers) > MOST_HEADER_BYTES:
        return 431
    length = str(environ.get("CONTENT_LENGTH") or "0")
    return 413 if not (length.isascii() and length.isdigit()) or int(length[:20]) > MOST_BODY else 0
