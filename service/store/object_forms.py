"""How an object lies in a bucket: its path, and what its metadata says."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from service.store.content_types import CONTENT_TYPES, UNKNOWN
from service.store.contract import Name, Stored
from service.store.marker import get_marker, read_marker

SERVED: Final = "o"
CHEAP: Final = "c"
FACTS: Final = "f"
MARKER: Final = "lectern-"
"""Followed by the number of a piece of the marker, counted from 0."""
APART: Final = "lectern-facts"
_PIECE: Final = 240
"""OpenStack Swift takes 256 characters for each item of metadata (`max_meta_value_length` of its swift.conf)."""
_MOST: Final = 1500
"""S3 takes 2,048 bytes of metadata, names included, in ASCII (Amazon S3 User Guide, "Working with object metadata")."""
_PATH: Final = re.compile(r"[ocf]/([0-9a-f]{2})/([0-9a-f]{62})\.([a-z0-9]+(?:\.[a-z0-9]+)?)")


def get_path(form: str, name: Name) -> str:
    return f"{form}/{name.key[:2]}/{name.key[2:]}.{name.kind}"


def read_path(path: str) -> Name | None:
    """The name of the object that lies there; None for a foreign one."""
    found = _PATH.fullmatch(path)
    return Name(found[1] + found[2], found[3]) if found else None


def get_attributes(stored: Stored, kind: str) -> dict[str, str]:
    """Content type, no keeping by browsers, and the marker; facts that are too long lie apart."""
    attributes = {"Content-Type": CONTENT_TYPES.get(kind, UNKNOWN), "Cache-Control": "no-store"}
    text = _write(stored)
    if len(text) > _MOST:
        text, attributes[APART] = _write(replace(stored, facts={})), "apart"
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    return attributes | {f"{MARKER}{number}": piece for number, piece in enumerate(pieces)}


def _write(stored: Stored) -> str:
    return base64.urlsafe_b64encode(get_marker(stored)).decode("ascii")


def read_attributes(attributes: Mapping[str, str]) -> Stored | None:
    """What the metadata says, or None if it is not exactly as it was written."""
    pieces = [attributes.get(f"{MARKER}{number}", "") for number in range(_MOST // _PIECE + 1)]
    try:
        return read_marker(base64.urlsafe_b64decode("".join(pieces)))
    except ValueError:
        return None
