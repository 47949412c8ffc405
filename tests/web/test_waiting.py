"""Audio that is still being made is answered at once, in words, and no sound starts by itself."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.document.library import Library
from service.web.app import make_web_app
from service.web.site import Site

from .fakes import FakeDesk, get_key
from .html import get_all, get_links, get_one, get_text, parse

PART = "/glossary/grief/audio/how-it-forms.mp3"
DOWNLOAD = "/glossary/grief/download/how-it-forms.mp3"
KEYED = f"/audio/{get_key('grief', 'how-it-forms')}.mp3"
NAVIGATION = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
each_address = pytest.mark.parametrize("path", [PART, DOWNLOAD, KEYED])


@pytest.fixture
def desk(library: Library) -> FakeDesk:
    return FakeDesk(library, missing={"how-it-forms"})


@pytest.fixture
def client(library: Library, desk: FakeDesk) -> FlaskClient:
    return make_web_app(Site(), library, desk).test_client()


def get_link(response: TestResponse, words: str) -> str:
    return dict(get_links(get_one(parse(response.text), "main")))[words]


@each_address
@pytest.mark.parametrize("headers", [NAVIGATION, {}, {"Accept": "*/*"}, {"Accept": "audio/*;q=0.9,*/*;q=0.5"}])
def test_audio_that_is_being_made_is_accepted_and_to_be_asked_for_again(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    response = client.get(path, headers=headers)
    assert response.status_code == 202
    assert response.headers["Retry-After"] == "5"
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert "Accept-Ranges" not in response.headers


def test_a_range_of_audio_that_is_being_made_is_no_range(client: FlaskClient) -> None:
    assert client.get(PART, headers={"Range": "bytes=0-"}).status_code == 202


def test_head_tells_it_too(client: FlaskClient) -> None:
    response = client.head(PART)
    assert (response.status_code, response.headers["Retry-After"], response.data) == (202, "5", b"")


@each_address
def test_a_browser_gets_a_page_that_looks_by_a_script_or_by_a_link_and_never_reloads_itself(
    client: FlaskClient, path: str
) -> None:
    """A reload that nobody asked for is failure F41 of WCAG 2.2."""
    for address in (path, f"{path}?check", f"{path}?check=once"):
        response = client.get(address, headers=NAVIGATION)
        page = parse(response.text)
        assert response.status_code == 202
        assert get_text(get_one(page, "h1")) == "The audio is not ready yet"
        assert "Refresh" not in response.headers
        assert get_link(response, "Look again now") == f"{path}?check"
        (watched,) = [each for each in get_all(page, "p") if each.get("data-look")]
        assert (watched.get("data-look"), watched.get("data-seconds")) == (f"{path}?check", "5")
        assert watched.get("hidden") is not None, "it is true only where the script runs"
        assert "/static/waiting.js" in [each.get("src") for each in get_all(page, "script")]


def test_a_player_gets_plain_words_and_nothing_that_leads_on(client: FlaskClient) -> None:
    response = client.get(PART, headers={"Accept": "audio/*"})
    assert response.mimetype == "text/plain"
    assert response.text.startswith("It is being made, which can take a little while.")
    assert "Refresh" not in response.headers


@each_address
def test_the_page_reloads_itself_only_if_the_reader_asks_for_that(client: FlaskClient, path: str) -> None:
    asked = get_link(client.get(path, headers=NAVIGATION), "Load this page again every 20 seconds")
    response = client.get(asked, headers=NAVIGATION)
    assert response.status_code == 202
    assert response.headers["Refresh"] == f"20; url={asked}"
    assert "As you asked, this page loads again every 20 seconds" in response.text
    assert "waiting.js" not in response.text
    assert get_link(response, "Look again now") == asked
    assert get_link(response, "Look again only when I ask") == f"{path}?check"


@each_address
@pytest.mark.parametrize("query", ["check", "check=repeatedly"])
def test_once_it_is_made_the_page_leads_to_it_and_starts_no_sound(
    client: FlaskClient, desk: FakeDesk, path: str, query: str
) -> None:
    desk.missing = set()
    response = client.get(f"{path}?{query}", headers=NAVIGATION)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert get_text(get_one(parse(response.text), "h1")) == "The audio is ready"
    assert "Refresh" not in response.headers
    assert get_link(response, "Open the audio") == path
    assert client.get(path, headers=NAVIGATION).mimetype == "audio/mpeg"


def test_a_player_that_keeps_the_question_in_its_address_gets_the_audio(client: FlaskClient, desk: FakeDesk) -> None:
    desk.missing = set()
    assert client.get(f"{PART}?check", headers={"Accept": "*/*"}).mimetype == "audio/mpeg"


def test_the_page_does_not_repeat_what_else_stood_in_the_address(client: FlaskClient) -> None:
    response = client.get(f"{PART}?check=<b>xyzzy&other=xyzzy", headers=NAVIGATION)
    assert response.status_code == 202
    assert "xyzzy" not in response.text + str(response.headers)


def test_the_page_of_an_entry_says_which_audio_is_not_made_yet(client: FlaskClient) -> None:
    text = client.get("/glossary/grief/").text
    assert text.count("MP3, not made yet: its link at the end of the page has it made, and tells when it is ready") == 1
