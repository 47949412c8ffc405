"""The addresses that a telephone provider asks. Nothing gets in that is not signed; nothing that came is said back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl

from flask import Blueprint, Request, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from service.phone.adapters.open_calls import SharedCalls
from service.phone.adapters.signatures import Signed
from service.phone.adapters.webhook_calls import PATH, Line, Switchboard
from service.phone.adapters.webhook_limits import Gate
from service.phone.adapters.webhook_providers import FORM, Access, get_access
from service.phone.adapters.webhook_token import Forged, Tokens
from service.phone.adapters.webhook_turn import Incoming, Leave, Noted, Turn
from service.phone.late_line import LateLine

MOST_BYTES: Final = 64 * 1024
_MOST_FIELDS: Final = 200
_MOST_LETTERS: Final = 200
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
"""All are taken, so that all but POST are refused here, without a page."""


class Unreadable(Exception):
    """A body that is not what its type says, or that says something twice."""


class Chosen(Protocol):
    """What is asked of the settings."""

    @property
    def phone_webhook(self) -> str: ...

    @property
    def phone_webhook_secret(self) -> str: ...

    @property
    def phone_webhook_key(self) -> str: ...

    @property
    def phone_calls(self) -> int: ...

    @property
    def phone_calls_a_caller(self) -> int: ...

    def get_site_address(self) -> str: ...


def make_phone_blueprint(chosen: Chosen, make_line: Callable[[], Line]) -> Blueprint:
    """The addresses over a line that is made beside the start.

    :raise SettingsError: :raise UnknownName: if it cannot be proved who calls.
    """
    site, secret = chosen.get_site_address(), chosen.phone_webhook_secret
    access = get_access(chosen.phone_webhook, secret, chosen.phone_webhook_key, site)
    gate = Gate(chosen.phone_calls, chosen.phone_calls_a_caller, shared=SharedCalls(chosen.phone_calls))
    line = LateLine(make_line)
    blueprint = make_blueprint(access, Switchboard(line, Tokens(access.key), site, access.provider.longest, gate))

    def begin() -> None:
        line.begin()
        gate.begin()

    blueprint.record(lambda state: state.app.extensions.update({"phone line": begin}))
    return blueprint


def make_blueprint(access: Access, switchboard: Switchboard) -> Blueprint:
    """The addresses `/phone/call`, where calls begin, and those of their steps below it."""
    blueprint = Blueprint("phone_webhook", __name__)

    def answer(event: str = "", token: str = "") -> Response:
        refused = _get_refusal(request, access)
        if refused is not None:
            return refused
        try:
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return _give_nothing(413)
        return _answer(access, switchboard, body, event, token)

    @blueprint.after_app_request
    def leave_bare(response: Response) -> Response:
        """No page for a provider, whatever failed: it would be read to the caller, or end the call with a noise."""
        if f"{request.path}/".startswith(f"{PATH}/") and response.mimetype == "text/html":
            response.set_data(b"")
            response.content_type = "text/plain"
        return response

    options: dict[str, Any] = {"methods": _METHODS, "provide_automatic_options": False}
    blueprint.add_url_rule(PATH, "begin", answer, **options)
    blueprint.add_url_rule(f"{PATH}/<event>/<token>", "go_on", answer, **options)
    return blueprint


def _get_refusal(request: Request, access: Access) -> Response | None:
    if request.method != "POST":
        refused = _give_nothing(405)
        refused.headers["Allow"] = "POST"
        return refused
    if (request.content_length or 0) > MOST_BYTES:
        return _give_nothing(413)
    return None if request.mimetype == access.provider.takes else _give_nothing(415)


def _answer(access: Access, switchboard: Switchboard, body: bytes, event: str, token: str) -> Response:
    try:
        turn = _go_on(access, switchboard, body, event, token)
        if isinstance(turn, Noted):
            return _give_nothing(204)
        document = access.provider.render(turn)
    except Unreadable:
        return _give_nothing(400)
    except Forged:
        switchboard.counts.add("refused")
        return _give_nothing(403)
    except Exception as error:  # noqa: BLE001  a provider reads an error page to the caller, or hangs up with a noise
        switchboard.count_fault(error)
        document = access.provider.render(Leave())
    return Response(document, content_type=access.provider.gives)


def _go_on(access: Access, switchboard: Switchboard, body: bytes, event: str, token: str) -> Turn | Noted:
    """What a request leads to, once it is proved who sent it. :raise Unreadable: :raise Forged:"""
    pairs = _get_pairs(body, access.provider.takes)
    if not access.provider.check(_get_signed(access, body, pairs), access.secret):
        raise Forged
    incoming = _read(access, pairs)
    if incoming is None:
        raise Unreadable
    return switchboard.answer(incoming, event, token)


def _get_signed(access: Access, body: bytes, pairs: Sequence[tuple[str, Any]]) -> Signed:
    """The address is that of the settings: a Host header says what its sender likes."""
    query = request.query_string.decode("latin-1")
    address = access.site + request.path + (f"?{query}" if query else "")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Signed(address, headers, body, pairs if access.provider.takes == FORM else ())


def _get_pairs(body: bytes, kind: str) -> Sequence[tuple[str, Any]]:
    """What a body says, in its order, with what is said twice. :raise Unreadable:"""
    try:
        text = body.decode("utf-8")
        if kind == FORM:
            return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
        found = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(found, _Pairs):
        raise Unreadable
    return found


class _Pairs(list[tuple[str, Any]]):
    """An object of JSON as it was written."""


def _read(access: Access, pairs: Sequence[tuple[str, Any]]) -> Incoming | None:
    """None if anything is said twice, or the call has no name."""
    fields = _get_fields(pairs)
    incoming = access.provider.read(fields) if fields is not None else None
    return incoming if incoming and 1 <= len(incoming.call) <= _MOST_LETTERS else None


def _get_fields(pairs: Sequence[tuple[str, Any]]) -> Mapping[str, object] | None:
    if any(count > 1 for count in Counter(name for name, _ in pairs).values()):
        return None
    inner = {name: _get_fields(value) if isinstance(value, _Pairs) else value for name, value in pairs}
    return None if None in [inner[name] for name, value in pairs if isinstance(value, _Pairs)] else inner


def _give_nothing(code: int) -> Response:
    return Response(status=code, content_type="text/plain")
