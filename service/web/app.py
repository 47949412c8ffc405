"""Makes the web application."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Flask
from jinja2 import StrictUndefined

from service.document.library import Library
from service.languages import get_language
from service.web import appearance, glossary, keypad, offline, pages, player, preferences, search, wording
from service.web import audio as audio_views
from service.web.addresses import get_address
from service.web.audio_desk import AudioDesk
from service.web.caching import add_caching
from service.web.failures import add_failures
from service.web.guard.sizes import MOST_BODY
from service.web.headers import add_headers
from service.web.keypad_desk import KeypadDesk
from service.web.markup import get_kind, get_stretches
from service.web.room import Room, add_rooms, get_room
from service.web.scripts import add_scripts
from service.web.site import Site
from service.web.structured_data import get_term, get_term_set
from service.web.translations import get_alternates, get_choices

_STATIC_SECONDS: Final = 3_600


def make_web_app(site: Site, library: Library, audio: AudioDesk, phone: KeypadDesk | None = None) -> Flask:
    """The pages and audio of every shelf, for any WSGI server: the main language at `/`, others at `/<tag>/`.

    `phone` answers calls that are made on the page for it; without it there is no such page.

    :raise UnknownName: if there is no content in the site's language, or a folder of content has no TOML.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _STATIC_SECONDS
    app.url_map.merge_slashes = False
    rooms = add_rooms(app, site, library, audio, phone)
    _set_up_templates(app, site)
    add_scripts(app)
    add_headers(app, site.store_origin)
    add_caching(app)
    add_failures(app)
    for room in rooms:
        app.register_blueprint(_make_blueprint(room), url_prefix=room.prefix or None)
    app.register_blueprint(audio_views.blueprint)
    offline.add_worker(app, any(room.offers_copies for room in rooms))
    pages.add_robots(app, rooms)
    return app


def _make_blueprint(room: Room) -> Blueprint:
    """All views of one language, such as `es.glossary.show_entry`."""
    blueprint = Blueprint(room.language.tag, __name__)
    own = (glossary, search, preferences, offline, keypad)
    for each in (*(views.blueprint for views in own), audio_views.parts, pages.make_blueprint(room.shelf)):
        blueprint.register_blueprint(each)
    return blueprint


def _set_up_templates(app: Flask, site: Site) -> None:
    """Give every template the words of its language, and the few things that it may work out."""
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.context_processor(_get_context)
    app.jinja_env.globals.update(
        site=site,
        appearance=appearance.SCRIPT,
        preferences=preferences.WRITTEN,
        get_address=get_address,
        get_page_tag=lambda tag: get_language(tag).page_tag,
        get_choices=get_choices,
        get_alternates=get_alternates,
        get_home_name=wording.get_home_name,
        get_origin=wording.get_origin,
        get_player_words=player.get_player_words,
        speeds=player.SPEEDS,
    )
    app.jinja_env.globals.update(get_term=get_term, get_term_set=get_term_set)
    app.jinja_env.filters.update(
        date=lambda day: wording.get_date(day, get_room().language),
        dial=wording.get_dial_address,
        kind=get_kind,
        spelled=wording.get_spelled,
        stretches=get_stretches,
    )


def _get_context() -> dict[str, Any]:
    room = get_room()
    return {
        "language": room.language,
        "words": room.language.words,
        "header_pages": pages.get_header_pages(room.shelf),
        "footer_pages": pages.get_footer_pages(room.shelf),
        "has_keypad": room.keypad is not None,
        "is_large": room.is_large,
        "offers_copies": room.offers_copies,
    }
