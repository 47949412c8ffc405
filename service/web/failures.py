"""Every failure as a page in plain words, with nothing of the inside in it."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from flask import Flask, Response, current_app, render_template, request, url_for
from werkzeug.exceptions import HTTPException, NotFound, ServiceUnavailable

from service.errors import LecternError, UnknownName

_RETRY_SECONDS: Final = 60
"""As long as what failed rests."""
_OWN_WORDS: Final = (400, 404, 405, 413, 414, 416, 421, 429, 431, 500, 503)
_KEPT_FIELDS: Final = ("Allow", "Content-Range", "Retry-After")


class AudioFailed(ServiceUnavailable):
    """The audio could not be made or read."""


class AudioSilent(ServiceUnavailable):
    """No voice works."""


_WORDS_FOR: Final[dict[type[HTTPException], str]] = {AudioFailed: "audio_failed", AudioSilent: "audio_silent"}


def add_failures(app: Flask) -> None:
    """Answer each failure with a page; those of Lectern first become the HTTP error they amount to."""
    app.log_exception = partial(_log_fault, app)  # type: ignore[method-assign]
    app.register_error_handler(HTTPException, _show_failure)
    app.register_error_handler(UnknownName, lambda error: _show_failure(NotFound()))
    app.register_error_handler(LecternError, _show_audio_failure)


def _log_fault(app: Flask, trouble: Any) -> None:
    """A fault of ours, with the template of the address and not the address: that would tell what was read."""
    rule = request.url_rule.rule if request.url_rule else "none"
    app.logger.error("A page failed: %s [%s]", rule, request.method, exc_info=trouble)


def _show_audio_failure(error: LecternError) -> Response:
    current_app.logger.error("Audio could not be served: %s", error)
    return _show_failure(AudioFailed(retry_after=_RETRY_SECONDS))


def _show_failure(error: HTTPException) -> Response:
    """A page for any HTTP error, in its own words where there are some."""
    code = error.code or 500
    name = _WORDS_FOR.get(type(error)) or f"error_{code if code in _OWN_WORDS else 'other'}"
    page = render_template("failure.html", name=name, again=_get_address() if code == 503 else "")
    response = Response(page, status=code, mimetype="text/html")
    for field, value in error.get_headers(request.environ):
        if field in _KEPT_FIELDS:
            response.headers[field] = value
    return response


def _get_address() -> str:
    """The address that was asked for, built again from its parts, never echoed."""
    return url_for(request.endpoint, **(request.view_args or {})) if request.endpoint else ""
