"""Stored audio as an HTTP response: conditions, ranges, names.

The body is one piece of bytes: an iterated body would hold a server's thread for as long as a slow reader takes.
"""

from __future__ import annotations

from typing import Final

from flask import Request, Response
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from service.web.audio_desk import StoredAudio
from service.web.ranges import ByteRange, RangeOutside, get_range

CONTENT_TYPES: Final = {
    "mp3": "audio/mpeg",
    "vtt": "text/vtt; charset=utf-8",
    "marks.json": "application/json",
}


def get_response(stored: StoredAudio, kind: str, request: Request, file_name: str = "") -> Response:
    """Answer GET or HEAD for stored bytes; a file name makes it a download.

    :raise RequestedRangeNotSatisfiable: if the range starts beyond the end.
    """
    if request.if_none_match.contains_weak(stored.digest):
        return _add_fields(Response(status=304), stored.digest, file_name)
    chosen = _get_chosen_range(stored, request)
    if chosen is None:
        response = Response(stored.data)
    else:
        response = Response(stored.data[chosen.first : chosen.last + 1], status=206)
        response.headers["Content-Range"] = chosen.get_content_range(len(stored.data))
    response.headers["Content-Type"] = CONTENT_TYPES[kind]
    return _add_fields(response, stored.digest, file_name)


def _get_chosen_range(stored: StoredAudio, request: Request) -> ByteRange | None:
    """The range to send. Only GET has ranges, and If-Range must name these very bytes (RFC 9110, 13.1.5 and 14.2)."""
    condition = request.headers.get("If-Range")
    if request.method != "GET" or (condition is not None and condition.strip() != f'"{stored.digest}"'):
        return None
    size = len(stored.data)
    try:
        return get_range(request.headers.get("Range"), size)
    except RangeOutside:
        raise RequestedRangeNotSatisfiable(length=size) from None


def _add_fields(response: Response, digest: str, file_name: str) -> Response:
    response.headers["ETag"] = f'"{digest}"'
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "no-store"
    if file_name:
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
