"""The headers of every response, and the paths that no response is made for."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

_SOURCES: Final = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "media-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "script-src": "'self'",
}
_SWITCHED_OFF: Final = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "serial", "usb",
)  # fmt: skip
"""Nothing that a player needs: autoplay, fullscreen, picture-in-picture and speaker-selection stay untouched."""

HEADERS: Final = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _SOURCES.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _SWITCHED_OFF),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_HIDDEN: Final = re.compile(r"%(?:2f|5c|00)", re.IGNORECASE)
"""An encoded slash, backslash or null byte."""
_ODD: Final = re.compile(r"[\x00\\]|//|/\.\.(?:/|$)")


def add_headers(app: Flask) -> None:
    """Put the headers on every response, errors and redirects included."""
    app.before_request(_refuse_hidden_paths)
    app.after_request(_set_headers)
    app.after_request(_shorten_redirect)


def _refuse_hidden_paths() -> None:
    """Answer 404 to a path that reads otherwise once decoded. Not every server tells the raw path."""
    raw = str(request.environ.get("REQUEST_URI", "")).partition("?")[0]
    if _HIDDEN.search(raw) or _ODD.search(request.environ["PATH_INFO"]):
        abort(404)


def _set_headers(response: Response) -> Response:
    """HTML is never kept: the browser's Back button would show it after the reader has left."""
    response.headers.update(HEADERS)
    if response.mimetype == "text/html" or "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _shorten_redirect(response: Response) -> Response:
    """Lead on by path alone: behind a proxy this process knows neither the scheme nor the name of the site."""
    if response.location:
        response.location = urlsplit(response.location).path
        response.set_data(b"")
    return response
