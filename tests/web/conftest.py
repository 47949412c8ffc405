from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.document.library import Library, Shelf, read_library
from service.web.app import make_web_app
from service.web.site import Site

from .fakes import FakeDesk

CONTENT = Path(__file__).parents[2] / "content"
LIBRARY = read_library(CONTENT)
ENTRIES = LIBRARY.get_shelf("en").entries


def get_addresses(shelf: Shelf) -> tuple[str, ...]:
    """Every page of a shelf, if English is the main language."""
    prefix = "" if shelf.language == "en" else f"/{shelf.language}"
    entries = (f"{prefix}/glossary/{entry.slug}/" for entry in shelf.entries)
    pages = (f"{prefix}/{page.slug}/" for page in shelf.pages)
    return f"{prefix}/", f"{prefix}/glossary/", f"{prefix}/search/", f"{prefix}/preferences/", *entries, *pages


ADDRESSES = get_addresses(LIBRARY.get_shelf("en"))
"""Every page of the real content in English."""
EVERY_ADDRESS = tuple(address for shelf in LIBRARY.shelves.values() for address in get_addresses(shelf))
"""Every page of the real content."""


@pytest.fixture(scope="session")
def library() -> Library:
    return LIBRARY


@pytest.fixture(scope="session")
def client(library: Library) -> FlaskClient:
    """A reader of the real content, with audio that is always there."""
    return make_web_app(Site(content=CONTENT), library, FakeDesk(library)).test_client()
