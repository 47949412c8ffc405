"""What is answered while audio is being made: at once, in words, and never with a sound that nobody asked for."""

from __future__ import annotations

from typing import Final

from flask import Response, render_template, request, url_for

from service.web.room import get_room

RETRY_SECONDS: Final = 5
"""For programs, in Retry-After: a section takes a second or two, and others may be before it."""
LOOK_AGAIN_SECONDS: Final = 20
"""For a reader who asks for it: long enough that a screen reader has read the page before it is read from its top."""
_CHECK: Final = "check"
_REPEATEDLY: Final = "repeatedly"
_REPEATED: Final = f"{_CHECK}={_REPEATEDLY}"
"""`?check` asks for a page that says whether the audio is there; `?check=repeatedly` for one that reloads itself."""


def is_checking() -> bool:
    """Whether words are asked for, and not the audio itself."""
    return _CHECK in request.args and _is_navigation()


def show_waiting() -> Response:
    """202 with Retry-After; for a browser's navigation a page, which reloads itself only where its reader said so.

    A page that reloads by itself is failure F41 of WCAG 2.2 (2.2.1, 2.2.4, 3.2.5): the focus and the place of reading
    are lost. So a script looks without a reload, and without a script there is a link for each way of looking.
    """
    if not _is_navigation():
        text = get_room().language.words("audio_waiting_text")
        response = Response(f"{text}\n", status=202, mimetype="text/plain")
    else:
        is_repeated = request.args.get(_CHECK) == _REPEATEDLY
        response = Response(_render("audio_waiting", is_repeated), status=202, mimetype="text/html")
        if is_repeated:
            response.headers["Refresh"] = f"{LOOK_AGAIN_SECONDS}; url={_get_address(_REPEATED)}"
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def show_ready() -> Response:
    """A page with the way to the audio, in place of a sound that starts while somebody else may be listening."""
    return Response(_render("audio_ready"), mimetype="text/html")


def _render(name: str, is_repeated: bool = False) -> str:
    return render_template(
        "waiting.html",
        name=name,
        is_repeated=is_repeated,
        audio=_get_address(),
        once=_get_address(_CHECK),
        repeated=_get_address(_REPEATED),
        seconds=LOOK_AGAIN_SECONDS,
        retry_seconds=RETRY_SECONDS,
    )


def _is_navigation() -> bool:
    """Players and scripts do not name HTML among what they take."""
    return "text/html" in request.headers.get("Accept", "")


def _get_address(query: str = "") -> str:
    """The address that was asked for, built again from its parts, never echoed."""
    path = url_for(str(request.endpoint), **(request.view_args or {}))
    return f"{path}?{query}" if query else path
