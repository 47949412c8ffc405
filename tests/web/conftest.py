from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.document.library import Library, read_library
from service.web.app import make_web_app
from service.web.site import Site

from .fakes import FakeDesk

CONTENT = Path(__file__).parents[2] / "content"
LIBRARY = read_library(CONTENT)
ENTRIES = LIBRARY.get_shelf("en").entries
ADDRESSES = (
    "/",
    "/glossary/",
    "/search/",
    *(f"/glossary/{entry.slug}/" for entry in ENTRIES),
    *(f"/{page.slug}/" for page in LIBRARY.get_shelf("en").pages),
)
"""Every page of the real content."""


@pytest.fixture(scope="session")
def library() -> Library:
    return LIBRARY


@pytest.fixture(scope="session")
def client(library: Library) -> FlaskClient:
    """A reader of the real content, with audio that is always there."""
    return make_web_app(Site(), library, FakeDesk(library)).test_client()
