"""The whole: settings, a line that was rendered, pages and webhooks in one application."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from service.errors import SettingsError
from service.settings import Settings
from service.wiring.web import begin

from .callers import BEGIN, SITE
from .senders import Sender
from .sites import Site


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    return Site(tmp_path_factory.mktemp("site")).make()


def ask(client: Any, address: str = BEGIN, keys: str = "") -> Any:
    sender = Sender("twilio")
    fields = sender.get_fields("CA01", keys, "in-progress", "+15550123")
    body = sender.get_body(fields)
    headers = sender.get_headers(address, fields, body)
    return client.post(address.removeprefix(SITE), data=body, headers=headers, content_type=sender.takes)


def test_a_call_hears_what_was_rendered_at_the_addresses_of_the_web(client: Any) -> None:
    document = Sender("twilio").read(ask(client).data)
    sounds = [sound for part in document.parts for sound in part.sounds]
    assert len(sounds) == 3
    for sound in sounds:
        answer = client.get(sound.removeprefix(SITE))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/wav")
        assert answer.data.startswith(b"RIFF")
    following = Sender("twilio").read(ask(client, document.parts[0].address, "1101").data)
    assert len(following.parts) > 0
    assert following.parts[0].sounds[0] not in sounds


def test_no_answer_is_kept_by_anybody(client: Any) -> None:
    assert ask(client).headers["Cache-Control"] == "no-store"


def test_documents_are_xml_that_names_its_encoding(client: Any) -> None:
    data = ask(client).data
    assert data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert ElementTree.fromstring(data).tag == "Response"


def test_refusals_are_no_pages(client: Any) -> None:
    for answer in (client.get("/phone/call"), client.post("/phone/call"), client.post("/phone/call/k0.1/AAAA")):
        assert answer.status_code in (405, 415)
        assert answer.data == b""


def test_without_a_provider_there_are_no_such_addresses(tmp_path: Path) -> None:
    client = Site(tmp_path, Settings(site_address=SITE)).make(is_rendered=False)
    assert client.post("/phone/call").status_code == 404


def test_a_provider_without_a_secret_keeps_the_whole_site_from_starting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="phone_webhook_secret"):
        Site(tmp_path, Settings(site_address=SITE, phone_webhook="twilio")).make(is_rendered=False)


def test_a_line_that_was_never_rendered_is_busy(tmp_path: Path) -> None:
    client = Site(tmp_path).make(is_rendered=False)
    assert Sender("twilio").read(ask(client).data).end == "busy"


def test_the_process_that_serves_looks_at_the_clock_for_the_end_of_the_day(client: Any) -> None:
    before = [thread.name for thread in threading.enumerate()].count("day of callers")
    begin(client.application)
    assert [thread.name for thread in threading.enumerate()].count("day of callers") == before + 1
