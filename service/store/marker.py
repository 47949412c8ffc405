"""A marker: an object's size, digest and facts, with a digest of its own."""

from __future__ import annotations

import hashlib
import json

from service.store.contract import Stored


def get_marker(stored: Stored) -> bytes:
    """One line of JSON: the text of what is stored, and that text's SHA-256."""
    body = {"size": stored.size, "sha256": stored.digest, "facts": stored.facts}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return json.dumps([text, hashlib.sha256(text.encode()).hexdigest()], ensure_ascii=False).encode()


def read_marker(data: bytes) -> Stored | None:
    """What a marker says, or None if it is not exactly as it was written."""
    try:
        text, digest = json.loads(data)
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            return None
        body = json.loads(text)
        return Stored(body["size"], body["sha256"], body["facts"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
