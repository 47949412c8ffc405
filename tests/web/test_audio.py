from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from service.document.library import Library
from service.errors import AudioError, EngineAway, EngineError, RenderFailed, StoreError
from service.web.app import make_web_app
from service.web.audio import get_file_name
from service.web.site import Site

from .fakes import FakeDesk, FallbackDesk, SilentDesk, get_key
from .html import get_one, get_text, parse

PART = "/glossary/grief/audio/how-it-forms.mp3"
DATA = b"grief how-it-forms mp3 " * 100
ETAG = f'"{hashlib.sha256(DATA).hexdigest()}"'


@pytest.fixture
def desk(library: Library) -> FakeDesk:
    return FakeDesk(library)


@pytest.fixture
def client(library: Library, desk: FakeDesk) -> FlaskClient:
    return make_web_app(Site(), library, desk).test_client()


@pytest.mark.parametrize("part", ["introduction", "definition", "how-it-heals", "all"])
@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("mp3", "audio/mpeg"), ("vtt", "text/vtt; charset=utf-8"), ("marks.json", "application/json")],
)
def test_a_part_has_the_same_bytes_under_its_name_and_under_its_key(
    client: FlaskClient, part: str, kind: str, content_type: str
) -> None:
    named = client.get(f"/glossary/grief/audio/{part}.{kind}")
    keyed = client.get(f"/audio/{get_key('grief', '' if part == 'all' else part)}.{kind}")
    assert named.status_code == keyed.status_code == 200
    assert named.data == keyed.data == f"grief {'' if part == 'all' else part} {kind} ".encode() * 100
    assert named.headers["Content-Type"] == keyed.headers["Content-Type"] == content_type


def test_audio_is_not_kept_by_the_browser_and_says_what_it_can_do(client: FlaskClient) -> None:
    headers = client.get(PART).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["ETag"] == ETAG
    assert headers["Content-Length"] == str(len(DATA))
    assert "Content-Disposition" not in headers


def test_head_answers_as_get_does_without_the_bytes(client: FlaskClient) -> None:
    get, head = client.get(PART), client.head(PART, headers={"Range": "bytes=0-9"})
    assert head.data == b""
    assert (head.status_code, dict(head.headers)) == (200, dict(get.headers))


@pytest.mark.parametrize(
    ("asked", "given"), [("bytes=0-9", slice(0, 10)), ("bytes=100-", slice(100, None)), ("bytes=-7", slice(-7, None))]
)
def test_a_range_is_answered_with_those_bytes_alone(client: FlaskClient, asked: str, given: slice) -> None:
    response = client.get(PART, headers={"Range": asked})
    first = given.indices(len(DATA))[0]
    assert response.status_code == 206
    assert response.data == DATA[given]
    assert response.headers["Content-Length"] == str(len(DATA[given]))
    assert response.headers["Content-Range"] == f"bytes {first}-{first + len(DATA[given]) - 1}/{len(DATA)}"


@pytest.mark.parametrize("asked", ["bytes=5-1", "bytes=0-1,5-6", "lines=1-2", "nonsense"])
def test_a_range_that_makes_no_sense_gets_the_whole(client: FlaskClient, asked: str) -> None:
    response = client.get(PART, headers={"Range": asked})
    assert (response.status_code, response.data) == (200, DATA)
    assert "Content-Range" not in response.headers


def test_a_range_beyond_the_end_is_refused_with_the_size(client: FlaskClient) -> None:
    response = client.get(PART, headers={"Range": "bytes=999999-"})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(DATA)}"
    assert get_text(get_one(parse(response.text), "h1"))


@pytest.mark.parametrize(
    ("condition", "status"),
    [(ETAG, 206), ("W/" + ETAG, 200), ('"other"', 200), ("Sat, 21 Nov 2026 00:00:00 GMT", 200), ("", 200)],
)
def test_a_range_is_given_only_of_the_bytes_that_if_range_names(
    client: FlaskClient, condition: str, status: int
) -> None:
    response = client.get(PART, headers={"Range": "bytes=0-9", "If-Range": condition})
    assert response.status_code == status


def test_a_false_if_range_saves_a_range_from_being_refused(client: FlaskClient) -> None:
    assert client.get(PART, headers={"Range": "bytes=999999-", "If-Range": '"old"'}).status_code == 200


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("known", [ETAG, f'"other", {ETAG}', "W/" + ETAG, "*"])
def test_bytes_that_are_known_are_not_sent_again(client: FlaskClient, method: str, known: str) -> None:
    response = getattr(client, method)(PART, headers={"If-None-Match": known, "Range": "bytes=0-9"})
    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["ETag"] == ETAG
    assert "Content-Length" not in response.headers
    assert "Content-Type" not in response.headers


def test_bytes_that_have_changed_are_sent(client: FlaskClient) -> None:
    assert client.get(PART, headers={"If-None-Match": '"old"'}).data == DATA


@pytest.mark.parametrize(
    ("neutral", "part", "name"),
    [
        (False, "how-it-forms", "trauma-bonding-how-it-forms.mp3"),
        (False, "introduction", "trauma-bonding-introduction.mp3"),
        (False, "all", "trauma-bonding.mp3"),
        (True, "how-it-forms", "audio-101-3.mp3"),
        (True, "introduction", "audio-101-1.mp3"),
        (True, "all", "audio-101.mp3"),
    ],
)
def test_a_download_has_a_name_that_tells_the_subject_or_not(
    library: Library, desk: FakeDesk, neutral: bool, part: str, name: str
) -> None:
    client = make_web_app(Site(neutral_names=neutral), library, desk).test_client()
    response = client.get(f"/glossary/trauma-bonding/download/{part}.mp3")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.data == client.get(f"/glossary/trauma-bonding/audio/{part}.mp3").data


def test_a_name_that_a_file_system_would_not_take_is_cut_and_stays_apart_from_others(library: Library) -> None:
    entry = replace(library.get_shelf("en").get_entry("grief"), slug="long-" * 40 + "slug")
    names = [get_file_name(entry, part, neutral=False) for part in ("all", "introduction", "definition", "say-it")]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) == len("x" * 120 + ".mp3")
    assert all(re.fullmatch(r"long-[a-z-]+-[0-9a-f]{8}\.mp3", name) for name in names)


@pytest.mark.parametrize(
    "path",
    [
        f"/audio/{'0' * 64}.mp3", "/audio/1.mp3", "/audio/.mp3", f"/audio/{'g' * 64}.mp3",
        f"/audio/{get_key('grief', '')}.wav", f"/audio/{get_key('grief', '').upper()}.mp3",
        "/glossary/grief/audio/nothing.mp3", "/glossary/nothing/audio/all.mp3", "/glossary/grief/audio/all.json",
        "/glossary/grief/audio/all.mp3/", "/glossary/grief/download/all.vtt", "/glossary/grief/download/nothing.mp3",
    ],
)  # fmt: skip
def test_an_unknown_key_part_or_kind_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("failure", [StoreError, RenderFailed, EngineError, EngineAway, AudioError])
def test_a_failure_of_the_audio_is_told_in_words_without_the_inside(
    client: FlaskClient, desk: FakeDesk, failure: type[Exception]
) -> None:
    desk.failure = failure("the disk at sda1 is full")
    response = client.get(PART)
    assert response.status_code == 503
    assert get_text(get_one(parse(response.text), "h1")) == "The audio is not available"
    assert "sda1" not in response.text


def test_a_part_without_any_voice_is_told_in_words(library: Library) -> None:
    response = make_web_app(Site(), library, SilentDesk(library)).test_client().get(PART)
    assert response.status_code == 503
    assert get_text(get_one(parse(response.text), "h1")) == "There is no audio at the moment"


@pytest.mark.parametrize("speed", ["0.8", "1", "1.25"])
@pytest.mark.parametrize("part", ["how-it-forms", "all"])
def test_a_part_is_had_at_another_speed(client: FlaskClient, speed: str, part: str) -> None:
    response = client.get(f"/glossary/grief/audio/{speed}/{part}.mp3")
    assert (response.status_code, response.mimetype) == (200, "audio/mpeg")


def test_a_chunk_is_had_by_its_number(client: FlaskClient) -> None:
    assert client.get("/glossary/grief/audio/1/how-it-forms/2.mp3").status_code == 200
    assert client.get("/glossary/grief/audio/1/how-it-forms/2.vtt").mimetype == "text/vtt"


@pytest.mark.parametrize(
    "address",
    ["1.5/how-it-forms.mp3", "2/how-it-forms.mp3", "1/how-it-forms/4.mp3", "1/how-it-forms/-1.mp3", "1/all/x.mp3"],
)
def test_a_speed_or_chunk_that_is_not_there_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(f"/glossary/grief/audio/{address}").status_code == 404


def test_a_fallback_voice_is_named_beside_its_audio(library: Library) -> None:
    desk = FallbackDesk(library)
    page = make_web_app(Site(), library, desk).test_client().get("/glossary/grief/").text
    assert page.count("spoken by Ada, synthetic voice, because the usual voice failed") == 1
