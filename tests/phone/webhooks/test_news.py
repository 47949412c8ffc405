"""Requests that only tell how a call is: they are not counted as calls, and no menu is started for them."""

from __future__ import annotations

import pytest

from service.phone.adapters.webhook_limits import Gate

from .callers import BEGIN, Server
from .senders import SENDERS, Sender

each_sender = pytest.mark.parametrize("sender", SENDERS.values(), ids=lambda sender: sender.name)
NEWS: dict[str, list[dict[str, object]]] = {
    "twilio": [{"CallbackSource": "call-progress-events", "CallStatus": each} for each in ("ringing", "in-progress")],
    "telnyx": [{"CallbackSource": "call-progress-events", "CallStatus": each} for each in ("ringing", "in-progress")],
    "signalwire": [{"CallbackSource": "call-progress-events", "CallStatus": "in-progress"}],
    "jambonz": [{"call_status": each} for each in ("ringing", "early-media")],
    "vonage": [{"status": each} for each in ("started", "ringing", "answered", "human")],
    "plivo": [],
}


class Counting(Server):
    """Counts the steps of the menu."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.steps = 0
        step = self.line.step

        def count(*arguments: object) -> object:
            self.steps += 1
            return step(*arguments)  # type: ignore[arg-type]

        self.line.step = count  # type: ignore[method-assign, assignment]


@each_sender
def test_news_of_a_call_has_no_answer_is_no_call_and_starts_no_menu(sender: Sender) -> None:
    server = Counting(sender)
    server.ask()
    for news in NEWS[sender.name]:
        answer = server.post(BEGIN, sender.get_fields("CA01", "", "in-progress", "+15550123") | news)
        assert (answer.status_code, answer.data) == (204, b"")
    assert (server.board.counts.calls, server.steps, server.gate.count()) == (1, 1, 1)


def test_four_events_of_jambonz_are_one_call() -> None:
    """The calling webhook and the status webhook have one address: see docs/webhooks.md."""
    server = Counting(SENDERS["jambonz"])
    for status in ("trying", "ringing", "early-media", "in-progress"):
        fields = server.sender.get_fields("CA01", "", status, "+15550123")
        assert server.post(BEGIN, fields).status_code in (200, 204)
    assert (server.board.counts.calls, server.steps, server.gate.count()) == (1, 2, 1)


@each_sender
def test_news_that_comes_first_takes_no_place_of_a_call(sender: Sender) -> None:
    server = Server(sender, gate=Gate(most_calls=1))
    for news in NEWS[sender.name]:
        server.post(BEGIN, sender.get_fields("CA01", "", "in-progress", "+15550123") | news)
    assert server.gate.count() == 0


@each_sender
def test_a_repeated_request_is_one_call_with_the_same_answer(sender: Sender) -> None:
    server = Server(sender)
    assert server.ask() == server.ask() == server.ask()
    server.ask(call="CA02")
    assert server.board.counts.calls == 2
    assert server.ask(status="completed").end == "hang up"
