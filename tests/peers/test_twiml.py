"""Real calls by webhook: a SIP client dials a real Asterisk, behind which a provider signs requests to our server and
plays what its TwiML says; what the caller gets are the bytes of our clips."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from document.files import get_front, write
from phone.webhooks.senders import SECRET

from bench._ports import get_free_port
from service.phone.clips import Chunk, Clip, Prompt, Title
from service.phone.line import PhoneLine
from service.settings import get_settings
from service.store.contract import Name, Store
from service.wiring.phone import make_phone_line
from service.wiring.studio import make_studio

from . import asterisk, caller
from .conftest import ROOT
from .twiml_provider import Provider, provide
from .wiretap import Wiretap, tap

pytest.importorskip("pjsua2", reason="NOT PROVED HERE: pjsua2 is not installed; tests/peers/install.sh installs it")


BODY = """## Definition

It is a thing that grows slowly, like a THING in the open. It needs water, and light, and time to grow tall.

## How it heals

It comes back as the THING comes back in spring. Nobody can hurry it, and nobody has to wait for it all alone.
"""
ENTRIES = (("hope", "101", "tree"), ("care", "102", "river"))


@dataclass
class Line:
    uri: str
    wiretap: Wiretap
    phone_line: PhoneLine
    store: Store
    provider: Provider
    log: Path
    folder: Path
    metrics: str

    def get_sound(self, clip: Clip, speed: float = 1.0) -> bytes:
        key = self.phone_line.recordings.find(clip, "en", speed)
        assert key, f"{clip} is not there"
        found = self.store.get(Name(key, "ulaw"))
        assert found
        return found.data

    def get_parts(self, code: str) -> list[list[Clip]]:
        """The chunks of an entry, part by part."""
        entry = self.phone_line.book.shelves[0].by_code[code]
        return [[Chunk(entry.slug, part.id, n) for n in range(1, part.chunks + 1)] for part in entry.parts]


@contextmanager
def serve(folder: Path, log: Path, metrics_port: int) -> Iterator[str]:
    """Our server, as an operator starts it; all that it prints goes to the log."""
    port = get_free_port()
    site = f"http://127.0.0.1:{port}"
    settings = {"SITE_ADDRESS": site, "PHONE_WEBHOOK": "twilio", "PHONE_WEBHOOK_SECRET": SECRET}
    settings |= {"METRICS_PORT": str(metrics_port)}
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **{f"LECTERN_{name}": each for name, each in settings.items()}}
    command = [sys.executable, "-m", "service", "serve", "--port", str(port), "--no-render"]
    with log.open("a") as said, subprocess.Popen(
        command, cwd=folder, env=variables, stdout=said, stderr=said, text=True
    ) as server:  # fmt: skip
        deadline = time.monotonic() + 60
        while "The glossary is at" not in log.read_text():
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        try:
            yield site
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    folder, log = tmp_path_factory.mktemp("line"), tmp_path_factory.mktemp("log") / "log"
    media = tmp_path_factory.mktemp("media")
    texts = {slug: get_front(slug.title(), code) + BODY.replace("THING", thing) for slug, code, thing in ENTRIES}
    write(folder / "content", {f"en/{slug}.md": text for slug, text in texts.items()})
    port = get_free_port()
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tap() as wiretap, asterisk.run_asterisk(folder / "asterisk", port, folder / "sorry") as running:
        command = [sys.executable, "-m", "service", "render", "--phone", "--plain"]
        subprocess.run(command, cwd=folder, env=variables, check=True, capture_output=True, timeout=290)
        studio = make_studio(get_settings(folder, {}), folder)
        try:
            phone_line = make_phone_line(studio, studio.get_editions())
        finally:
            studio.queue.close()
        metrics_port = get_free_port()
        with serve(folder, log, metrics_port) as site, provide(site, media, port) as provider:
            metrics = f"http://127.0.0.1:{metrics_port}/metrics"
            yield Line(running.get_uri(), wiretap, phone_line, studio.store, provider, log, folder, metrics)


def test_an_entry_is_found_by_its_number_and_heard_to_the_bit(line: Line) -> None:
    with caller.call(line.uri, line.wiretap) as person:
        person.hear(line.get_sound(Prompt("greeting")))
        person.phone.press("1")
        person.hear(line.get_sound(Prompt("number")))
        person.phone.press("101")
        introduction, following, *_ = line.get_parts("101")
        for chunk in introduction:
            person.hear(line.get_sound(chunk), None)
        person.phone.press("3")
        person.hear(line.get_sound(following[0]))
        person.phone.press("9")
        person.wait_for_end()
    assert line.provider.faults == []


def test_a_call_is_paused_goes_on_at_the_chunk_and_is_slowed_down(line: Line) -> None:
    with caller.call(line.uri, line.wiretap) as person:
        person.hear(line.get_sound(Prompt("greeting")))
        person.phone.press("3")
        person.hear(line.get_sound(Title("care")))
        person.phone.press("1")
        person.hear(line.get_sound(line.get_parts("102")[0][0]))
        person.phone.press("3")
        chunk = line.get_parts("102")[1][-1]
        person.hear(line.get_sound(line.get_parts("102")[1][0]), None)
        person.hear(line.get_sound(chunk), 2)
        person.phone.press("2")
        person.hear(line.get_sound(Prompt("paused")))
        person.phone.press_by_info("2")
        person.hear(line.get_sound(chunk), 3)
        person.phone.press("4")
        person.hear(line.get_sound(Prompt("speed_80")))
        person.hear(line.get_sound(chunk, 0.8), 2)
        person.phone.press("9")
        person.wait_for_end()
    assert line.provider.faults == []


def test_a_caller_who_hangs_up_leaves_nothing_in_the_log(line: Line) -> None:
    with caller.call(line.uri, line.wiretap) as person:
        person.hear(line.get_sound(Prompt("greeting")))
    line.wiretap.wait(lambda: b"<Hangup" in line.provider.documents[-1], "the provider told that the call is over")
    assert "Error" not in line.log.read_text()


def test_the_caller_s_number_is_in_no_file_output_figure_or_address(line: Line) -> None:
    with caller.call(line.uri, line.wiretap) as person:
        person.hear(line.get_sound(Prompt("greeting")))
    with urllib.request.urlopen(line.metrics, timeout=10) as answer:
        figures = answer.read()
    assert b'lectern_phone_webhook_total{what="calls"}' in figures
    assert b"7700900123" not in figures + b"".join(line.provider.documents)
    files = [path for path in (line.log, *line.folder.rglob("*")) if path.is_file()]
    assert len(files) > 100
    assert [path for path in files if b"7700900123" in path.read_bytes()] == []


def test_each_clip_is_fetched_once_however_often_it_is_heard(line: Line) -> None:
    assert len(line.provider.fetched) == len(set(line.provider.fetched)) > 5


def test_a_request_that_is_not_signed_gets_nothing(line: Line) -> None:
    request = urllib.request.Request(
        f"{line.provider.site}/phone/call", b"CallSid=CA1", {"Content-Type": "application/x-www-form-urlencoded"}
    )
    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.read() == b""
    refused.value.close()
