"""Entries made up to hold everything that an author can write."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from service.document.library import read_library
from service.web.app import make_web_app
from service.web.site import Site

from .fakes import FakeDesk
from .html import get_all, get_by_id, get_one, get_sentences, get_text, parse

HEAD = """+++
title = '{title}'
code = "{code}"
say = "SAY <b>it</b>"
summary = "One & two. Three < four."
related = []
content_note = "It says \\"no\\"."
reviewed = 2026-01-02

[[sources]]
author = "A & B"
year = 2001
title = "T <i>"
where = "W"
+++
"""
BODY = """
## First of [[24 hours]] *all*

Some **strong [link *inside*](https://example.org/?a=1&b=2) words** here.
Then [السلام عليكم]{lang=ar} & <3. [Help](/help/) and [[écho|an echo]].

1. One.
2. Two. Two again.

- A point.

> Said once.
>
> Said twice.

![A plain "drawing" of a tree](tree.svg)

| Where | Left | Right |
|---|---|---|
| Top | one. Two. | |
| Low | three | *four* |
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("content") / "en"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "tree.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / "images" / "secret.svg").write_text("<svg/>")
    (folder / "one.md").write_text(HEAD.format(title='Fear & "love" <3', code="201") + BODY, encoding="utf-8")
    (folder / "day.md").write_text(HEAD.format(title="24 hours", code="202") + "\n## Word\n\nText.\n")
    (folder / "echo.md").write_text(HEAD.format(title="Écho", code="203") + "\n## Word\n\nText.\n", encoding="utf-8")
    library = read_library(folder.parent)
    return make_web_app(Site(content=folder.parent), library, FakeDesk(library)).test_client()


@pytest.fixture(scope="module")
def page(client: FlaskClient) -> Element:
    return parse(client.get("/glossary/one/").text)


def test_all_that_an_author_can_write_is_shown_once_and_in_order(client: FlaskClient, page: Element) -> None:
    entry = client.application.extensions["lectern"][""].shelf.get_entry("one")
    assert list(get_sentences(page)) == [(sentence.id, sentence.text) for sentence in entry.get_sentences()]


def test_words_that_look_like_markup_are_words(client: FlaskClient, page: Element) -> None:
    assert get_text(get_one(page, "h1")) == 'Fear & "love" <3'
    assert get_text(get_one(page, "title")) == 'Fear & "love" <3 - Word list'
    assert "Say it: SAY <b>it</b>" in get_text(page)
    assert get_all(page, "b", "i") == []
    assert 'Fear & "love" <3' in get_text(parse(client.get("/").text))


def test_a_link_with_emphasis_inside_is_one_link(page: Element) -> None:
    (link,) = [each for each in page.iter("a") if each.get("href") == "https://example.org/?a=1&b=2"]
    assert get_text(link) == "link inside"
    assert get_text(get_one(link, "em")) == "inside"
    assert link.get("rel") == "noreferrer"


@pytest.mark.parametrize(
    ("words", "address"), [("an echo", "/glossary/echo/"), ("24 hours", "/glossary/day/"), ("Help", "/help/")]
)
def test_links_within_the_site_are_plain(page: Element, words: str, address: str) -> None:
    (link,) = [each for each in page.iter("a") if get_text(each) == words]
    assert (link.get("href"), link.get("rel")) == (address, None)


def test_words_of_another_language_say_so(page: Element) -> None:
    (span,) = [each for each in page.iter("span") if each.get("lang")]
    assert (span.get("lang"), span.get("dir"), get_text(span)) == ("ar", "auto", "السلام عليكم")


def test_a_table_names_its_columns(page: Element) -> None:
    table = get_one(page, "table")
    assert [get_text(cell) for cell in get_all(table, "th")] == ["Where", "Left", "Right"]
    assert {cell.get("scope") for cell in get_all(table, "th")} == {"col"}
    assert [len(get_all(row, "td", "th")) for row in get_all(table, "tr")] == [3, 3, 3]


def test_lists_and_quotations_keep_their_kind(page: Element) -> None:
    ordered = [each for each in get_all(page, "ol") if "One." in get_text(each)]
    assert [get_text(item) for item in get_all(ordered[0], "li")] == ["One.", "Two. Two again."]
    assert [get_text(each) for each in get_all(get_one(page, "blockquote"), "p")] == ["Said once.", "Said twice."]


def test_an_image_has_its_words(page: Element) -> None:
    image = get_one(get_one(page, "figure"), "img")
    assert (image.get("src"), image.get("alt")) == ("/glossary/images/tree.svg", 'A plain "drawing" of a tree')


def test_an_image_that_an_entry_shows_is_served(client: FlaskClient) -> None:
    response = client.get("/glossary/images/tree.svg", buffered=True)
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["secret.svg", "none.svg", "../one.md", "..%2fone.md", "%2e%2e/one.md", "tree.svg/"])
def test_no_other_file_is_served_as_an_image(client: FlaskClient, name: str) -> None:
    assert client.get(f"/glossary/images/{name}").status_code == 404


def test_letters_pass_over_accents_and_put_digits_first(client: FlaskClient) -> None:
    page = parse(client.get("/glossary/").text)
    assert [get_text(each) for each in get_all(page, "h2")] == ["0 to 9", "E", "F"]
    assert get_text(get_by_id(page, "letter_e")) == "E"


def test_a_library_without_pages_has_no_links_to_them(client: FlaskClient) -> None:
    page = parse(client.get("/").text)
    assert "/help/" not in [link.get("href") for link in page.iter("a")]
    assert client.get("/help/").status_code == 404
