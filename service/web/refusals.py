"""The pages that the guard answers with: made once by the application in each language, and kept."""

from __future__ import annotations

from flask import Flask
from werkzeug.exceptions import HTTPException, default_exceptions

from service.web.guard.guard import GetRefusal, Refusal
from service.web.room import get_rooms


class Misdirected(HTTPException):
    """RFC 9110, 15.5.20; werkzeug has no class for it."""

    code = 421


def make_refusals(app: Flask, bare: str = "") -> GetRefusal:
    """What is answered to each failure at a path, as the application answers it: a page in the path's language.

    `bare` is where machines ask: its own answers are given there and below.
    """
    with app.app_context():
        prefixes = {room.prefix for room in get_rooms()}
    kept: dict[tuple[int, str], Refusal] = {}

    def get(code: int, path: str) -> Refusal:
        prefix = "/" + path.split("/", 2)[1] if path.startswith("/") else ""
        is_bare = bare and f"{path}/".startswith(f"{bare}/")
        place = (code, bare if is_bare else prefix if prefix in prefixes else "")
        if place not in kept:
            kept[place] = _make(app, *place)
        return kept[place]

    return get


def _make(app: Flask, code: int, prefix: str) -> Refusal:
    error = Misdirected() if code == Misdirected.code else default_exceptions[code]()
    with app.test_request_context(f"{prefix}/"):
        response = app.process_response(app.make_response(app.handle_http_exception(error)))
        body = response.get_data()
        return Refusal(response.status, [*response.headers.items()], body)
