"""How long a cache between us and the readers may keep a page, and the headers that tell it so.

In browsers no page is ever kept (`headers.py`): Back after the exit must show nothing. RFC 9213 lets a page say
another thing to a content delivery network, and to our own layer in `front/`.
"""

from __future__ import annotations

import hashlib
from typing import Final

from flask import Flask, Response, g, request

STEADY: Final = 60
"""Seconds, for a page that changes with the content only."""
CHANGING: Final = 2
"""Seconds, for a page that tells of audio which is still to be made."""
FIELD: Final = "CDN-Cache-Control"
_STALE: Final = 600
"""Seconds for which a network may still show a steady page, while it asks for it again."""
_DIGITS: Final = 32


def keep_for(seconds: int) -> None:
    """Let caches keep the answer to this request. Never for a page on which a reader said something."""
    g.kept_seconds = seconds


def add_caching(app: Flask) -> None:
    app.after_request(_set_fields)


def _set_fields(response: Response) -> Response:
    seconds = g.get("kept_seconds")
    if seconds is None or response.status_code != 200 or request.method not in ("GET", "HEAD"):
        return response
    data = response.get_data()
    tag = hashlib.sha256(data).hexdigest()[:_DIGITS]
    response.headers[FIELD] = f"max-age={seconds}" + (f", stale-while-revalidate={_STALE}" if seconds == STEADY else "")
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["ETag"] = f'"{tag}"'
    if request.if_none_match.contains_weak(tag):
        response.status_code = 304
        response.set_data(b"")
    return response
