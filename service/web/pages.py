"""The pages beside the glossary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Flask, Response, render_template

from service.document.library import Shelf
from service.document.model import Page
from service.web.caching import STEADY, keep_for
from service.web.countries import get_countries
from service.web.room import Room, get_room

HELP: Final = "help"
IN_HEADER: Final = (HELP, "safety")


def make_blueprint(shelf: Shelf) -> Blueprint:
    """The address of each page of a shelf, such as /help/."""
    blueprint = Blueprint("pages", __name__)
    for page in shelf.pages:
        blueprint.add_url_rule(f"/{page.slug}/", "show_page", show_page, defaults={"slug": page.slug})
    return blueprint


def show_page(slug: str) -> str:
    """A page that the publisher wrote; "help" goes on with the numbers to call."""
    shelf = get_room().shelf
    page = shelf.get_page(slug)
    keep_for(STEADY)
    if slug != HELP or shelf.helplines is None:
        return render_template("page.html", page=page)
    countries = get_countries(shelf.helplines)
    return render_template("help.html", page=page, helplines=shelf.helplines, countries=countries)


def add_robots(app: Flask, rooms: Iterable[Room]) -> None:
    """Tell robots to leave the audio of every language alone: they would have all of it made at once.

    They may read the pages, or they would not see how translations are linked.
    """
    lines = ["User-agent: *", "Disallow: /audio/"]
    lines += [f"Disallow: {room.prefix}/glossary/*/{kind}/" for room in rooms for kind in ("audio", "download")]
    text = "\n".join(lines) + "\n"
    app.add_url_rule("/robots.txt", "send_robots", lambda: Response(text, mimetype="text/plain"))


def get_header_pages(shelf: Shelf) -> tuple[Page, ...]:
    """Help and safety, always in this order, as far as the publisher wrote them."""
    by_slug = {page.slug: page for page in shelf.pages}
    return tuple(by_slug[slug] for slug in IN_HEADER if slug in by_slug)


def get_footer_pages(shelf: Shelf) -> tuple[Page, ...]:
    """All other pages."""
    return tuple(page for page in shelf.pages if page.slug not in IN_HEADER)
