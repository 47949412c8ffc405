"""How the web application is put together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from service.exports.desk import Desk
from service.logs import use_log_format
from service.settings import Settings
from service.wiring.storing import get_store_origin
from service.wiring.studio import Studio

if TYPE_CHECKING:
    from flask import Flask

    from service.web.site import Site


def make_app(studio: Studio, desk: Desk, folder: Path) -> Flask:
    """The web application over a studio. :raise SettingsError: :raise UnknownName:"""
    from service.metrics.prometheus import take_part
    from service.web.app import make_web_app
    from service.web.front.layer import Front
    from service.web.health import add_health
    from service.wiring.operation import add_accel, add_guard, make_readiness

    settings = studio.settings
    use_log_format(settings.log_format)
    take_part()
    site = _make_site(settings, folder)
    keypad = None
    if settings.phone_try:
        from service.wiring.phone import make_try_page

        keypad = make_try_page(studio, desk)
    app = make_web_app(site, studio.library, desk, keypad)
    if settings.phone_webhook:
        from service.phone.adapters.webhooks import make_phone_blueprint
        from service.wiring.phone import make_phone_line

        app.register_blueprint(make_phone_blueprint(settings, lambda: make_phone_line(studio, desk.get_editions())))
    front = Front(app.wsgi_app, studio.store, settings.memory_megabytes, leads_players=settings.store_redirect)
    app.wsgi_app = front  # type: ignore[method-assign]
    add_health(app, make_readiness(studio, desk).get_findings)
    add_accel(app, studio, folder)
    add_guard(app, settings)
    return app


def begin(app: Flask) -> None:
    """Begin what takes a thread: in each process that serves, since threads do not outlive a fork."""
    if "phone line" in app.extensions:
        app.extensions["phone line"]()


def _make_site(settings: Settings, folder: Path) -> Site:
    from service.web.site import Site

    return Site(
        name=settings.site_name,
        language=settings.language,
        neutral_names=settings.neutral_names,
        content=folder / settings.content,
        neutral_titles=settings.neutral_titles,
        exit_address=settings.get_exit_address(),
        fewer_traces=settings.fewer_traces,
        offline=settings.offline,
        store_origin=get_store_origin(settings),
        address=settings.get_site_address(),
    )
