"""How the parts are put together that whoever operates the site needs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from flask import request

from service.errors import SettingsError
from service.exports.desk import Desk
from service.exports.readiness import (
    Readiness,
    get_content_finding,
    get_queue_finding,
    get_store_finding,
    get_voice_finding,
)
from service.settings import Settings
from service.web.accel import Accel, get_prefix
from service.web.guard.guard import ROUTE, Guard, Rules
from service.web.guard.hosts import make_hosts
from service.web.guard.rates import Rates
from service.web.guard.visitors import Visitors, read_networks
from service.web.health import LIVE, READY
from service.web.pages import IN_HEADER
from service.web.refusals import make_refusals
from service.web.room import get_rooms
from service.wiring.storing import get_store_folder
from service.wiring.studio import Studio

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask


def make_readiness(studio: Studio, desk: Desk) -> Readiness:
    """What `/readyz` asks."""
    shelves = studio.library.shelves
    count = sum(len(shelf.entries) for shelf in shelves.values())
    return Readiness(
        {
            "content": partial(get_content_finding, count, sorted(shelves)),
            "voice": partial(get_voice_finding, desk),
            "store": partial(get_store_finding, studio.store),
            "queue": lambda: get_queue_finding(studio.queue.is_alive),
        }
    )


def add_guard(app: Flask, settings: Settings) -> None:
    """Put the guard before all that answers. Call it last: nothing may stand before it.

    :raise SettingsError: for hosts or proxies that are none.
    """
    rules = Rules(
        hosts=make_hosts(settings.host, settings.get_site_address(), settings.hosts),
        visitors=Visitors(read_networks(settings.trusted_proxies)),
        rates=Rates(settings.requests_a_minute),
        open_to_any_host=frozenset((LIVE, READY)),
        uncounted=tuple(_get_uncounted(app, settings)),
    )
    app.before_request(_note_route)
    app.wsgi_app = Guard(app.wsgi_app, rules, make_refusals(app, _get_webhook(settings)))  # type: ignore[method-assign]


def add_accel(app: Flask, studio: Studio, folder: Path) -> None:
    """Have a web server in front send audio, if the settings name its location for that. Call it before the guard.

    :raise SettingsError: for what is no location, or a store that is no folder.
    """
    if not studio.settings.x_accel:
        return
    prefix, address = get_prefix(studio.settings.x_accel), studio.settings.store
    if not address.startswith("folder:"):
        raise SettingsError(f"The setting 'x_accel' needs files, and the setting 'store' is '{address}'.")
    place = get_store_folder(address, folder)
    app.wsgi_app = Accel(app.wsgi_app, studio.store, place, prefix)  # type: ignore[method-assign]


def _note_route() -> None:
    """Tell the guard the template of the address, for the figures."""
    if request.url_rule is not None:
        request.environ[ROUTE] = request.url_rule.rule


def _get_uncounted(app: Flask, settings: Settings) -> Iterator[str]:
    """What a reader needs to leave (scripts), whom to call, and what proves by itself who asks."""
    yield from ("/static/", LIVE, READY)
    with app.app_context():
        yield from (f"{room.prefix}/{slug}/" for room in get_rooms() for slug in IN_HEADER)
    if webhook := _get_webhook(settings):
        yield webhook


def _get_webhook(settings: Settings) -> str:
    """Where telephone providers ask; empty if none does."""
    if not settings.phone_webhook:
        return ""
    from service.phone.adapters.webhook_calls import PATH

    return PATH
