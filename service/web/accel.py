"""Audio that a web server in front sends by itself: this one says which file, by `X-Accel-Redirect` (nginx).

The application is asked as ever, by HEAD, so it alone decides whether there is such a recording, and with which
headers. The file is proved against its digest before it is handed over for the first time. Ranges, conditions and the
ETag are those of the server in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from service.errors import SettingsError, StoreError
from service.store.contract import Name, Store
from service.web.guard.guard import AUDIO_ROUTE, ROUTE

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PATH: Final = re.compile(r"/audio/([0-9a-f]{64})\.([a-z0-9]+(?:\.[a-z0-9]+)?)")
_PREFIX: Final = re.compile(r"/[a-z0-9_-]+/")
_CONDITIONS: Final = ("HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE",
                      "HTTP_IF_UNMODIFIED_SINCE")  # fmt: skip
_OTHERS: Final = frozenset(("content-length", "etag", "accept-ranges", "content-range"))
"""Fields that the server in front sets by itself."""


class Accel:
    """Stands between the guard and the application."""

    def __init__(self, app: WSGIApplication, store: Store, folder: Path, prefix: str) -> None:
        """`folder` is that of the store; `prefix` is the location under which the server in front has it."""
        self._app, self._store, self._folder, self._prefix = app, store, folder, prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        found = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        if found is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._app(environ, start_response)
        said = self._ask(environ)
        place = self._find(found[1], found[2]) if said and said[0].startswith("200") else ""
        if said is None or not place:
            return self._app(environ, start_response)
        fields = [each for each in said[1] if each[0].lower() not in _OTHERS]
        start_response(said[0], [*fields, ("X-Accel-Redirect", self._prefix + place), ("Content-Length", "0")])
        return [b""]

    def _ask(self, environ: WSGIEnvironment) -> tuple[str, list[tuple[str, str]]] | None:
        """What the application says of the whole recording, without its bytes."""
        said: list[Any] = []
        asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        body = self._app({**asked, "REQUEST_METHOD": "HEAD"}, lambda *values: said.extend(values))  # type: ignore[arg-type]
        close = getattr(body, "close", None)
        if close is not None:
            close()
        environ[ROUTE] = AUDIO_ROUTE
        return (said[0], said[1]) if said else None

    def _find(self, key: str, kind: str) -> str:
        """Where the file lies in the folder; empty if it is not there."""
        place = f"o/{key[:2]}/{key[2:]}.{kind}"
        try:
            is_proved = self._store.open_range(Name(key, kind), 0, 1) is not None
        except (StoreError, ValueError):
            return ""
        return place if is_proved and (self._folder / place).is_file() else ""


def get_prefix(written: str) -> str:
    """:raise SettingsError: for what is no first part of a path, such as `/kept/`."""
    if not _PREFIX.fullmatch(written):
        raise SettingsError(f"The setting 'x_accel' is '{written}'; write the location of nginx, such as /kept/.")
    return written
