"""The headers of every response, and the paths that no response is made for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from service.web import appearance
from service.web.elsewhere import Elsewhere

_SOURCES: Final = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "script-src": f"'self' {appearance.SOURCE}",
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


def get_headers(store_origin: str = "") -> dict[str, str]:
    """The headers of a site whose players may be led to the object store's origin, or to none."""
    if not store_origin:
        return HEADERS
    led = dict.fromkeys(("media-src", "connect-src"), f"'self' {store_origin}")  # the latter for the service worker
    policy = "; ".join(f"{name} {value}" for name, value in (_SOURCES | led).items())
    return HEADERS | {"Content-Security-Policy": policy}


def add_headers(app: Flask, store_origin: str = "") -> None:
    """Put the headers on every response, errors and redirects included."""
    app.before_request(_refuse_hidden_paths)
    app.after_request(partial(_set_headers, get_headers(store_origin)))
    app.after_request(_shorten_redirect)


def is_hidden(environ: Mapping[str, Any]) -> bool:
    """Whether a path reads otherwise once decoded. Not every server tells the raw path."""
    raw = environ.get("REQUEST_URI")
    if raw is not None and _HIDDEN.search(str(raw).partition("?")[0]):
        return True
    return _ODD.search(environ["PATH_INFO"]) is not None


def _refuse_hidden_paths() -> None:
    """Answer 404 to such a path."""
    if is_hidden(request.environ):
        abort(404)


def _set_headers(headers: Mapping[str, str], response: Response) -> Response:
    """HTML is never kept: the browser's Back button would show it after the reader has left."""
    response.headers.update(headers)
    if response.mimetype == "text/html" or "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _shorten_redirect(response: Response) -> Response:
    """Lead on by path alone: behind a proxy this process knows neither the scheme nor the name of the site."""
    if response.location and not isinstance(response, Elsewhere):
        response.location = urlsplit(response.location).path
        response.set_data(b"")
    return response
