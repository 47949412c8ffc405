"""Whatever authors and readers write, it comes out as text: no element, no attribute and no script is made of it."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.document.library import Library
from service.web.app import make_web_app
from service.web.appearance import SCRIPT
from service.web.site import Site

from .conftest import CONTENT, EVERY_ADDRESS
from .fakes import FakeDesk
from .html import get_all, get_text, parse

HOSTILE = (
    """'"><script>alert(1)</script><img src=x onerror=alert(2)></title>"""
    "{{ 7 * 7 }}{% raw %}</script><!--]]>&#60;b&#62;"
)
TEXTS = frozenset({
    "title", "summary", "content_note", "say", "text", "author", "where", "name", "hours", "cost", "who",
})  # fmt: skip


def poison(value: Any) -> Any:
    """The same model with the hostile text in everything that is shown as text."""
    if isinstance(value, tuple):
        return tuple(poison(each) for each in value)
    if isinstance(value, dict):
        return {key: poison(each) for key, each in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for each in fields(value):
        old = getattr(value, each.name)
        is_text = each.name in TEXTS and isinstance(old, str)
        changed[each.name] = old + HOSTILE if is_text else poison(old)
    return replace(value, **changed)


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    poisoned = poison(library)
    site = Site(name=HOSTILE, content=CONTENT, address="https://words.example.org")
    return make_web_app(site, poisoned, FakeDesk(poisoned)).test_client()


def prove_harmless(text: str) -> None:
    page = parse(text)
    for script in get_all(page, "script"):
        if script.get("data-preferences"):
            assert script.text == SCRIPT
        elif script.get("type") == "application/ld+json":
            assert json.loads(script.text or "")
        else:
            assert (script.get("src") or "").startswith("/static/")
            assert not script.text
    assert all(image.get("src", "").startswith("/") for image in get_all(page, "img"))
    assert not [name for each in page.iter() for name in each.attrib if name.startswith("on")]
    assert "alert(1)" in get_text(page)
    assert "{{ 7 * 7 }}" in get_text(page)


@pytest.mark.parametrize("address", EVERY_ADDRESS)
def test_hostile_words_of_an_author_are_words(client: FlaskClient, address: str) -> None:
    prove_harmless(client.get(address).text)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_hostile_words_of_a_reader_are_words(client: FlaskClient, prefix: str) -> None:
    prove_harmless(client.post(f"{prefix}/search/", data={"words": HOSTILE}).text)


def test_a_hostile_address_is_not_said_back(client: FlaskClient) -> None:
    page = client.get("/glossary/%3Cscript%3Ealert(3)%3C/script%3E/")
    assert page.status_code == 404
    assert "alert(3)" not in page.text
