"""Whatever is asked of the web application, at all of its addresses, is answered or refused in plain words."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from phone.webhooks.senders import SECRET

from service.exports.desk import Desk
from service.settings import Settings
from service.web.headers import HEADERS
from service.wiring.studio import make_studio
from service.wiring.web import make_app

from .http_description import describe

schemathesis = pytest.importorskip("schemathesis", reason="NOT PROVED HERE: schemathesis is not installed")
ROOT = Path(__file__).parents[2]
SITE = "https://words.example.org"
SECONDS = 35
"""For all addresses together. All are asked once, however long that takes."""
EXAMPLES = 3
"""Of one address in one turn."""
MARK = '<i x=\'"1">'
"""What a reader sends at the end of every second text: it must never come back as it is."""
SETTINGS = Settings(engine="silence", queue="pool:1", requests_a_minute=0, phone_try=True, site_address=SITE,
                    phone_webhook="twilio", phone_webhook_secret=SECRET, store="folder:audio")  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole: guard, front layer and pages, over the shipped content, without any sound yet."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "content", folder / "content")
    studio = make_studio(SETTINGS, folder)
    try:
        desk = Desk(studio.store, studio.queue, studio.get_editions)
        desk.start(60)
        yield make_app(studio, desk, folder)
    finally:
        studio.queue.close()


def check(answer: Any, sent: str) -> None:
    """:raise AssertionError: if it is none that any reader may get."""
    status, text = answer.status_code, answer.get_data(as_text=True)
    assert status < 500 or status == 503, f"{status} for {sent}"
    kind = answer.headers.get("Content-Type", "")
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, f"{name} of {status} for {sent}"
    assert "Traceback" not in text, sent
    assert "Set-Cookie" not in answer.headers, sent
    assert kind or not text, sent
    if kind.startswith("text/html"):
        assert kind == "text/html; charset=utf-8", sent
        assert answer.headers["Cache-Control"] == "no-store", sent
    if kind.startswith(("text/", "application/")):
        assert MARK not in text, f"said back as it is: {sent}"


def mark(values: Any, is_marked: bool) -> dict[str, str]:
    """Texts by name, each with the mark at its end if `is_marked`; nothing for what is no such thing."""
    if not hasattr(values, "items"):
        return {}
    return {name: f"{value}{MARK * is_marked}" for name, value in values.items()}


def try_some(app: Flask, operation: Any, turn: int) -> int:
    """Ask for one address in a few ways, others in each turn. How often it was asked."""
    count = 0

    @seed(turn)
    @settings(max_examples=EXAMPLES, phases=[Phase.generate], deadline=None, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(operation.as_strategy())
    def ask(case: Any) -> None:
        nonlocal count
        count += 1
        send(app, case, is_marked=(count + turn) % 2 == 0)

    ask()
    return count


def send(app: Flask, case: Any, is_marked: bool) -> None:
    """:raise AssertionError: if the answer is none that any reader may get."""
    places = mark(case.path_parameters, is_marked)
    path = case.path.format(**{name: quote(str(value), safe="") for name, value in places.items()})
    query, body = mark(case.query, is_marked), mark(case.body, is_marked)
    headers = {**{name: str(value) for name, value in dict(case.headers or {}).items()}, "Host": "words.example.org"}
    answer = app.test_client().open(path, method=case.method, query_string=query, data=body, headers=headers)
    check(answer, f"{case.method} {path} {query} {body} {headers}")


def test_no_address_fails_or_says_anything_back_whatever_is_asked(app: Flask) -> None:
    schema = schemathesis.openapi.from_dict(describe(app))
    operations = [each.ok() for each in schema.get_all_operations()]
    end, turn = time.monotonic() + SECONDS, 0
    counts = dict.fromkeys((each.label for each in operations), 0)
    while time.monotonic() < end or not turn:
        turn += 1
        for operation in operations:
            if turn == 1 or time.monotonic() < end:
                counts[operation.label] += try_some(app, operation, turn)
    print(f"{sum(counts.values())} requests to {len(counts)} addresses in {turn} turns")
    assert len(counts) > 40
    assert min(counts.values()) > 0
