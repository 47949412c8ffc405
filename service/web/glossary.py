"""The home page, the A to Z, and the page of an entry."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, send_from_directory

from service.document.library import IMAGES_FOLDER
from service.web.caching import CHANGING, STEADY, keep_for
from service.web.letters import get_beginnings
from service.web.room import get_room
from service.web.sounds import get_sounds

blueprint = Blueprint("glossary", __name__)


@blueprint.get("/")
def show_home() -> str:
    """A short welcome and the A to Z."""
    return _show_list("home.html")


@blueprint.get("/glossary/")
def show_glossary() -> str:
    """The A to Z."""
    return _show_list("glossary.html")


@blueprint.get("/glossary/letters/<place>/")
def show_letter(place: str) -> str:
    """The entries of one letter, where there are too many entries to list them all.

    :raise 404: if no entry begins so, or all are on one page.
    """
    room = get_room()
    letter = next((each for each in room.letters if each.place == place and room.is_large), None)
    if letter is None:
        abort(404)
    keep_for(STEADY)
    beginnings = get_beginnings(letter, room.language.words("digits"))
    return render_template("letter.html", letter=letter, beginnings=beginnings)


@blueprint.get("/glossary/<slug>/")
def show_entry(slug: str) -> str:
    """One entry, with its audio where there is some.

    :raise 404: if there is no such entry.
    """
    room = get_room()
    entry = room.shelf.get_entry(slug)
    before, after = room.get_neighbours(slug)
    related = [room.get_card(each) for each in entry.related]
    sounds = get_sounds(entry, room)
    keep_for(STEADY if sounds.is_settled else CHANGING)
    return render_template("entry.html", entry=entry, sounds=sounds, related=related, before=before, after=after)


@blueprint.get("/glossary/images/<file>")
def send_image(file: str) -> Response:
    """An image that an entry shows.

    :raise 404: if no entry shows an image of that name.
    """
    room = get_room()
    if room.site.content is None or file not in room.images:
        abort(404)
    content = room.site.content.resolve()
    folder = content / room.shelf.language / IMAGES_FOLDER
    if not (folder / file).resolve().is_relative_to(content):  # it was no link when the content was read
        abort(404)
    response = send_from_directory(folder, file)
    response.headers["Cache-Control"] = "no-store"
    return response


def _show_list(template: str) -> str:
    keep_for(STEADY)
    return render_template(template, letters=get_room().letters)
