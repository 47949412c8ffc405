"""The layer ahead of the application, as WSGI has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any, Final

from werkzeug.http import parse_etags

from service.metrics.counting import count
from service.metrics.measures import AUDIO
from service.store.contract import Store
from service.web.caching import FIELD
from service.web.delivery import BUSY
from service.web.elsewhere import is_player
from service.web.front.load import Load
from service.web.front.negotiation import choose
from service.web.front.pages import Page, Pages
from service.web.front.sounds import Sounds
from service.web.guard.guard import AUDIO_ROUTE, NO_ROUTE, ROUTE
from service.web.headers import is_hidden

Environ = MutableMapping[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Any, StartResponse], Iterable[bytes]]

_MAX_AGE: Final = re.compile(r"max-age=([0-9]{1,5})(?:,|$)")
_MOST_ROUTES: Final = 50_000
_MEGABYTE: Final = 1_000_000
_AUDIO: Final = re.compile(r"/(?:audio|download)/")


class Front:
    """Answers what is bytes already. Every answer is one piece: an iterated body would hold a thread of the server."""

    def __init__(self, application: Application, store: Store, megabytes: int, *, leads_players: bool = False) -> None:
        """`leads_players` says that the application leads players to the object store: it answers each of them."""
        self._leads_players = leads_players
        self._application = application
        self._routes: dict[str, str] = {}
        self.pages = Pages(megabytes * _MEGABYTE)
        self.sounds = Sounds(store, megabytes * _MEGABYTE)
        self.load = Load()

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        is_led = self._leads_players and is_player(environ)
        if is_led or method not in ("GET", "HEAD") or environ.get("QUERY_STRING") or environ.get("SCRIPT_NAME"):
            return [self._ask(environ, start_response)]
        if (page := self.pages.get(path)) is not None and not is_hidden(environ):
            environ[ROUTE] = self._routes.get(path, NO_ROUTE)
            return [_answer_page(page, environ, start_response)]
        if _AUDIO.search(path):
            environ[BUSY] = self.load.is_heavy(self.pages.size + self.sounds.size)
        if (answer := self.sounds.answer(path, environ)) is not None and not is_hidden(environ):
            status, fields, data = answer
            environ[ROUTE] = AUDIO_ROUTE
            count(AUDIO, "hit")
            start_response(status, fields)
            return [data]
        return [self._ask_and_learn(method, path, environ, start_response)]

    def _ask(self, environ: Environ, start_response: StartResponse) -> bytes:
        body = self._application(environ, start_response)
        try:
            return b"".join(body)
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()

    def _ask_and_learn(self, method: str, path: str, environ: Environ, start_response: StartResponse) -> bytes:
        said: list[Any] = []
        data = self._ask(environ, lambda *values: said.extend(values))
        status, fields = said[0], said[1]
        if is_hidden(environ):
            start_response(*said)
            return data
        self.sounds.learn(path, status, fields)
        page = self._keep(path, fields, data) if method == "GET" and status.startswith("200") else None
        if page is not None:
            self._note_route(path, environ)
            return _answer_page(page, environ, start_response)
        start_response(*said)
        return data

    def _note_route(self, path: str, environ: Environ) -> None:
        """Remember what kind of page it is, for the figures."""
        if len(self._routes) >= _MOST_ROUTES:
            self._routes.clear()
        self._routes[path] = environ.get(ROUTE, NO_ROUTE)

    def _keep(self, path: str, fields: list[tuple[str, str]], data: bytes) -> Page | None:
        """The page, if the application says that it may be kept."""
        values = dict(fields)
        found = _MAX_AGE.match(values.get(FIELD, ""))
        tag = values.get("ETag", "").strip('"')
        return self.pages.put(path, fields, tag, data, int(found[1])) if found and tag else None


def _answer_page(page: Page, environ: Environ, start_response: StartResponse) -> bytes:
    form = page.get_form(choose(environ.get("HTTP_ACCEPT_ENCODING", "")))
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None and parse_etags(known).contains_weak(form.tag):
        start_response("304 NOT MODIFIED", form.fields_if_known)
        return b""
    start_response("200 OK", form.fields)
    return form.data if environ["REQUEST_METHOD"] == "GET" else b""
