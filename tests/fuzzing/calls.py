"""Readers of what telephone providers, Asterisk, browsers, queues and stores send."""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress
from functools import cache
from typing import Any, cast
from urllib.parse import parse_qsl

from phone.adapters.fakes import SORRY, find_sound
from phone.books import BOOK
from phone.webhooks.callers import BEGIN, SITE, Server
from phone.webhooks.senders import SENDERS

from service.errors import CallError, LecternError, TaskError
from service.phone.adapters.agi_call import Call, Counts, Menu, MenuFailed
from service.phone.adapters.agi_protocol import MOST_BYTES, BadLine
from service.phone.adapters.agi_wire import CallerGone, Wire
from service.phone.adapters.keypad import Keypad
from service.phone.adapters.webhook_token import Forged, Step, Tokens
from service.phone.call import Action, Event, Keys, Silent, Started
from service.phone.clips import Clip
from service.phone.line import PhoneLine
from service.phone.menu import step
from service.phone.recordings import Recordings
from service.phone.state import MOST_BYTES as MOST_OF_STATE
from service.phone.state import State, from_text
from service.render.plain import read_task
from service.store.contract import Stored
from service.store.marker import read_marker
from service.wiring.machines import KINDS

NAMES = tuple(SENDERS)
_TOKENS = Tokens("a-key-of-our-own-0123456789")


@cache
def _get_server(name: str) -> Server:
    return Server(SENDERS[name])


def read_webhook(data: bytes) -> None:
    """The first byte chooses a provider, and whether the call is new; the rest is a body that is rightly signed."""
    server = _get_server(NAMES[data[0] % len(NAMES)] if data else NAMES[0])
    address, body = BEGIN, data[1:]
    if data and data[0] >= 128:
        address = f"{BEGIN}/s1/{server.board.tokens.make('CA01', 's1', Step(State(language='en'), 1))}"
    _post(server, address, body)


def _post(server: Server, address: str, body: bytes) -> None:
    sender, faults = server.sender, server.board.counts.faults
    try:
        fields = dict(_get_pairs(body, sender.takes))
    except ValueError:
        fields = {}
    headers = sender.get_headers(address, fields, body)
    answer = server.client.post(address.removeprefix(SITE), data=body, headers=headers, content_type=sender.takes)
    assert answer.status_code in (200, 204, 400, 403, 413), f"answered {answer.status_code}"
    assert server.board.counts.faults == faults, "a fault of our own"
    if answer.status_code == 200:
        sender.read(answer.data)
    else:
        assert answer.data == b""


def _get_pairs(body: bytes, kind: str) -> list[tuple[str, str]]:
    if kind == "application/json":
        return []
    return parse_qsl(body.decode(), keep_blank_values=True)


def read_token(data: bytes) -> None:
    """The first byte says whether the rest is a token of anybody, or the inside of one that is signed by us."""
    if data and data[0] % 2:
        token = data[1:].decode("latin-1")
    else:
        signature = _TOKENS._sign("CA01", "s1", data[1:])
        token = base64.urlsafe_b64encode(signature + data[1:]).decode().rstrip("=")
    try:
        read = _TOKENS.read("CA01", "s1", token)
    except Forged:
        return
    assert isinstance(read, Step)
    if read.state is not None:
        assert len(read.state.to_text()) <= 10 * MOST_OF_STATE


def read_state(data: bytes) -> None:
    """The state of a call as a browser carries it; what it is read as can go on."""
    try:
        state = from_text(data.decode("utf-8", "surrogateescape"))
    except LecternError:
        return
    assert from_text(state.to_text()) == state


class _Recordings:
    """All clips are there."""

    def find(self, clip: Clip, language: str, speed: float = 1, voice: int = 0) -> str:
        return "0" * 64


_KEYPAD = Keypad(
    lambda: PhoneLine(BOOK, cast(Recordings, _Recordings())), lambda clips, language: [(("a", language),)] * len(clips)
)


def read_keypad(data: bytes) -> None:
    """An event, a line end, and a state: what a browser sends for a call."""
    event, _, state = data.decode("utf-8", "surrogateescape").partition("\n")
    try:
        moment = _KEYPAD.answer(state, event)
    except CallError:
        return
    assert from_text(moment.state)


class _Writer:
    """Takes all that is written."""

    def write(self, data: bytes) -> None:
        assert data.endswith(b"\n")
        assert data.count(b"\n") == 1

    async def drain(self) -> None:
        return


def _make_menu() -> Menu:
    state: State | None = None

    def answer(event: Event) -> Action:
        nonlocal state
        state, action = step(state, event, BOOK)
        return action

    return answer


_LOOP = asyncio.new_event_loop()


def read_agi(data: bytes) -> None:
    """All that Asterisk says in one call."""
    _LOOP.run_until_complete(_run_call(data))


async def _run_call(data: bytes) -> None:
    reader = asyncio.StreamReader(limit=MOST_BYTES - 1)
    reader.feed_data(data)
    reader.feed_eof()
    wire = Wire(reader, cast(Any, _Writer()), 60)
    counts = Counts()
    try:
        await wire.skip_headers(60)
        await Call(wire, _make_menu, find_sound, SORRY, float("inf"), counts).run()
    except (CallerGone, BadLine):
        pass
    except MenuFailed as error:
        raise AssertionError("the menu failed") from error
    assert counts.menu_faults == 0


def read_task_text(data: bytes) -> None:
    """A task for a worker on another machine."""
    with suppress(TaskError):
        read_task(data.decode("utf-8", "surrogateescape"), KINDS)


def read_marker_bytes(data: bytes) -> None:
    """What a store wrote beside an object."""
    found = read_marker(data)
    assert found is None or isinstance(found, Stored)


def get_states() -> list[bytes]:
    """States on the way through a call."""
    state, texts = None, []
    for event in (Started(), Keys("1"), Keys("101"), Silent(), Keys("3"), Keys("5"), Keys("0"), Keys("*"), Keys("4")):
        state, _ = step(state, event, BOOK)
        texts.append(state.to_text().encode())
    return texts
