"""The pages beside the glossary."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, render_template

from service.document.library import Shelf
from service.document.model import Page
from service.web.countries import get_countries
from service.web.room import get_room

HELP: Final = "help"
_IN_HEADER: Final = (HELP, "safety")
_ROBOTS: Final = "User-agent: *\nDisallow: /audio/\nDisallow: /glossary/*/audio/\nDisallow: /glossary/*/download/\n"
"""Robots would have all audio made at once."""


def add_pages(app: Flask, shelf: Shelf) -> None:
    """Give each page its address, such as /help/, and robots theirs."""
    for page in shelf.pages:
        app.add_url_rule(f"/{page.slug}/", "show_page", show_page, defaults={"slug": page.slug})
    app.add_url_rule("/robots.txt", "send_robots", send_robots)


def show_page(slug: str) -> str:
    """A page that the publisher wrote; "help" goes on with the numbers to call."""
    shelf = get_room().shelf
    page = shelf.get_page(slug)
    if slug != HELP or shelf.helplines is None:
        return render_template("page.html", page=page)
    countries = get_countries(shelf.helplines)
    return render_template("help.html", page=page, helplines=shelf.helplines, countries=countries)


def send_robots() -> Response:
    """What robots should leave alone."""
    return Response(_ROBOTS, mimetype="text/plain")


def get_header_pages(shelf: Shelf) -> tuple[Page, ...]:
    """Help and safety, always in this order, as far as the publisher wrote them."""
    by_slug = {page.slug: page for page in shelf.pages}
    return tuple(by_slug[slug] for slug in _IN_HEADER if slug in by_slug)


def get_footer_pages(shelf: Shelf) -> tuple[Page, ...]:
    """All other pages."""
    return tuple(page for page in shelf.pages if page.slug not in _IN_HEADER)
