"""What a server says while it is used, searched line by line for anything of its readers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench._ports import get_free_port

from .operating import Server, serve

MARK = "xyzzy"
NUMBER = "+15551234567"
CLUES = (MARK, "15551234567", "203.0.113.77", "/glossary/shame", "127.0.0.1")


def use(server: Server) -> Iterator[int]:
    """Requests of every kind, with marks in every place that a reader fills in; their statuses."""
    marks = {"user_agent": MARK, "referer": f"https://{MARK}.example/", "cookie": MARK}
    marks["x_forwarded_for"] = "203.0.113.77"
    form = {"content_type": "application/x-www-form-urlencoded"}
    for path in ("/", "/glossary/shame/", f"/glossary/{MARK}/", f"/{MARK}", f"/audio/{MARK}.mp3", "/help/"):
        yield server.ask(f"{path}?{MARK}={MARK}", **marks).status
    for path in ("/glossary/shame/audio/definition.mp3", "/glossary/shame/audio/all.mp3"):
        yield server.ask(path, range=f"bytes={MARK}", **marks).status
    yield server.ask("/search/", "POST", f"words={MARK}".encode(), **form, **marks).status
    yield server.ask("/search/", "POST", b"words=" + b"%ff" + MARK.encode(), **form, **marks).status
    yield server.ask("/phone/try/", "POST", f"state={MARK}&event={MARK}".encode(), **form, **marks).status
    yield server.ask("/phone/call", "POST", f"CallSid=CA1&From={NUMBER}".encode(), **form, **marks).status
    yield server.ask("/", MARK.upper(), **marks).status
    yield server.ask("/", host=f"{MARK}.example").status
    yield server.ask(f"/{MARK * 500}").status
    yield from (server.ask("/glossary/", **marks).status for _ in range(80))


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("engine", ["silence", "hal"])
def test_no_line_holds_an_address_a_path_a_number_or_a_search_word(folder: Path, form: str, engine: str) -> None:
    settings = {
        "log_format": form, "engine": engine, "phone_try": "yes", "phone_webhook": "twilio",
        "phone_webhook_secret": "0123456789abcdef", "site_address": "https://words.example.org",
        "trusted_proxies": "127.0.0.1", "requests_a_minute": "12", "metrics_port": str(get_free_port()),
    }  # fmt: skip
    with serve(folder, **settings) as server:
        statuses = set(use(server))
        said = server.stop()
    assert {200, 403, 404, 405, 414, 421, 429} <= statuses
    assert [clue for clue in CLUES if clue in said] == []
    assert "Traceback" not in said
    if engine == "hal":
        line = next(line for line in said.splitlines() if "There is no audio" in line)
        assert form == "text" or json.loads(line)["level"] == "ERROR"
