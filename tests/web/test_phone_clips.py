"""Clips of the phone line at their addresses: what telephone providers fetch."""

from __future__ import annotations

import hashlib

import pytest
from flask.testing import FlaskClient

from service.document.library import Library
from service.web.app import make_web_app
from service.web.site import Site

from .fakes import CLIP, BrokenDesk, get_key

TYPES = {"ulaw": "audio/ulaw", "g722": "audio/G722", "wav": "audio/wav"}
each_kind = pytest.mark.parametrize("kind", TYPES)


def get_data(kind: str) -> bytes:
    return f"clip {kind} ".encode() * 100


@each_kind
def test_a_clip_comes_with_its_exact_type_and_may_be_kept_for_a_year(client: FlaskClient, kind: str) -> None:
    response = client.get(f"/audio/{CLIP}.{kind}")
    assert (response.status_code, response.data) == (200, get_data(kind))
    assert response.headers["Content-Type"] == TYPES[kind]
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["ETag"] == f'"{hashlib.sha256(get_data(kind)).hexdigest()}"'
    assert response.headers["Accept-Ranges"] == "bytes"
    assert "Set-Cookie" not in response.headers


@each_kind
def test_a_clip_that_is_known_is_not_sent_again(client: FlaskClient, kind: str) -> None:
    tag = client.get(f"/audio/{CLIP}.{kind}").headers["ETag"]
    response = client.get(f"/audio/{CLIP}.{kind}", headers={"If-None-Match": tag})
    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@each_kind
def test_a_range_of_a_clip_is_answered(client: FlaskClient, kind: str) -> None:
    response = client.get(f"/audio/{CLIP}.{kind}", headers={"Range": "bytes=160-319"})
    assert (response.status_code, response.data) == (206, get_data(kind)[160:320])
    assert client.get(f"/audio/{CLIP}.{kind}", headers={"Range": "bytes=99999-"}).status_code == 416


@each_kind
@pytest.mark.parametrize("key", ["0" * 64, get_key("grief", ""), CLIP.upper(), CLIP[:-1], "g" * 64])
def test_what_was_not_rendered_is_not_found_and_not_kept(client: FlaskClient, kind: str, key: str) -> None:
    response = client.get(f"/audio/{key}.{kind}")
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"


def test_a_clip_is_no_recording_of_a_page(client: FlaskClient) -> None:
    assert client.get(f"/audio/{CLIP}.mp3").status_code == 404
    assert client.get(f"/audio/{get_key('grief', '')}.wav").status_code == 404


def test_a_store_that_cannot_be_read_is_told_without_its_inside(library: Library) -> None:
    broken = make_web_app(Site(), library, BrokenDesk(library)).test_client()
    response = broken.get(f"/audio/{CLIP}.wav")
    assert response.status_code == 500
    assert "secret-broker" not in response.text
    assert response.headers["Cache-Control"] == "no-store"
