"""Makes the web application."""

from __future__ import annotations

from typing import Final

from flask import Flask
from jinja2 import StrictUndefined

from service.document.library import Library
from service.web import glossary, pages, search, wording
from service.web.audio import blueprint as audio_blueprint
from service.web.audio_desk import AudioDesk
from service.web.failures import add_failures
from service.web.headers import add_headers
from service.web.markup import get_kind, get_stretches
from service.web.room import Room, add_room
from service.web.site import Site

MAX_REQUEST_BYTES: Final = 64 * 1024
_STATIC_SECONDS: Final = 3_600


def make_web_app(site: Site, library: Library, audio: AudioDesk) -> Flask:
    """The pages and audio of one shelf, for any WSGI server.

    :raise UnknownName: if there is no content in the site's language.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _STATIC_SECONDS
    app.url_map.merge_slashes = False
    room = add_room(app, site, library, audio)
    _set_up_templates(app, room)
    add_headers(app)
    add_failures(app)
    for blueprint in (glossary.blueprint, search.blueprint, audio_blueprint):
        app.register_blueprint(blueprint)
    pages.add_pages(app, room.shelf)
    return app


def _set_up_templates(app: Flask, room: Room) -> None:
    """Give every template the words of the language, and the few things that it may work out."""
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals.update(
        site=room.site,
        language=room.language,
        words=room.language.words,
        header_pages=pages.get_header_pages(room.shelf),
        footer_pages=pages.get_footer_pages(room.shelf),
    )
    app.jinja_env.filters.update(
        date=lambda day: wording.get_date(day, room.language),
        dial=wording.get_dial_address,
        kind=get_kind,
        spelled=wording.get_spelled,
        stretches=get_stretches,
    )
