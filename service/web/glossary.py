"""The home page, the A to Z, and the page of an entry."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, send_from_directory

from service.document.library import Shelf
from service.document.model import Entry
from service.web.letters import get_letters
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


@blueprint.get("/glossary/<slug>/")
def show_entry(slug: str) -> str:
    """One entry, with its audio where there is some.

    :raise 404: if there is no such entry.
    """
    room = get_room()
    entry = room.shelf.get_entry(slug)
    before, after = get_neighbours(entry, room.shelf)
    related = [room.shelf.get_entry(each) for each in entry.related]
    sounds = get_sounds(entry, room)
    return render_template("entry.html", entry=entry, sounds=sounds, related=related, before=before, after=after)


@blueprint.get("/glossary/images/<file>")
def send_image(file: str) -> Response:
    """An image that an entry shows.

    :raise 404: if no entry shows an image of that name.
    """
    room = get_room()
    if room.site.images is None or file not in room.images:
        abort(404)
    response = send_from_directory(room.site.images.resolve(), file)
    response.headers["Cache-Control"] = "no-store"
    return response


def get_neighbours(entry: Entry, shelf: Shelf) -> tuple[Entry | None, Entry | None]:
    """The entries before and after this one on the shelf."""
    place = shelf.entries.index(entry)
    before = shelf.entries[place - 1] if place else None
    after = shelf.entries[place + 1] if place + 1 < len(shelf.entries) else None
    return before, after


def _show_list(template: str) -> str:
    room = get_room()
    return render_template(template, letters=get_letters(room.shelf.entries, room.language.words("digits")))
