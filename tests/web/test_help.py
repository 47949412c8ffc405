from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from service.document.model import Helpline

from .conftest import LIBRARY
from .html import get_all, get_links, get_text, parse

HELPLINES = LIBRARY.get_shelf("en").helplines
assert HELPLINES is not None
ALL = (*HELPLINES.emergency, *HELPLINES.helplines)
each_number = pytest.mark.parametrize("helpline", ALL, ids=lambda each: f"{each.country} {each.number}")


@pytest.fixture(scope="module")
def page(client: FlaskClient) -> Element:
    return parse(client.get("/help/").text)


@each_number
def test_every_number_can_be_called_from_its_link(page: Element, helpline: Helpline) -> None:
    number = helpline.number
    assert (f"Call {number}", "tel:" + re.sub("[ -]", "", number)) in get_links(page)


@each_number
def test_every_number_says_all_that_is_known_of_it(page: Element, helpline: Helpline) -> None:
    text, links = get_text(page), get_links(page)
    known = (helpline.country, helpline.name, helpline.region, helpline.who, helpline.hours, helpline.cost)
    assert [each for each in known if each not in text] == []
    assert f"{helpline.number}, {helpline.country}, checked on 22 November 2026:" in text
    assert not helpline.website or helpline.website in [address for _, address in links]
    for source in helpline.sources:
        assert (f"{source.publisher}: {source.title}", source.link) in links


def test_a_title_of_another_language_names_it(client: FlaskClient) -> None:
    for language, address in (("en", "/help/"), ("es", "/es/help/")):
        shown = {get_text(each): each.get("lang") for each in get_all(parse(client.get(address).text), "span")}
        helplines = LIBRARY.get_shelf(language).helplines
        assert helplines is not None
        sources = [source for each in (*helplines.emergency, *helplines.helplines) for source in each.sources]
        tagged = {source.title: source.language for source in sources if source.language}
        assert tagged
        assert {title: shown.get(title) for title in tagged} == tagged


def test_emergency_numbers_stand_before_helplines(page: Element) -> None:
    headings = [get_text(each) for each in get_all(page, "h2")]
    assert headings.index("Emergency numbers") < headings.index("Helplines by country")
    assert headings[0] == "If you are in danger now"


def test_helplines_stand_under_their_country(page: Element) -> None:
    outline = [(each.tag, get_text(each)) for each in get_all(page, "h3", "h4")]
    country = ""
    found = []
    for tag, words in outline:
        country = words if tag == "h3" else country
        found += [(country, words)] if tag == "h4" else []
    assert sorted(found) == sorted((each.country, each.name) for each in HELPLINES.helplines)


def test_the_numbers_are_one_step_from_the_top(page: Element) -> None:
    links = get_links(page)
    assert ("Go to emergency numbers", "#emergency_numbers") in links
    assert ("Go to helplines", "#helplines_by_country") in links
