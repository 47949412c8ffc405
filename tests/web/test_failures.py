from __future__ import annotations

from urllib.parse import unquote

import pytest
from flask import abort
from flask.testing import FlaskClient

from service.document.library import Library
from service.web.app import make_web_app
from service.web.site import Site

from .fakes import FakeDesk
from .html import get_links, get_one, get_text, parse


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    """With addresses that fail as they are told."""
    app = make_web_app(Site(), library, FakeDesk(library))

    @app.get("/fail/<int:code>")
    def fail(code: int) -> str:
        if code == 500:
            raise RuntimeError("password in the settings")
        abort(code)

    return app.test_client()


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 408, 409, 413, 414, 415, 416, 418, 429, 500, 501, 503, 504])
def test_every_error_is_a_page_with_the_frame_of_the_site(client: FlaskClient, code: int) -> None:
    response = client.get(f"/fail/{code}")
    page = parse(response.text)
    assert response.status_code == code
    assert get_text(get_one(page, "title")) == f"{get_text(get_one(page, 'h1'))} - Word list"
    assert ("Get help now", "/help/") in get_links(get_one(page, "header"))
    assert ("Go to all entries, A to Z", "/glossary/") in get_links(get_one(page, "main"))


def test_a_fault_of_ours_is_logged_and_not_shown(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/fail/500")
    assert "password" not in response.text
    assert "Traceback" not in response.text
    assert "RuntimeError: password in the settings" in caplog.text


@pytest.mark.parametrize("path", ["/", "/glossary/", "/glossary/grief/", "/help/", "/glossary/grief/audio/all.mp3"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_method_that_a_page_does_not_answer_is_told_which_do(client: FlaskClient, path: str, method: str) -> None:
    response = client.open(path, method=method)
    assert response.status_code == 405
    assert {"GET", "HEAD"} <= set(response.headers["Allow"].split(", "))
    assert get_text(get_one(parse(response.text), "h1"))


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/nothing/", "/favicon.ico", "/glossary/nothing/", "/glossary/Grief/", "/glossary/grief/x",
        "/glossary/grief%00/", "/glossary%2fgrief/", "/glossary/grief%2Faudio%2Fall.mp3", "/glossary/..%2fhelp/",
        "/glossary/../help/", "/glossary/%2e%2e/help/", "/glossary/grief/../../help/", "/glossary%5cgrief/",
        "//glossary/grief/", "/glossary//grief/", "//example.org/", "/glossary/%ff%fe/", "/glossary/gr%C3%AEef/",
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/nothing.css", "/glossary/" + "a" * 5000 + "/",
        "/audio/" + "../" * 9 + "x.mp3", "/content/en/grief.md", "/.git/config",
    ],
)  # fmt: skip
def test_a_path_to_nothing_is_not_found(client: FlaskClient, path: str) -> None:
    environ = {"REQUEST_URI": path, "PATH_INFO": unquote(path, "latin-1")}
    response = client.get("/", environ_overrides=environ)
    assert response.status_code == 404
    assert get_text(get_one(parse(response.text), "h1")) == "Page not found"


def test_the_page_of_an_error_does_not_repeat_the_address(client: FlaskClient) -> None:
    assert "xyzzy" not in client.get("/glossary/xyzzy/").text
    assert "xyzzy" not in client.get("/xyzzy/<b>").text
