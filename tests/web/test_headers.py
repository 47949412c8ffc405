from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from service.web.headers import HEADERS

from .conftest import ADDRESSES
from .fakes import get_key

OTHERS = (
    "/static/lectern.css",
    "/static/icon.svg",
    "/robots.txt",
    "/glossary/grief/audio/all.mp3",
    "/glossary/grief/download/all.mp3",
    f"/audio/{get_key('grief', '')}.vtt",
    "/nothing",
    "/glossary/nothing/",
    "/help",
    "/glossary/images/nothing.png",
)
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; script-src 'self' "
)


@pytest.mark.parametrize("method", ["get", "head", "post", "options"])
@pytest.mark.parametrize("address", [*ADDRESSES, *OTHERS])
def test_every_response_has_the_headers_and_no_cookie(client: FlaskClient, method: str, address: str) -> None:
    headers = client.open(address, method=method.upper(), buffered=True).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in headers
    assert "Refresh" not in headers, "no page reloads by itself; one does if asked to: tests/web/test_waiting.py"
    assert headers["Cache-Control"]


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy, _, digest = HEADERS["Content-Security-Policy"].partition("'sha256-")
    assert policy == POLICY
    assert re.fullmatch(r"[\w+/]{43}='", digest), "one digest, and nothing unsafe"
    assert HEADERS["Referrer-Policy"] == "no-referrer"
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
    assert HEADERS["X-Frame-Options"] == "DENY"
    assert HEADERS["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("feature", ["camera", "microphone", "geolocation"])
def test_the_devices_senses_are_switched_off(feature: str) -> None:
    assert f"{feature}=()" in HEADERS["Permissions-Policy"].split(", ")


@pytest.mark.parametrize("feature", ["autoplay", "fullscreen", "speaker-selection", "encrypted-media"])
def test_nothing_that_a_player_may_need_is_switched_off(feature: str) -> None:
    assert feature not in HEADERS["Permissions-Policy"]


@pytest.mark.parametrize("address", [*ADDRESSES, "/nothing/", "/help", "/glossary/grief/audio/nothing.mp3"])
def test_no_page_is_kept_by_the_browser(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.mimetype == "text/html"
    assert response.headers["Cache-Control"] == "no-store"


def test_the_style_may_be_kept_for_a_while(client: FlaskClient) -> None:
    assert "max-age=3600" in client.get("/static/lectern.css", buffered=True).headers["Cache-Control"]
