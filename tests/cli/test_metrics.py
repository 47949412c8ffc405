"""The figures of a real server, at their own address."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.request import urlopen

from phone.webhooks.senders import SECRET, Sender
from prometheus_client.parser import text_string_to_metric_families

from bench._ports import get_free_port
from service.metrics.measures import MEASURES

from .operating import serve


def read(port: int) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Values by name and labels."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as response:
        text = response.read().decode()
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def test_requests_are_counted_by_the_template_of_their_address_and_by_nothing_that_a_reader_wrote(folder: Path) -> None:
    port = get_free_port()
    with serve(folder, metrics_port=str(port), requests_a_minute="0") as server:
        for path in ("/", "/glossary/shame/", "/glossary/grief/", "/glossary/xyzzy/", "/xyzzy", "/?xyzzy=1"):
            server.ask(path)
        server.ask("/search/", "POST", b"words=xyzzy", content_type="application/x-www-form-urlencoded")
        server.ask("/", host="xyzzy.example")
        figures = read(port)
        raw = urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
    requests = {(dict(key)["route"], dict(key)["status"]): n for key, n in figures["lectern_requests_total"].items()}
    assert requests[("/", "2xx")] == 2
    assert requests[("/glossary/<slug>/", "2xx")] == 2
    assert requests[("/glossary/<slug>/", "4xx")] == 1
    assert requests[("none", "4xx")] == 1
    assert requests[("refused", "4xx")] == 1
    assert requests[("/search/", "2xx")] == 1
    assert figures["lectern_request_seconds_count"][(("route", "/"),)] == 2
    assert "xyzzy" not in raw
    assert "127.0.0.1" not in raw
    known = {label for measure in MEASURES for label in measure.labels}
    assert (
        {"route", "status"} <= set(re.findall(r'[{,](\w+)="', raw)) <= known | {"le"}
    )  # "le" bounds the buckets of seconds


def test_what_is_rendered_and_heard_is_counted_across_all_processes(folder: Path) -> None:
    port = get_free_port()
    with serve(folder, metrics_port=str(port)) as server:
        while "voice: well" not in server.ask("/readyz").text:
            pass
        while (status := server.ask("/glossary/shame/audio/definition.mp3").status) == 202:
            pass
        server.ask("/glossary/shame/audio/definition.mp3")
        figures = read(port)
        while not figures.get("lectern_missing", {}).get(()):  # which is 0 until it was looked for
            figures = read(port)
    assert status == 200
    assert figures["lectern_missing"][()] > 50
    assert figures["lectern_audio_total"][("found", "miss"),] >= 1
    assert figures["lectern_audio_total"][("found", "hit"),] == 2
    assert figures["lectern_renders_total"][("outcome", "done"),] >= 1
    assert figures["lectern_clips_total"][("source", "spoken"),] > 5
    assert figures["lectern_queued"][()] == 0


def test_what_becomes_of_calls_by_webhook_is_counted_without_anything_of_a_caller(folder: Path) -> None:
    port, site, sender = get_free_port(), "https://words.example.org", Sender("twilio")
    chosen = {"site_address": site, "phone_webhook": "twilio", "phone_webhook_secret": SECRET}
    fields = sender.get_fields("CA77", "", "ringing", "+15550177")
    body = sender.get_body(fields)
    known = {"host": "words.example.org", "content_type": sender.takes}
    with serve(folder, metrics_port=str(port), **chosen) as server:
        assert server.ask("/phone/call", "POST", body, **known).status == 403
        signed = sender.get_headers(f"{site}/phone/call", fields, body)
        assert server.ask("/phone/call", "POST", body, **known, **signed).status == 200
        figures = read(port)["lectern_phone_webhook_total"]
        raw = urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
    told = {dict(key)["what"]: n for key, n in figures.items()}
    assert told["refused"] == 1
    assert told["calls"] + told["busy"] >= 1  # the line is made beside the start, and nothing of it is rendered
    assert not re.search("5550177|CA77", raw)


def test_the_figures_are_not_at_the_address_of_the_pages_nor_the_pages_at_theirs(folder: Path) -> None:
    port = get_free_port()
    with serve(folder, metrics_port=str(port)) as server:
        assert server.ask("/metrics").status == 404
        assert b"<html" not in urlopen(f"http://127.0.0.1:{port}/").read()


def test_nothing_is_counted_unless_it_is_asked_for_and_nothing_is_left_behind(folder: Path, tmp_path: Path) -> None:
    rooms = tmp_path / "temporary"
    rooms.mkdir()
    os.environ["TMPDIR"] = str(rooms)
    try:
        with serve(folder) as server:
            server.ask("/")
            assert not list(rooms.glob("lectern-metrics-*"))
        with serve(folder, metrics_port=str(get_free_port())) as server:
            server.ask("/")
            assert list(rooms.glob("lectern-metrics-*"))
            server.stop()
        assert not list(rooms.glob("lectern-metrics-*"))
    finally:
        del os.environ["TMPDIR"]
