"""Players that are led to the object store: who is, who is not, and what the browser is told."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.store.contract import Name
from service.web.app import make_web_app
from service.web.front.layer import Front
from service.web.headers import HEADERS
from service.web.site import Site

from .conftest import LIBRARY
from .fakes import CLIP, FakeDesk, Recording, get_key

ORIGIN = "https://s3.example.org"
PLAYER = {"Sec-Fetch-Dest": "audio", "Range": "bytes=0-"}


class NoStore:
    """The application knows better, each time."""

    def open_range(self, *_: object) -> None:
        return None


@dataclass
class SignedDesk(FakeDesk):
    is_away: bool = False

    def get_address(self, recording: Recording, seconds: int) -> str:
        return "" if self.is_away else f"{ORIGIN}/audio/{Name(recording.key, 'mp3')}?X-Amz-Expires={seconds}"


def make_client(origin: str = ORIGIN, is_away: bool = False) -> FlaskClient:
    app = make_web_app(Site(store_origin=origin), LIBRARY, SignedDesk(LIBRARY, is_away=is_away))
    app.wsgi_app = Front(app.wsgi_app, NoStore(), 8, leads_players=bool(origin))  # type: ignore[method-assign, arg-type]
    return app.test_client()


def ask(client: FlaskClient, kind: str = "mp3", **headers: str) -> TestResponse:
    return client.get(f"/audio/{get_key('grief', '')}.{kind}", headers=headers)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_player_is_led_to_the_store_and_nobody_keeps_the_address(method: str) -> None:
    response = make_client().open(f"/audio/{get_key('grief', '')}.mp3", method=method, headers=PLAYER)
    assert response.status_code == 307
    assert response.headers["Location"] == f"{ORIGIN}/audio/{get_key('grief', '')}.mp3?X-Amz-Expires=600"
    assert (response.headers["Cache-Control"], response.headers["Vary"]) == ("no-store", "Sec-Fetch-Dest")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.data == b""


def test_every_player_is_led_though_a_script_was_answered_before() -> None:
    client = make_client()
    for _ in range(3):
        assert ask(client, **{"Sec-Fetch-Dest": "empty"}).status_code == 200
        assert ask(client, **PLAYER).status_code == 307


@pytest.mark.parametrize("destination", ["empty", "document", "track", "image", "", None])
def test_scripts_downloads_and_old_browsers_are_sent_the_bytes(destination: str | None) -> None:
    response = ask(make_client(), **({} if destination is None else {"Sec-Fetch-Dest": destination}))
    assert (response.status_code, len(response.data) > 0) == (200, True)


@pytest.mark.parametrize("kind", ["vtt", "marks.json"])
def test_texts_beside_a_sound_come_from_here(kind: str) -> None:
    assert ask(make_client(), kind, **PLAYER).status_code in (200, 206)


def test_a_download_has_its_name_and_so_comes_from_here() -> None:
    response = make_client().get("/glossary/grief/download/all.mp3", headers=PLAYER)
    assert "attachment" in response.headers["Content-Disposition"]


def test_a_sound_that_the_store_is_not_known_to_have_comes_from_here() -> None:
    assert ask(make_client(is_away=True), **PLAYER).status_code in (200, 206)


@pytest.mark.parametrize("key", ["0" * 64, CLIP, "../secret", "a" * 63])
def test_no_key_is_signed_that_the_content_cannot_produce(key: str) -> None:
    response = make_client().get(f"/audio/{key}.mp3", headers=PLAYER)
    assert response.status_code == 404
    assert "Location" not in response.headers


def test_the_policy_names_the_store_only_if_players_are_led_there() -> None:
    policy = make_client().get("/").headers["Content-Security-Policy"]
    assert f"media-src 'self' {ORIGIN};" in policy
    assert f"connect-src 'self' {ORIGIN};" in policy
    assert policy.replace(f" {ORIGIN}", "") == HEADERS["Content-Security-Policy"]
    assert make_client("").get("/").headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    assert ask(make_client(""), **PLAYER).status_code in (200, 206)


def test_other_redirects_still_lead_on_by_path_alone() -> None:
    location = make_client().get("/glossary").headers.get("Location", "/glossary/")
    assert location == "/glossary/"
