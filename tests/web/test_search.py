from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient

from service.web.appearance import SCRIPT
from service.web.finder import Finder

from .conftest import ENTRIES, LIBRARY
from .html import get_all, get_by_id, get_links, get_one, get_text, parse

FINDER = Finder(LIBRARY.get_shelf("en"))


def find(query: str) -> list[str]:
    return [entry.slug for entry in FINDER.find(query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("grief", "grief"),
        ("GRIEF", "grief"),
        ("grïéf", "grief"),
        ("  trauma   bonding ", "trauma-bonding"),
        ("bonding", "trauma-bonding"),
        ("trauma-bonding", "trauma-bonding"),
        ("cycle of abuse", "cycle-of-abuse"),
        ("the shame", "shame"),
        ("coercive", "coercive-control"),
        ("attach", "attachment"),
        ("101", "trauma-bonding"),
    ],
)
def test_titles_and_codes_come_first(query: str, first: str) -> None:
    assert find(query)[0] == first


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("greif", "grief"),
        ("trama bonding", "trauma-bonding"),
        ("traumabonding", "trauma-bonding"),
        ("widrawal", "withdrawal"),
        ("intermitent reinforcment", "intermittent-reinforcement"),
        ("atachment", "attachment"),
        ("coersive control", "coercive-control"),
    ],
)
def test_small_slips_are_forgiven_in_titles(query: str, first: str) -> None:
    assert find(query)[0] == first


def test_words_of_the_text_are_found() -> None:
    assert find("Biderman") == ["coercive-control"]
    assert "coercive-control" in find("prisoners of war")


def test_a_question_in_plain_words_finds_what_it_is_about() -> None:
    assert "grief" in find("why do I still cry over him")


@pytest.mark.parametrize("query", ["zzzzzz", "12345", "?!", "🙂"])
def test_words_that_are_nowhere_find_nothing(query: str) -> None:
    assert find(query) == []


def test_the_nearest_titles_are_offered() -> None:
    assert [entry.slug for entry in FINDER.get_nearest("aphasement")][:1] == ["attachment"]
    assert FINDER.get_nearest("zzzzzz") == ()


def test_the_form_travels_by_post_and_is_not_remembered(client: FlaskClient) -> None:
    form = get_one(parse(client.get("/search/").text), "form")
    field = get_one(form, "input")
    assert (form.get("method"), form.get("action"), form.get("autocomplete")) == ("post", "/search/", "off")
    assert (field.get("autocomplete"), field.get("spellcheck")) == ("off", "false")
    assert get_one(form, "label").get("for") == field.get("id")


def test_words_in_the_address_are_passed_over(client: FlaskClient) -> None:
    response = client.get("/search/?words=grief&q=grief")
    assert "grief" not in response.text.lower()


def test_an_answer_lists_what_was_found(client: FlaskClient) -> None:
    page = parse(client.post("/search/", data={"words": "grief"}).text)
    assert get_text(get_one(page, "h1")) == "Search results"
    assert ("Grief", "/glossary/grief/") in get_links(get_one(page, "main"))


def test_the_words_are_in_no_title_address_or_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        response = client.post("/search/", data={"words": "quarantine"})
    page = parse(response.text)
    assert "quarantine" not in get_text(get_one(page, "title"))
    assert "Location" not in response.headers
    assert not [link for _, link in get_links(page) if "quarantine" in link]
    assert response.headers["Cache-Control"] == "no-store"
    assert "quarantine" not in caplog.text


def test_nothing_found_offers_near_titles_and_all_entries(client: FlaskClient) -> None:
    page = parse(client.post("/search/", data={"words": "aphasement"}).text)
    assert get_text(get_one(page, "h1")) == "Nothing found"
    assert [get_text(each) for each in get_all(page, "h2")] == ["Entries with similar titles", "All entries, A to Z"]
    assert {entry.title for entry in ENTRIES} <= {words for words, _ in get_links(page)}


@pytest.mark.parametrize("words", ["", "   ", "\0\0", "\t\r\n", "\u200b\u202e"])
def test_a_search_for_nothing_is_refused_in_words(client: FlaskClient, words: str) -> None:
    response = client.post("/search/", data={"words": words})
    page = parse(response.text)
    assert response.status_code == 400
    field = get_one(page, "input")
    assert get_text(get_by_id(page, field.get("aria-describedby", ""))).startswith("Type a word")
    assert get_text(get_one(page, "h1")) == "Not searched yet"  # else a screen reader says the same page once more


def test_a_search_without_its_field_is_refused_in_words(client: FlaskClient) -> None:
    assert client.post("/search/", data={"other": "x"}).status_code == 400
    assert client.post("/search/", data=b"\xff\xfe", content_type="application/json").status_code == 400


@pytest.mark.parametrize("words", ["a" * 201, "a b " * 2_500, "é" * 10_000])
def test_a_search_that_is_too_long_is_refused_in_words(client: FlaskClient, words: str) -> None:
    response = client.post("/search/", data={"words": words})
    assert response.status_code == 400
    assert "no more than 200 characters" in get_text(parse(response.text))
    assert len(response.data) < 5_000


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7 * 7 }}", "%s{0}{words}", "'; drop table"]
)
def test_markup_that_is_searched_for_is_shown_as_words(client: FlaskClient, words: str) -> None:
    response = client.post("/search/", data={"words": words})
    page = parse(response.text)
    assert response.status_code == 200
    assert [each.text for each in get_all(page, "script", "img") if each.tag == "img" or each.text] == [SCRIPT]
    assert get_one(page, "input").get("value") == words


@pytest.mark.parametrize(
    "body", [b"words=%ED%A0%80", b"words=%ff%fe", b"words=%", b"words=a&words=b", b"=&&=", b"words[]=a"]
)
def test_a_body_that_is_badly_encoded_does_no_harm(client: FlaskClient, body: bytes) -> None:
    response = client.post("/search/", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 400)
    assert get_one(parse(response.text), "form") is not None


def test_control_characters_part_words(client: FlaskClient) -> None:
    page = parse(client.post("/search/", data={"words": "trauma\0bonding\x1b"}).text)
    assert get_one(page, "input").get("value") == "trauma bonding"


def test_a_body_that_is_far_too_long_is_refused(client: FlaskClient) -> None:
    response = client.post("/search/", data={"words": "a" * 70_000})
    assert response.status_code == 413
    assert get_text(get_one(parse(response.text), "h1")) == "That was too much text"
