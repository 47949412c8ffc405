"""What bad requests get from the whole site, guard and all: never a page, whatever is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from service.phone.adapters import webhooks
from service.phone.adapters.webhook_providers import PROVIDERS
from service.settings import Settings
from service.web.guard.sizes import MOST_BODY, MOST_HEADER_BYTES, MOST_PATH

from .callers import BEGIN, SITE
from .senders import SENDERS, Sender
from .sites import Site, get_settings_for

STEP = "/phone/call/k0.1/AAAA"
each_sender = pytest.mark.parametrize("sender", SENDERS.values(), ids=lambda sender: sender.name)


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A site for each provider, of which nothing was rendered: all calls find it busy."""
    folder = tmp_path_factory.mktemp
    return {name: Site(folder(name), get_settings_for(each)).make(is_rendered=False) for name, each in SENDERS.items()}


def post(client: Any, sender: Sender, address: str = BEGIN, body: bytes | None = None, **changed: str) -> Any:
    """A signed request."""
    fields = sender.get_fields("CA01", "", "in-progress", "+15550123")
    data = sender.get_body(fields) if body is None else body
    headers = sender.get_headers(address, fields, data) | changed
    return client.post(address.removeprefix(SITE), data=data, headers=headers, content_type=sender.takes)


def get_end(sender: Sender, answer: Any) -> str:
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, PROVIDERS[sender.name].gives)
    return sender.read(answer.data).end


def is_bare(answer: Any) -> bool:
    return answer.data == b"" and answer.mimetype == "text/plain" and answer.headers["Cache-Control"] == "no-store"


@each_sender
def test_a_request_that_is_too_large_gets_no_page(clients: dict[str, Any], sender: Sender) -> None:
    large = post(clients[sender.name], sender, body=b"a" * (MOST_BODY + 1))
    long = post(clients[sender.name], sender, f"{SITE}/phone/call/k0.3/{'A' * MOST_PATH}")
    heavy = post(clients[sender.name], sender, **{"X-More": "x" * MOST_HEADER_BYTES})
    assert [answer.status_code for answer in (large, long, heavy)] == [413, 414, 431]
    assert all(map(is_bare, (large, long, heavy)))
    assert post(clients[sender.name], sender, body=b"a" * MOST_BODY).status_code in (400, 403)


@each_sender
def test_a_body_of_no_told_length_gets_no_page(clients: dict[str, Any], sender: Sender) -> None:
    answer = clients[sender.name].post(
        "/phone/call", data=b"", content_type=sender.takes, environ_overrides={"CONTENT_LENGTH": "-1"}
    )
    assert (answer.status_code, is_bare(answer)) == (413, True)


@each_sender
@pytest.mark.parametrize(("host", "code"), [("evil.example", 421), ("a b", 400)])
def test_a_host_that_is_not_ours_gets_no_page(clients: dict[str, Any], sender: Sender, host: str, code: int) -> None:
    answer = post(clients[sender.name], sender, Host=host)
    assert (answer.status_code, is_bare(answer)) == (code, True)


@each_sender
def test_what_a_header_says_of_another_host_changes_nothing(clients: dict[str, Any], sender: Sender) -> None:
    answer = post(clients[sender.name], sender, **{"X-Forwarded-Host": "evil.example"})
    assert get_end(sender, answer) == ("hang up" if sender.name == "vonage" else "busy")
    assert b"evil" not in answer.data


@each_sender
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PROPFIND"])
@pytest.mark.parametrize("path", ["/phone/call", STEP])
def test_another_method_gets_no_page(clients: dict[str, Any], sender: Sender, method: str, path: str) -> None:
    answer = clients[sender.name].open(path, method=method)
    assert (answer.status_code, answer.data) == (405, b"")


@each_sender
@pytest.mark.parametrize("path", ["/phone/call/", "/phone/call/k0.1", f"{STEP}/more", "/phone/call/k0.1/A%2FA"])
def test_an_address_that_is_none_gets_no_page(clients: dict[str, Any], sender: Sender, path: str) -> None:
    answer = post(clients[sender.name], sender, SITE + path)
    assert answer.status_code in (400, 404)
    assert is_bare(answer)


@each_sender
@pytest.mark.parametrize("token", ["A", "!", "ü", "A" * 900, "."])
def test_what_is_no_token_gets_no_page(clients: dict[str, Any], sender: Sender, token: str) -> None:
    answer = post(clients[sender.name], sender, f"{SITE}/phone/call/k0.3/{token}")
    assert (answer.status_code, is_bare(answer)) == (403, True)


@each_sender
@pytest.mark.parametrize("part", ["_get_signed", "_get_pairs", "_read"])
def test_a_fault_before_the_call_is_known_ends_it_and_is_no_page(
    clients: dict[str, Any],
    sender: Sender,
    part: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("from +15550123")

    monkeypatch.setattr(webhooks, part, fail)
    assert get_end(sender, post(clients[sender.name], sender)) == "hang up"
    assert "RuntimeError" in caplog.text
    assert "5550123" not in caplog.text


def test_a_fault_outside_of_all_that_is_no_page(clients: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    sender = SENDERS["twilio"]
    monkeypatch.setattr(webhooks, "_get_refusal", fail)
    answer = post(clients["twilio"], sender)
    assert (answer.status_code, is_bare(answer)) == (500, True)


def test_a_fault_before_flask_is_no_page_and_pages_stay_pages(
    clients: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(environ: dict[str, Any], start_response: object) -> Iterable[bytes]:
        raise RuntimeError

    client = clients["twilio"]
    monkeypatch.setattr(client.application.wsgi_app, "_app", fail)
    answers = [client.post(path) for path in ("/phone/call", STEP, "/phone/callers", "/")]
    assert [answer.status_code for answer in answers] == [500] * 4
    assert [is_bare(answer) for answer in answers] == [True, True, False, False]


def test_without_a_provider_the_address_is_a_page_like_any_other(tmp_path_factory: pytest.TempPathFactory) -> None:
    client = Site(tmp_path_factory.mktemp("none"), Settings(site_address=SITE)).make(is_rendered=False)
    assert client.post("/phone/call", headers={"Host": "evil.example"}).mimetype == "text/html"
