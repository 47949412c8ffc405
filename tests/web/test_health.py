from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from service.document.library import Library
from service.exports.readiness import Finding
from service.web.app import make_web_app
from service.web.headers import HEADERS
from service.web.health import LIVE, READY, add_health
from service.web.site import Site

from .fakes import FakeDesk

WELL, ILL = Finding(True, "works"), Finding(False, "cannot be written")


def make_client(library: Library, **findings: Finding) -> FlaskClient:
    app = make_web_app(Site(), library, FakeDesk(library))
    add_health(app, lambda: findings)
    return app.test_client()


def test_a_process_that_answers_is_live_whatever_else_is_broken(library: Library) -> None:
    response = make_client(library, store=ILL).get(LIVE)
    assert (response.status_code, response.text) == (200, "The process answers.\n")


def test_a_server_is_ready_when_every_part_is_well(library: Library) -> None:
    response = make_client(library, voice=WELL, store=WELL).get(READY)
    assert (response.status_code, response.text) == (200, "voice: well, works\nstore: well, works\n")


def test_a_server_with_one_part_that_is_not_well_is_not_ready_and_says_which(library: Library) -> None:
    response = make_client(library, voice=WELL, store=ILL).get(READY)
    assert response.status_code == 503
    assert response.text == "voice: well, works\nstore: NOT WELL, cannot be written\n"


@pytest.mark.parametrize("address", [LIVE, READY])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_these_answers_are_kept_nowhere_and_have_the_headers_of_all(
    library: Library, address: str, method: str
) -> None:
    response = make_client(library, voice=WELL).open(address, method=method)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert response.mimetype == "text/plain"


def test_they_are_in_no_list_of_pages(library: Library) -> None:
    client = make_client(library, voice=WELL)
    lists = client.get("/").text + client.get("/robots.txt").text + client.get("/preferences/offline.json").text
    assert "healthz" not in lists
    assert "readyz" not in lists
