"""A caller whose telephone line is a provider: plays what the documents say, presses keys, and waits."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.phone.adapters.webhook_calls import PATH, Switchboard
from service.phone.adapters.webhook_limits import Gate
from service.phone.adapters.webhook_providers import PROVIDERS, get_access
from service.phone.adapters.webhook_token import Tokens
from service.phone.adapters.webhooks import make_blueprint

from .lines import FakeLine
from .senders import Document, Part, Sender

SITE = "https://words.example.org"
KEY = "a-key-of-our-own-0123456789"
BEGIN = f"{SITE}{PATH}"


@dataclass
class Server:
    """The web addresses of a line for one provider."""

    sender: Sender
    line: FakeLine = field(default_factory=FakeLine)
    gate: Gate = field(default_factory=Gate)

    def __post_init__(self) -> None:
        access = get_access(self.sender.name, self.sender.secret, KEY, SITE)
        longest = PROVIDERS[self.sender.name].longest
        self.board = Switchboard(lambda: self.line, Tokens(access.key), SITE, longest, self.gate)
        app = Flask(__name__)
        app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
        app.register_blueprint(make_blueprint(access, self.board))
        self.client: FlaskClient = app.test_client()

    def post(self, address: str, fields: dict[str, object], **changed: str) -> TestResponse:
        """A signed request."""
        body = self.sender.get_body(fields)
        headers = self.sender.get_headers(address, fields, body) | changed
        path = address.removeprefix(SITE)
        return self.client.post(path, data=body, headers=headers, content_type=self.sender.takes)

    def ask(self, address: str = BEGIN, keys: str = "", call: str = "CA01", status: str = "in-progress",
            caller: str = "+15550123") -> Document:  # fmt: skip
        response = self.post(address, self.sender.get_fields(call, keys, status, caller))
        assert response.status_code == 200
        assert response.headers["Content-Type"] == PROVIDERS[self.sender.name].gives
        return self.sender.read(response.data)


@dataclass
class Caller:
    """One call. `heard` are the sounds since the last key or the last silence."""

    server: Server
    call: str = "CA01"
    heard: list[str] = field(default_factory=list)
    document: Document = field(default_factory=Document)

    def dial(self) -> None:
        self._take(self.server.ask(call=self.call))

    def press(self, keys: str, address: str = "") -> None:
        """Press keys, by default as soon as anything is heard."""
        self._take(self.server.ask(address or self.document.parts[0].address, keys, self.call))

    def hang_up(self) -> None:
        """Be gone, of which the provider tells."""
        self._take(self.server.ask(self.document.then, call=self.call, status="completed"))

    def hear_to(self, clip: int, count: int) -> str:
        """Listen until a clip is heard, counted from 0 since the last event, of so many; where keys are told then."""
        while True:
            for part in self.document.parts:
                self._hear(part)
                if len(self.heard) > clip or len(self.heard) >= count:
                    return part.address
            self.document = self.server.ask(self.document.then, call=self.call)

    def hear(self, count: int) -> None:
        """Listen to so many clips."""
        while True:
            for part in self.document.parts:
                self._hear(part)
            if len(self.heard) >= count:
                return
            self.document = self.server.ask(self.document.then, call=self.call)

    def wait(self, milliseconds: int) -> None:
        """Press nothing for as long as the line waits after the clips that were heard."""
        seconds, document = self.document.parts[-1].seconds, self.server.ask(self.document.then, call=self.call)
        while seconds * 1000 < milliseconds:
            (part,) = document.parts
            assert part.sounds == ()
            seconds, document = seconds + part.seconds, self.server.ask(document.then, call=self.call)
        self._take(document)

    def _take(self, document: Document) -> None:
        self.document, self.heard = document, []

    def _hear(self, part: Part) -> None:
        for sound in part.sounds:
            key = sound.removeprefix(f"{SITE}/audio/").removesuffix(".wav")
            assert sound == f"{SITE}/audio/{key}.wav"
            self.heard.append(self.server.line.names[key])
