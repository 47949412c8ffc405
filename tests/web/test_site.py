"""What holds for every page."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from service.document.library import Library
from service.errors import UnknownName
from service.languages import get_language
from service.web.app import make_web_app
from service.web.appearance import SCRIPT
from service.web.site import Site

from .conftest import ADDRESSES, EVERY_ADDRESS
from .fakes import FakeDesk
from .html import get_all, get_links, get_one, get_text, parse

each_page = pytest.mark.parametrize("address", [*ADDRESSES, "/nothing/"])
each_page_of_each_language = pytest.mark.parametrize("address", [*EVERY_ADDRESS, "/nothing/"])
NOISE = ("dfn", "abbr", "ruby", "mark", "details", "output", "style", "iframe", "svg", "font")


MENUS = {
    "en": [("Get help now", "/help/"), ("Using this site safely", "/safety/"),
           ("Glossary", "/glossary/"), ("Search", "/search/")],
    "es": [("Pide ayuda ahora", "/es/help/"), ("Usa este sitio con seguridad", "/es/safety/"),
           ("Glosario", "/es/glossary/"), ("Buscar", "/es/search/")],
}  # fmt: skip
each_language = pytest.mark.parametrize("language", MENUS)


def get_page(client: FlaskClient, address: str) -> Element:
    return parse(client.get(address).text)


@each_page_of_each_language
def test_each_landmark_is_there_once(client: FlaskClient, address: str) -> None:
    page = get_page(client, address)
    assert [len(get_all(page, tag)) for tag in ("header", "main", "footer")] == [1, 1, 1]
    labels = [nav.get("aria-label") for nav in get_all(page, "nav")]
    assert None not in labels
    assert len(set(labels)) == len(labels)


@each_page_of_each_language
def test_headings_have_one_top_and_skip_no_level(client: FlaskClient, address: str) -> None:
    levels = [int(each.tag[1]) for each in get_all(get_page(client, address), "h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


@each_page
def test_the_language_and_direction_are_those_of_the_text(client: FlaskClient, address: str) -> None:
    page, language = get_page(client, address), get_language("en")
    assert (page.get("lang"), page.get("dir")) == (language.page_tag, language.direction)


@each_page_of_each_language
def test_the_title_is_the_heading_and_the_neutral_name(client: FlaskClient, address: str) -> None:
    page = get_page(client, address)
    assert get_text(get_one(page, "title")) == f"{get_text(get_one(page, 'h1'))} - Word list"


def get_addresses_in(language: str) -> list[str]:
    return [address for address in EVERY_ADDRESS if address.startswith("/es/") == (language == "es")]


@each_language
def test_no_two_pages_have_the_same_title(client: FlaskClient, language: str) -> None:
    addresses = get_addresses_in(language)
    assert len(addresses) > 10
    titles = Counter(get_text(get_one(get_page(client, address), "title")) for address in addresses)
    assert [title for title, count in titles.items() if count > 1] == []


@each_page
def test_the_first_link_skips_to_the_main_text(client: FlaskClient, address: str) -> None:
    page = get_page(client, address)
    words, target = get_links(page)[0]
    assert (words, target) == ("Skip to the main text", "#" + get_one(page, "main").get("id", ""))
    assert get_one(page, "main").get("tabindex") == "-1"


@each_page_of_each_language
def test_help_and_safety_come_first_in_the_same_place(client: FlaskClient, address: str) -> None:
    menu = get_all(get_one(get_page(client, address), "header"), "nav")[0]
    language = "es" if address.startswith("/es/") else "en"
    assert get_links(menu) == MENUS[language]


@each_page_of_each_language
def test_every_page_but_the_first_says_where_it_stands(client: FlaskClient, address: str) -> None:
    page = get_page(client, address)
    steps = [get_text(each) for each in get_all(page, "li") if each.get("aria-current") == "page"]
    assert steps == ([] if address in ("/", "/es/") else [get_text(get_one(page, "h1"))])


@each_page_of_each_language
def test_nothing_is_there_that_a_screen_reader_stumbles_over(client: FlaskClient, address: str) -> None:
    page = get_page(client, address)
    assert get_all(page, *NOISE) == []
    for parent in page.iter():
        for template in [each for each in parent if each.tag == "template"]:
            parent.remove(template)  # no part of the page until a script brings it
    assert [each for each in page.iter() if each.get("role") or each.get("title")] == []
    assert [get_text(each) for each in page.iter() if each.get("aria-live")] == [""]


@each_page_of_each_language
def test_there_is_no_style_in_the_page_and_one_script_which_is_ours(client: FlaskClient, address: str) -> None:
    page = get_page(client, address)
    names = {name for each in page.iter() for name in each.attrib}
    assert not [name for name in names if name == "style" or name.startswith("on")]
    scripts = [each for each in get_all(page, "script") if each.get("type") != "application/ld+json"]  # data, no script
    assert [each.text for each in scripts if each.text or not each.get("src")] == [SCRIPT]


@each_page_of_each_language
def test_every_id_is_there_once(client: FlaskClient, address: str) -> None:
    ids = Counter(each.get("id") for each in get_page(client, address).iter() if each.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []


@each_page_of_each_language
def test_the_page_loads_nothing_from_elsewhere(client: FlaskClient, address: str) -> None:
    page = get_page(client, address)
    loaded = [each.get("src") or each.get("href", "") for each in page.iter() if each.get("src") or each.tag == "link"]
    assert [each for each in loaded if not each.startswith("/") or each.startswith("//")] == []


def test_every_link_within_the_site_leads_somewhere(client: FlaskClient) -> None:
    dead, seen, waiting = [], set(), ["/"]
    while waiting:
        address = waiting.pop()
        response = client.get(address, buffered=True)
        if response.status_code != 200:
            dead.append(address)
        if response.mimetype != "text/html":
            continue
        page = parse(response.text)
        ids = {each.get("id") for each in page.iter()}
        for target in [each.get(name) for each in page.iter() for name in ("href", "src", "action") if each.get(name)]:
            parts = urlsplit(urljoin(address, target))
            if parts.scheme or parts.path in seen:
                continue
            if parts.fragment and parts.path == address and parts.fragment not in ids:
                dead.append(f"{address}#{parts.fragment}")
            if parts.path != address:
                seen.add(parts.path)
                waiting.append(parts.path)
    assert dead == []
    assert set(EVERY_ADDRESS) <= seen


@each_language
def test_links_with_the_same_words_go_to_the_same_place(client: FlaskClient, language: str) -> None:
    places: dict[str, set[str]] = {}
    for address in get_addresses_in(language):
        for link in get_all(get_page(client, address), "a"):
            if not link.get("hreflang"):  # the switch names a language, and leads to the same page in it
                places.setdefault(get_text(link).casefold(), set()).add(link.get("href", ""))
    assert [words for words, targets in places.items() if len(targets) > 1] == []


@each_page_of_each_language
def test_a_page_is_light(client: FlaskClient, address: str) -> None:
    assert len(client.get(address).data) < 60_000


def test_the_name_of_the_site_is_in_the_title_and_the_header(library: Library) -> None:
    page = get_page(make_web_app(Site(name="Tea & <Toast>"), library, FakeDesk(library)).test_client(), "/search/")
    assert get_text(get_one(page, "title")) == "Search - Tea & <Toast>"
    assert ("Tea & <Toast>, home page", "/") in get_links(page)


def test_a_language_without_content_is_an_error(library: Library) -> None:
    with pytest.raises(UnknownName, match="content language named 'xx'"):
        make_web_app(Site(language="xx"), library, FakeDesk(library))


def test_robots_leave_audio_alone(client: FlaskClient) -> None:
    assert "Disallow: /audio/" in client.get("/robots.txt").text
