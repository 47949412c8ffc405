"""The guard itself: a WSGI application before another one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from service.metrics.counting import count, is_counted
from service.metrics.measures import REQUEST_SECONDS, REQUESTS
from service.web.guard.hosts import Hosts
from service.web.guard.rates import Rates
from service.web.guard.sizes import find_size_fault
from service.web.guard.visitors import Visitors

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OWN: Final = "lectern.own"
"""In the environ of what this program asks of itself. No header can put it there."""
ROUTE: Final = "lectern.route"
"""In the environ, put there by whoever answers: the template of the address, such as `/glossary/<slug>/`. Never what
a reader wrote."""
NO_ROUTE: Final = "none"
REFUSED: Final = "refused"
AUDIO_ROUTE: Final = "/audio/<key>"
_AUDIO: Final = ("/audio/", "/download/")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A whole answer."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


class GetRefusal(Protocol):
    def __call__(self, code: int, path: str) -> Refusal:
        """The answer with a status, in the language of the path."""
        ...


@dataclass(frozen=True, slots=True)
class Rules:
    hosts: Hosts
    visitors: Visitors
    rates: Rates
    open_to_any_host: Collection[str] = ()
    """Paths that machines ask for, who know this one by its address."""
    uncounted: tuple[str, ...] = ()
    """Beginnings of paths that are never counted: what a reader needs to leave, and whom to call."""


class Guard:
    """Must stand outermost, so that what it refuses costs nothing."""

    def __init__(self, app: WSGIApplication, rules: Rules, get_refusal: GetRefusal) -> None:
        self._app, self._rules, self._get_refusal = app, rules, get_refusal

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if OWN in environ:
            return self._app(environ, start_response)
        if not is_counted():
            return self._answer(environ, start_response)
        started, statuses = time.perf_counter(), ["0"]

        def start(status: str, *others: Any) -> Callable[[bytes], object]:
            statuses.append(status)
            return start_response(status, *others)

        try:
            return self._answer(environ, start)
        finally:
            route = environ.get(ROUTE, NO_ROUTE)
            count(REQUESTS, route, f"{statuses[-1][0]}xx")
            count(REQUEST_SECONDS, route, amount=time.perf_counter() - started)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        code, seconds = self._judge(environ)
        if not code:
            try:
                return self._app(environ, start_response)
            except Exception as error:  # noqa: BLE001  a server would write the path into its log
                _log.error("A request failed before it reached its page.", exc_info=error)
                code = 500
        return self._refuse(code, seconds, environ, start_response)

    def _judge(self, environ: WSGIEnvironment) -> tuple[int, int]:
        """The status to refuse with, or 0, and the seconds to wait."""
        rules, path = self._rules, str(environ.get("PATH_INFO", ""))
        visitor = rules.visitors.take_name(environ)
        code = find_size_fault(environ)
        if not code and path not in rules.open_to_any_host:
            code = rules.hosts.find_fault(environ)
        if code or path.startswith(rules.uncounted):
            return code, 0
        seconds = rules.rates.count(visitor, any(part in path for part in _AUDIO))
        return (429, seconds) if seconds else (0, 0)

    def _refuse(
        self, code: int, seconds: int, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        environ[ROUTE] = REFUSED
        refusal = self._get_refusal(code, str(environ.get("PATH_INFO", "")))
        headers = [*refusal.headers, ("Retry-After", str(seconds))] if seconds else refusal.headers
        start_response(refusal.status, headers)
        return [b"" if environ.get("REQUEST_METHOD") == "HEAD" else refusal.body]
