"""What pages say to machines."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.document.library import Library, Shelf
from service.web.app import make_web_app
from service.web.site import Site

from .conftest import EVERY_ADDRESS, LIBRARY
from .fakes import FakeDesk
from .html import get_all, get_one, parse


def get_data(text: str) -> list[dict[str, Any]]:
    scripts = [each for each in get_all(parse(text), "script") if each.get("type") == "application/ld+json"]
    return [json.loads(each.text or "") for each in scripts]


@pytest.mark.parametrize("entry", tuple(LIBRARY.get_entries()), ids=lambda entry: f"{entry.language}-{entry.slug}")
def test_an_entry_is_a_term_of_the_glossary(client: FlaskClient, entry: Any) -> None:
    prefix = "" if entry.language == "en" else f"/{entry.language}"
    (term,) = get_data(client.get(f"{prefix}/glossary/{entry.slug}/").text)
    assert (term["@context"], term["@type"], term["name"]) == ("https://schema.org", "DefinedTerm", entry.title)
    assert (term["description"], term["termCode"]) == (entry.summary, entry.code)
    assert term["@id"] == f"{prefix}/glossary/{entry.slug}/"
    assert (term["inDefinedTermSet"]["@type"], term["inDefinedTermSet"]["@id"]) == (
        "DefinedTermSet",
        f"{prefix}/glossary/",
    )


@pytest.mark.parametrize("shelf", tuple(LIBRARY.shelves.values()), ids=lambda shelf: shelf.language)
def test_the_a_to_z_is_the_set_of_all_terms(client: FlaskClient, shelf: Shelf) -> None:
    prefix = "" if shelf.language == "en" else f"/{shelf.language}"
    page = client.get(f"{prefix}/glossary/").text
    (terms,) = get_data(page)
    assert terms["@type"] == "DefinedTermSet"
    assert [each["name"] for each in terms["hasDefinedTerm"]] == [entry.title for entry in shelf.entries]
    assert terms["inLanguage"] == get_one(parse(page), "html").get("lang")


def test_no_other_page_has_data_for_machines(client: FlaskClient) -> None:
    having = [address for address in EVERY_ADDRESS if get_data(client.get(address).text)]
    assert all("/glossary/" in address for address in having)


def test_no_text_of_an_entry_can_end_the_data(library: Library) -> None:
    shelf = library.get_shelf("en")
    evil = "</script><script>alert(1)</script><!-- & ' \u2028"
    entry = replace(shelf.entries[0], title=evil, summary=evil, related=())
    copy = replace(shelf, entries=(entry,), _by_slug={entry.slug: entry})
    app = make_web_app(Site(), Library({"en": copy}), FakeDesk(library))
    page = app.test_client().get(f"/glossary/{entry.slug}/").text
    assert "<script>alert" not in page
    assert [each["description"] for each in get_data(page)] == [evil]


def test_addresses_are_whole_where_the_publisher_named_the_site(library: Library) -> None:
    app = make_web_app(Site(address="https://example.org"), library, FakeDesk(library))
    (term,) = get_data(app.test_client().get("/glossary/grief/").text)
    assert term["@id"] == "https://example.org/glossary/grief/"
