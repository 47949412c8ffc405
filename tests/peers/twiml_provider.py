"""A telephone provider that understands TwiML, on top of Asterisk: takes its calls over FastAGI, asks webhooks that it
signs, fetches the clips that it is told to play, and collects keys. Only what Twilio documents, and an error for more.
"""

from __future__ import annotations

import socketserver
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import soundfile
from phone.webhooks.senders import Sender

KEYS = "0123456789*#"
MOST_DOCUMENTS = 200


class HungUp(Exception):
    """The caller is gone."""


@dataclass
class Provider:
    """`site` is the address that webhooks are signed for. `documents` and `posts` are what was read and sent."""

    site: str
    folder: Path
    sender: Sender = field(default_factory=lambda: Sender("twilio"))
    documents: list[bytes] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    calls: int = 0

    def ask(self, address: str, call: str, keys: str = "", status: str = "in-progress") -> ElementTree.Element:
        fields = self.sender.get_fields(call, keys, status, "+447700900123")
        body = self.sender.get_body(fields)
        headers = {"Content-Type": self.sender.takes, **self.sender.get_headers(address, fields, body)}
        request = urllib.request.Request(address, data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.headers["Content-Type"].startswith("text/xml")
            self.documents.append(answer.read())
        return ElementTree.fromstring(self.documents[-1])

    def fetch(self, address: str) -> Path:
        """A clip as a file that Asterisk plays, without its extension; fetched once: it may be kept for a year."""
        stem = self.folder / address.rpartition("/")[2].removesuffix(".wav")
        if not stem.with_suffix(".ulaw").exists():
            with urllib.request.urlopen(address, timeout=10) as answer:
                assert answer.headers["Content-Type"] == "audio/wav"
                assert "immutable" in answer.headers["Cache-Control"]
                stem.with_suffix(".wav").write_bytes(answer.read())
            self.fetched.append(address)
            data, rate = soundfile.read(stem.with_suffix(".wav"), dtype="int16")
            assert rate == 8000
            soundfile.write(stem.with_suffix(".ulaw"), data, rate, format="RAW", subtype="ULAW")
        return stem


class Call(socketserver.StreamRequestHandler):
    """One call: documents in, AGI commands out."""

    timeout = 60
    provider: Provider

    def handle(self) -> None:
        while self.rfile.readline(4096).strip():
            pass
        self.provider.calls += 1
        name = f"CA{self.provider.calls:032}"
        try:
            self._command("ANSWER")
            self._run(name)
        except (HungUp, ConnectionError):
            self.provider.ask(f"{self.provider.site}/phone/call", name, status="completed")
        except Exception as error:
            self.provider.faults.append(repr(error))

    def _run(self, name: str) -> None:
        address, keys = f"{self.provider.site}/phone/call", ""
        for _ in range(MOST_DOCUMENTS):
            found = self._perform(self.provider.ask(address, name, keys))
            if found is None:
                self._command("HANGUP")
                return
            address, keys = found
        raise AssertionError("the call never ends")

    def _perform(self, document: ElementTree.Element) -> tuple[str, str] | None:
        for verb in document:
            if verb.tag == "Gather":
                if key := self._gather(verb):
                    return verb.attrib["action"], key
            elif verb.tag == "Redirect":
                return verb.text or "", ""
            elif verb.tag == "Hangup":
                return None
            else:
                raise AssertionError(f"this provider knows no {verb.tag}")
        return None

    def _gather(self, verb: ElementTree.Element) -> str:
        assert verb.attrib["numDigits"] == "1"
        assert verb.attrib["finishOnKey"] == ""
        for play in verb:
            if key := self._command(f'STREAM FILE {self.provider.fetch(play.text or "")} "{KEYS}"'):
                return key
        return self._command(f"WAIT FOR DIGIT {int(verb.attrib['timeout']) * 1000}")

    def _command(self, words: str) -> str:
        """The key that a command ended with, if any."""
        self.wfile.write(f"{words}\n".encode())
        reply = self.rfile.readline(4096).decode().strip()
        if not reply or reply == "HANGUP" or reply.startswith("511"):
            raise HungUp
        result = int(reply.split("result=")[1].split()[0])
        if result < 0:
            raise HungUp
        return chr(result) if chr(result) in KEYS else ""


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def provide(site: str, folder: Path, port: int) -> Iterator[Provider]:
    """A provider that Asterisk asks at a port."""
    provider = Provider(site, folder)
    handler: Any = type("TwimlCall", (Call,), {"provider": provider})
    with Server(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join(5)
