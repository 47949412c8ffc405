"""Stored audio as an HTTP response: conditions, ranges, names.

The body is one piece of bytes: an iterated body would hold a server's thread for as long as a slow reader takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Request, Response
from werkzeug.exceptions import RequestedRangeNotSatisfiable, ServiceUnavailable
from werkzeug.http import parse_etags

from service.store.content_types import CONTENT_TYPES
from service.web.audio_desk import StoredAudio
from service.web.ranges import ByteRange, RangeOutside, get_range

_IMMUTABLE: Final = "public, max-age=31536000, immutable"
_NOT_KEPT: Final = "no-store"
MOST_BYTES: Final = 4 << 20
"""Of one part: what slow readers hold in memory must have an end."""
SMALL_BYTES: Final = 64 << 10
"""Of one answer, while slow readers hold very much."""
BUSY: Final = "lectern.is_busy"
"""In the environ, where the layer ahead of the application has found that it is so. No header can put it there."""
_RETRY_SECONDS: Final = 5


class TooBusy(Exception):
    """A body is too large to be sent now."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a request says about the bytes that it wants, a method and the values of three fields; and how we are."""

    method: str
    range: str | None
    if_range: str | None
    if_none_match: str | None
    is_busy: bool = False
    """Whether bodies take so much memory already that only small ones are sent."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is sent of stored bytes."""

    status: int
    first: int
    stop: int
    """One beyond the last byte."""
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def length(self) -> int:
        return self.stop - self.first


def get_delivery(digest: str, size: int, conditions: Conditions) -> Delivery:
    """What a request gets: 304, a part of at most four megabytes, or the whole.

    Only GET has ranges, and If-Range must name these very bytes (RFC 9110, 13.1.5 and 14.2). A server may send less
    than was asked for (15.3.7); a player asks for the rest.

    :raise RangeOutside: if the range starts beyond the end.
    :raise TooBusy: if the whole is too large just now.
    """
    known, condition = conditions.if_none_match, conditions.if_range
    if known is not None and parse_etags(known).contains_weak(digest):
        return Delivery(304, 0, 0)
    is_ranged = conditions.method == "GET" and (condition is None or condition.strip() == f'"{digest}"')
    found = get_range(conditions.range, size) if is_ranged else None
    if found is None:
        if conditions.is_busy and conditions.method == "GET" and size > SMALL_BYTES:
            raise TooBusy
        return Delivery(200, 0, size)
    most = SMALL_BYTES if conditions.is_busy else MOST_BYTES
    chosen = ByteRange(found.first, min(found.last, found.first + most - 1))
    return Delivery(206, chosen.first, chosen.last + 1, (("Content-Range", chosen.get_content_range(size)),))


def get_response(
    stored: StoredAudio, kind: str, request: Request, file_name: str = "", *, is_kept: bool = False
) -> Response:
    """Answer GET or HEAD for stored bytes; a file name makes it a download.

    What `is_kept` may lie in caches for a year: telephone providers fetch a clip once, and it never changes.

    :raise RequestedRangeNotSatisfiable: if the range starts beyond the end.
    """
    size = len(stored.data)
    one, other, known = (request.headers.get(name) for name in ("Range", "If-Range", "If-None-Match"))
    conditions = Conditions(request.method, one, other, known, bool(request.environ.get(BUSY)))
    try:
        delivery = get_delivery(stored.digest, size, conditions)
    except RangeOutside:
        raise RequestedRangeNotSatisfiable(length=size) from None
    except TooBusy:
        raise ServiceUnavailable(retry_after=_RETRY_SECONDS) from None
    data = stored.data if delivery.length == size else stored.data[delivery.first : delivery.stop]
    response = Response(data, status=delivery.status, content_type=CONTENT_TYPES[kind])
    response.headers.update(delivery.fields)
    return _add_fields(response, stored.digest, file_name, is_kept)


def _add_fields(response: Response, digest: str, file_name: str, is_kept: bool) -> Response:
    response.headers["ETag"] = f'"{digest}"'
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = _IMMUTABLE if is_kept else _NOT_KEPT
    if file_name:
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
