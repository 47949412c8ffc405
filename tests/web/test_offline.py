"""What can be kept on a device: the list, the worker, the page in place of one that is not kept, and the switch."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from service.document.library import Library
from service.languages import get_language
from service.web import app
from service.web.app import make_web_app
from service.web.site import Site

from .conftest import LIBRARY, get_addresses
from .fakes import BrokenDesk, FakeDesk, SilentDesk
from .html import get_all, get_one, get_text, parse

STATIC = Path(app.__file__ or "").parent / "static"
each_language = pytest.mark.parametrize(("tag", "prefix"), [("en", ""), ("es", "/es")])


def get_list(client: FlaskClient, prefix: str = "") -> Any:
    response = client.get(f"{prefix}/preferences/offline.json")
    assert response.status_code == 200
    return response.get_json()


def get_addresses_of(items: list[dict[str, Any]]) -> list[str]:
    return [item["address"] for item in items]


@pytest.fixture
def off(library: Library) -> FlaskClient:
    return make_web_app(Site(offline=False), library, FakeDesk(library)).test_client()


@each_language
def test_the_list_has_every_page_of_its_language_and_no_other(client: FlaskClient, tag: str, prefix: str) -> None:
    listed = get_list(client, prefix)
    every = {*get_addresses(LIBRARY.get_shelf(tag)), f"{prefix}/preferences/offline/"}
    assert set(get_addresses_of(listed["pages"])) == every
    assert len(listed["pages"]) == len(every)
    assert (listed["language"], listed["home"]) == (tag, f"{prefix}/")
    assert listed["apology"] in every


@each_language
def test_all_that_is_listed_is_there_and_as_large_as_it_says(client: FlaskClient, tag: str, prefix: str) -> None:
    listed = get_list(client, prefix)
    for item in (*listed["pages"], *listed["files"]):
        response = client.get(item["address"], buffered=True)
        assert response.status_code == 200
        assert item["bytes"] in (None, len(response.data))
    assert {client.get(address).status_code for address in get_addresses_of(listed["audio"])[:20]} == {200}


@each_language
def test_all_that_a_page_loads_is_listed(client: FlaskClient, tag: str, prefix: str) -> None:
    listed = get_list(client, prefix)
    have = {*get_addresses_of(listed["files"]), *get_addresses_of(listed["audio"])}
    for address in get_addresses_of(listed["pages"]):
        page = parse(client.get(address).text)
        loaded = [each.get("src") for each in page.iter() if each.get("src")]
        loaded += [each.get("href") for each in get_all(page, "link") if each.get("rel") != "alternate"]
        missing = {urljoin(address, each or "") for each in loaded} - have
        late = {each for each in missing if each.startswith("/audio/")}  # not made yet, so not listed
        assert missing - late == set()
        assert len(late) <= 1


def test_the_workers_are_not_kept_themselves(client: FlaskClient) -> None:
    assert [each for each in get_addresses_of(get_list(client)["files"]) if "worker" in each] == []


def test_a_sound_that_is_not_made_yet_is_not_listed_so_that_a_copy_sets_off_no_render(client: FlaskClient) -> None:
    sounds = [item for item in get_list(client)["audio"] if item["address"].endswith(".mp3")]
    entries = LIBRARY.get_shelf("en").entries
    assert len(sounds) == sum(len(entry.parts) + 1 for entry in entries)  # the fake desk has one unmade for each
    assert all(item["bytes"] for item in sounds)


def test_the_size_is_told_in_words(client: FlaskClient) -> None:
    listed = get_list(client)
    total = sum(item["bytes"] or 0 for name in ("pages", "files", "audio") for item in listed[name])
    sounds = sum(item["bytes"] is not None for item in listed["audio"])
    assert (
        listed["words"]["all"] == f"{len(listed['pages'])} pages and {sounds} recordings, {total / 1e6:.1f} megabytes"
    )


def test_the_version_changes_with_the_content_and_with_nothing_else(client: FlaskClient, library: Library) -> None:
    other = make_web_app(Site(name="Other"), library, FakeDesk(library)).test_client()
    silent = make_web_app(Site(), library, SilentDesk(library)).test_client()
    versions = [get_list(each)["version"] for each in (client, client, other, silent)]
    assert versions[0] == versions[1]
    assert len(set(versions)) == 3


@pytest.mark.parametrize("desk", [SilentDesk, BrokenDesk])
def test_without_audio_the_pages_can_still_be_kept(library: Library, desk: type[FakeDesk]) -> None:
    listed = get_list(make_web_app(Site(), library, desk(library)).test_client())
    assert listed["audio"] == []
    assert listed["pages"]


@each_language
def test_the_page_in_place_of_one_that_is_not_kept_says_so(client: FlaskClient, tag: str, prefix: str) -> None:
    page = parse(client.get(f"{prefix}/preferences/offline/").text)
    assert get_text(get_one(page, "h1")) == get_language(tag).words("offline_title")


def test_the_worker_may_answer_for_the_whole_site_and_is_never_old(client: FlaskClient) -> None:
    response = client.get("/worker.js", buffered=True)
    assert response.data == (STATIC / "worker.js").read_bytes()
    assert response.mimetype == "text/javascript"
    assert response.headers["Service-Worker-Allowed"] == "/"
    assert response.headers["Cache-Control"] == "no-store"
    assert "worker-src 'self'" in response.headers["Content-Security-Policy"]


def test_where_it_is_switched_off_nothing_is_offered_and_the_worker_removes_itself(off: FlaskClient) -> None:
    page = parse(off.get("/preferences/").text)
    assert len(get_all(page, "form")) == 1
    assert [each.get("src") for each in get_all(page, "script") if "offline" in each.get("src", "")] == []
    assert off.get("/preferences/offline.json").status_code == 404
    assert off.get("/es/preferences/offline/").status_code == 404
    assert off.get("/worker.js", buffered=True).data == (STATIC / "worker_removal.js").read_bytes()


def test_only_the_sites_own_script_has_the_browser_clear_what_it_keeps(client: FlaskClient) -> None:
    own = client.post("/preferences/removal", headers={"Sec-Fetch-Site": "same-origin"})
    assert (own.status_code, own.data, own.headers["Clear-Site-Data"]) == (204, b"", '"storage"')
    for fields in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}):
        other = client.post("/preferences/removal", headers=fields)
        assert (other.status_code, "Clear-Site-Data" in other.headers) == (403, False)
    assert client.get("/preferences/removal").status_code == 405


@each_language
def test_for_whom_a_copy_is_unsafe_is_said_before_the_form(client: FlaskClient, tag: str, prefix: str) -> None:
    text = get_text(get_one(parse(client.get(f"{prefix}/preferences/").text), "main"))
    words = get_language(tag).words
    assert text.index(words("offline_unsafe")) < text.index(words("offline_choice"))
    assert words("offline_remove") in text
