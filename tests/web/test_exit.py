"""The exit on every page, and what settings change about it."""

from __future__ import annotations

import gzip
from xml.etree.ElementTree import Element

import pytest
from flask import abort
from flask.testing import FlaskClient

from service.document.library import Library
from service.languages import get_language
from service.web.app import make_web_app
from service.web.site import Site

from .conftest import ADDRESSES, EVERY_ADDRESS
from .fakes import FakeDesk
from .html import get_all, get_by_id, get_one, get_text, parse
from .test_look import TEXT as STYLE
from .test_look import get_contrast

AWAY = "https://away.example/sky?a=1&b=2"
REL = "nofollow noreferrer noopener"
each_page = pytest.mark.parametrize("address", [*EVERY_ADDRESS, "/nothing/", "/es/nothing/"])


def get_client(library: Library, **choices: object) -> FlaskClient:
    return make_web_app(Site(exit_address=AWAY, **choices), library, FakeDesk(library)).test_client()  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def reader(library: Library) -> FlaskClient:
    return get_client(library)


def get_exit(page: Element) -> Element:
    return next(each for each in get_all(page, "nav") if each.get("class") == "exit")


def assert_can_be_left(page: Element) -> None:
    second, seen = get_all(get_exit(page), "a")
    for link in (second, seen):
        assert (link.get("href"), link.get("rel"), link.get("target")) == (AWAY, REL, None)
    assert all(seen.get(name) for name in ("data-first", "data-second", "data-over", "data-wait"))


@each_page
def test_every_page_can_be_left(reader: FlaskClient, address: str) -> None:
    assert_can_be_left(parse(reader.get(address).text))


@pytest.mark.parametrize("code", [400, 403, 404, 405, 413, 416, 418, 500, 503])
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_every_failure_can_be_left(library: Library, prefix: str, code: int) -> None:
    app = make_web_app(Site(exit_address=AWAY), library, FakeDesk(library))
    app.add_url_rule(f"{prefix}/fail/", view_func=lambda: abort(code))
    response = app.test_client().get(f"{prefix}/fail/")
    assert response.status_code == code
    assert_can_be_left(parse(response.text))


@each_page
def test_the_links_stand_second_and_third_of_all(reader: FlaskClient, address: str) -> None:
    page = parse(reader.get(address).text)
    words = get_language("es" if address.startswith("/es/") else "en").words
    names = [link.get("aria-label") or get_text(link) for link in get_all(page, "a")[:3]]
    assert names == [words("skip"), words("exit"), f"{words('exit_emergency')} {words('exit')}"]


@each_page
def test_the_words_by_the_button_say_what_it_does_not_do(reader: FlaskClient, address: str) -> None:
    page = parse(reader.get(address).text)
    words = get_language("es" if address.startswith("/es/") else "en").words
    said = get_all(get_one(page, "header"), "p")[0]
    assert get_text(said) == f"{words('exit_words')} {words('exit_keys')}"
    (hidden,) = get_all(said, "span")
    assert hidden.get("hidden") is not None, "the keys are told of only where they work"


@pytest.mark.parametrize(("tag", "history"), [("en", "not delete your browser history"), ("es", "No borra el")])
def test_the_words_name_the_history_and_promise_no_safety(tag: str, history: str) -> None:
    interface = get_language(tag).interface
    assert history in interface["exit_words"]
    said = " ".join(text for name, text in interface.items() if name.startswith("exit")).casefold()
    assert not [word for word in ("safe", "secur", "private", "segur", "privad") if word in said]


@pytest.mark.parametrize("address", ["/safety/", "/es/safety/"])
def test_the_safety_page_tells_the_keys_and_the_limits(reader: FlaskClient, address: str) -> None:
    text = get_text(get_one(parse(reader.get(address).text), "main")).casefold()
    english = ("exit this page", "shift", "three times", "does not delete", "downloads", "network", "shoulder")
    spanish = ("salir de esta página", "mayús", "tres veces", "no borra", "descargas", "red", "hombro")
    assert [words for words in (spanish if "/es/" in address else english) if words not in text] == []


def test_usual_titles_tell_pages_apart_and_neutral_ones_tell_nothing(library: Library) -> None:
    neutral = get_client(library, neutral_titles=True)
    titles = {get_text(get_one(parse(neutral.get(address).text), "title")) for address in (*ADDRESSES, "/nothing/")}
    assert titles == {"Word list"}


def test_fewer_traces_are_a_choice(library: Library, reader: FlaskClient) -> None:
    def get_scripts(client: FlaskClient) -> list[str]:
        return [each.get("src", "") for each in get_all(parse(client.get("/").text), "script")]

    assert not [source for source in get_scripts(reader) if "fewer_traces" in source]
    chosen = get_client(library, fewer_traces=True)
    assert [source for source in get_scripts(chosen) if "fewer_traces" in source]
    assert "The Back button of the browser leaves this site." in chosen.get("/").text


def test_the_text_of_a_page_starts_where_it_did(reader: FlaskClient) -> None:
    assert get_by_id(parse(reader.get("/").text), "main_text").tag == "main"


def test_the_script_is_light_and_has_no_words_of_its_own(reader: FlaskClient) -> None:
    script = reader.get("/static/exit.js", buffered=True)
    assert len(gzip.compress(script.data, 9)) <= 1_400
    assert b"//" not in script.data  # a comment
    assert "javascript" in script.mimetype


def test_the_button_has_the_contrast_of_text() -> None:
    assert "background: #8a1c14;" in STYLE
    assert get_contrast("#ffffff", "#8a1c14") >= 7
