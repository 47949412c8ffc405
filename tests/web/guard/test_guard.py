"""The guard before the real application, and before any other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.document.library import Library
from service.exports.readiness import Finding
from service.settings import Settings
from service.web.app import make_web_app
from service.web.guard.guard import OWN
from service.web.guard.sizes import MOST_BODY, MOST_HEADER_BYTES, MOST_HEADERS, MOST_PATH, MOST_QUERY
from service.web.headers import HEADERS
from service.web.health import add_health
from service.web.site import Site
from service.wiring.operation import add_guard

from ..conftest import CONTENT
from ..fakes import FakeDesk
from ..html import get_links, get_one, get_text, parse


def make_client(library: Library, **settings: Any) -> FlaskClient:
    app = make_web_app(Site(content=CONTENT), library, FakeDesk(library))
    add_health(app, lambda: {"voice": Finding(True, "works")})
    add_guard(app, Settings(**settings))
    return app.test_client()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return make_client(library, requests_a_minute=0)


HUGE = {f"X-{number}": "x" for number in range(MOST_HEADERS + 1)}
REFUSED = [
    ({"path": "/glossary/" + "a" * MOST_PATH}, 414, "That address is too long"),
    ({"path": "/search/?q=" + "a" * MOST_QUERY}, 414, "That address is too long"),
    ({"path": "/", "headers": HUGE}, 431, "That request was too large"),
    ({"path": "/", "headers": {"X": "x" * MOST_HEADER_BYTES}}, 431, "That request was too large"),
    ({"path": "/search/", "method": "POST", "data": b"q=" + b"a" * MOST_BODY}, 413, "That was too much text"),
    ({"path": "/", "environ_overrides": {"CONTENT_LENGTH": "-1"}}, 413, "That was too much text"),
    ({"path": "/", "environ_overrides": {"CONTENT_LENGTH": "9" * 99}}, 413, "That was too much text"),
    ({"path": "/", "headers": {"Host": "evil.example"}}, 421, "This site has another address"),
    ({"path": "/", "headers": {"Host": "a b"}}, 400, "That request was not clear"),
]  # fmt: skip


@pytest.mark.parametrize(("request_of", "code", "words"), REFUSED)
def test_what_is_too_large_or_meant_for_another_is_refused_in_plain_words(
    client: FlaskClient, request_of: dict[str, Any], code: int, words: str
) -> None:
    response = client.open(**request_of)
    page = parse(response.text)
    assert (response.status_code, get_text(get_one(page, "h1"))) == (code, words)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert response.headers["Cache-Control"] == "no-store"
    assert ("Get help now", "/help/") in get_links(get_one(page, "header"))
    assert "evil" not in response.text


def test_a_refusal_is_in_the_language_of_the_path(client: FlaskClient) -> None:
    page = parse(client.get("/es/glossary/" + "a" * MOST_PATH).text)
    assert get_text(get_one(page, "h1")) == "Esa dirección es demasiado larga"
    assert ("Get help now", "/help/") not in get_links(get_one(page, "header"))


def test_a_refusal_of_head_has_no_body_and_tells_its_length(client: FlaskClient) -> None:
    response = client.head("/", headers={"Host": "evil.example"})
    assert (response.status_code, response.data) == (421, b"")
    assert int(response.headers["Content-Length"]) == len(client.get("/", headers={"Host": "evil.example"}).data)


def test_what_is_just_small_enough_is_answered(client: FlaskClient) -> None:
    assert client.get("/glossary/" + "a" * (MOST_PATH - 11) + "/").status_code == 404
    assert client.get("/?" + "a" * MOST_QUERY).status_code == 200
    assert client.get("/", headers={"X": "x" * (MOST_HEADER_BYTES // 2)}).status_code == 200
    assert [client.post("/", data=b"a" * size).status_code for size in (MOST_BODY, MOST_BODY + 1)] == [405, 413]


def test_a_machine_may_ask_how_the_server_is_by_any_name(client: FlaskClient) -> None:
    asked = [client.get(path, headers={"Host": "10.1.2.3:8000"}).status_code for path in ("/healthz", "/readyz", "/")]
    assert asked == [200, 200, 421]


def test_one_too_many_is_told_when_to_come_again(library: Library) -> None:
    client = make_client(library, requests_a_minute=2)
    responses = [client.get("/") for _ in range(3)]
    assert [each.status_code for each in responses] == [200, 200, 429]
    assert 1 <= int(responses[2].headers["Retry-After"]) <= 60
    assert get_text(get_one(parse(responses[2].text), "h1")) == "Please wait a minute"
    assert "Please wait a minute and try again." in responses[2].text


def test_the_way_out_and_the_numbers_to_call_are_never_blocked(library: Library) -> None:
    client = make_client(library, requests_a_minute=1)
    assert [client.get("/").status_code for _ in range(2)] == [200, 429]
    refused = client.get("/").text
    assert 'class="leave" href="https://www.bbc.co.uk/weather"' in refused
    free = ("/static/exit.js", "/static/lectern.css", "/help/", "/safety/", "/es/help/", "/es/safety/", "/healthz")
    assert [client.get(path, buffered=True).status_code for path in free for _ in range(5)] == [200] * 35


def test_somebody_who_listens_is_never_stopped(library: Library) -> None:
    """Whose slider is dragged about for a minute, with a piece asked for ten times a second."""
    client = make_client(library)
    ranges = [{"Range": f"bytes={first}-"} for first in range(600)]
    assert {client.get("/glossary/grief/audio/all.mp3", headers=each).status_code for each in ranges} == {206}
    assert client.get("/").status_code == 200


def test_audio_has_a_limit_too(library: Library) -> None:
    client = make_client(library, requests_a_minute=1)
    assert [client.get("/glossary/grief/audio/all.mp3").status_code for _ in range(21)] == [200] * 20 + [429]


def test_readers_behind_a_trusted_proxy_are_counted_one_by_one(library: Library) -> None:
    client = make_client(library, requests_a_minute=1, trusted_proxies="127.0.0.1")
    asked = [
        client.get("/", headers={"X-Forwarded-For": name}).status_code for name in ("1.2.3.4", "1.2.3.5", "1.2.3.4")
    ]
    assert asked == [200, 200, 429]


def test_a_header_that_claims_to_be_somebody_else_does_not_help(library: Library) -> None:
    client = make_client(library, requests_a_minute=1)
    asked = [
        client.get("/", headers={"X-Forwarded-For": f"1.2.3.{number}"}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
        for number in range(3)
    ]
    assert [each.status_code for each in asked] == [200, 429, 429]


def test_the_list_of_what_can_be_kept_is_whole_though_it_asks_for_every_page(library: Library) -> None:
    client = make_client(library, requests_a_minute=1)
    unlimited = make_client(library, requests_a_minute=0)
    address = "/preferences/offline.json"
    assert client.get(address).json == unlimited.get(address).json


def test_no_header_makes_a_request_the_program_s_own(client: FlaskClient) -> None:
    response = client.get("/", headers={"Host": "evil.example", OWN: "yes", "Lectern.Own": "yes"})
    assert response.status_code == 421


def test_what_fails_behind_the_guard_is_a_page_and_its_path_is_in_no_log(
    library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_web_app(Site(), library, FakeDesk(library))

    def fail(environ: dict[str, Any], start_response: object) -> Iterable[bytes]:
        raise RuntimeError("before any page")

    app.wsgi_app = fail  # type: ignore[method-assign, assignment]
    add_guard(app, Settings())
    response = app.test_client().get("/glossary/grief/?secret=word")
    assert (response.status_code, get_text(get_one(parse(response.text), "h1"))) == (500, "Something went wrong")
    assert "grief" not in caplog.text
    assert "secret" not in caplog.text


def test_any_wsgi_application_can_stand_behind_it(library: Library) -> None:
    app = make_web_app(Site(), library, FakeDesk(library))
    inner: Flask = Flask("other")
    inner.add_url_rule("/x", view_func=lambda: "other")
    app.wsgi_app = inner.wsgi_app  # type: ignore[method-assign]
    add_guard(app, Settings())
    assert app.test_client().get("/x").text == "other"
    assert app.test_client().get("/x", headers={"Host": "evil.example"}).status_code == 421
