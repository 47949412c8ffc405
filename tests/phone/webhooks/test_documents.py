"""What each provider is sent, to the letter."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from service.phone.adapters import jambonz, ncco, plivo, twiml
from service.phone.adapters.webhook_turn import Leave, Listen, Refuse, Stretch

from .documents import get_documents

LISTEN = Listen(
    (
        Stretch(("https://a.org/1.wav", "https://a.org/2.wav"), 1, "https://a.org/k0.2/T"),
        Stretch((), 8, "https://a.org/k2.2/T?a=1&b=<"),
    ),
    "https://a.org/s2/T",
)
HEAD = "<?xml version='1.0' encoding='utf-8'?>\n"


def test_twiml_gathers_one_key_and_hash_is_one_like_any_other() -> None:
    assert twiml.render(LISTEN).decode() == HEAD + (
        '<Response><Gather input="dtmf" action="https://a.org/k0.2/T" method="POST" numDigits="1" timeout="1" '
        'finishOnKey=""><Play>https://a.org/1.wav</Play><Play>https://a.org/2.wav</Play></Gather>'
        '<Gather input="dtmf" action="https://a.org/k2.2/T?a=1&amp;b=&lt;" method="POST" numDigits="1" timeout="8" '
        'finishOnKey="" /><Redirect method="POST">https://a.org/s2/T</Redirect></Response>'
    )
    assert twiml.render(Leave()).decode() == HEAD + "<Response><Hangup /></Response>"
    assert twiml.render(Refuse()).decode() == HEAD + '<Response><Reject reason="busy" /></Response>'


def test_plivo_gets_digits_that_it_does_not_log() -> None:
    assert (
        plivo.render(LISTEN)
        .decode()
        .startswith(
            HEAD
            + '<Response><GetDigits action="https://a.org/k0.2/T" method="POST" numDigits="1" retries="1" timeout="1" '
            'finishOnKey="none" validDigits="1234567890*#" redirect="true" log="false"><Play>https://a.org/1.wav</Play>'
        )
    )
    assert plivo.render(Leave()).decode() == HEAD + "<Response><Hangup /></Response>"
    assert plivo.render(Refuse()).decode() == HEAD + '<Response><Hangup reason="busy" /></Response>'


def test_jambonz_gets_the_first_stretch_alone() -> None:
    assert json.loads(jambonz.render(LISTEN)) == [{
        "verb": "gather", "input": ["digits"], "numDigits": 1, "dtmfBargein": True, "timeout": 1,
        "actionHook": "https://a.org/k0.2/T", "play": {"url": ["https://a.org/1.wav", "https://a.org/2.wav"]},
    }]  # fmt: skip
    assert json.loads(jambonz.render(Leave())) == [{"verb": "hangup"}]
    assert json.loads(jambonz.render(Refuse())) == [{"verb": "sip:decline", "status": 486, "reason": "Busy Here"}]


def test_vonage_gets_the_first_stretch_alone_and_nothing_to_end_a_call() -> None:
    assert json.loads(ncco.render(LISTEN)) == [
        {"action": "stream", "streamUrl": ["https://a.org/1.wav"], "bargeIn": True},
        {"action": "stream", "streamUrl": ["https://a.org/2.wav"], "bargeIn": True},
        {"action": "input", "type": ["dtmf"], "dtmf": {"maxDigits": 1, "timeOut": 1, "submitOnHash": False},
         "eventUrl": ["https://a.org/k0.2/T"], "eventMethod": "POST"},
    ]  # fmt: skip
    assert ncco.render(Leave()) == ncco.render(Refuse()) == b"[]"


def test_a_document_lasts_as_long_as_its_clips_and_waits() -> None:
    assert LISTEN.get_seconds() == 2 * 20 + 1 + 8


@pytest.mark.parametrize(
    ("fields", "keys"),
    [({"Digits": "5"}, "5"), ({"Digits": ""}, ""), ({}, ""), ({"Digits": "", "FinishedOnKey": "#"}, "#"),
     ({"Digits": "1", "FinishedOnKey": "#"}, "1"), ({"FinishedOnKey": ""}, "")],
)  # fmt: skip
def test_a_key_that_ended_an_input_counts_if_it_was_the_only_one(fields: dict[str, object], keys: str) -> None:
    assert twiml.read({"CallSid": "CA01", **fields}).keys == keys


@pytest.mark.parametrize(
    ("dtmf", "keys"),
    [({"digits": "5", "timed_out": False}, "5"), ({"digits": "", "timed_out": True}, ""), ("5", "5"), (None, ""),
     ({"digits": None}, ""), ({"digits": 5}, ""), ([], "")],
)  # fmt: skip
def test_vonage_tells_keys_in_an_object_or_as_they_are(dtmf: object, keys: str) -> None:
    assert ncco.read({"uuid": "1", "dtmf": dtmf}).keys == keys


COMMON = {
    "Response": set[str](), "Gather": {"input", "action", "method", "numDigits", "timeout", "finishOnKey"},
    "Play": set[str](), "Pause": {"length"}, "Redirect": {"method"}, "Hangup": set[str](), "Reject": {"reason"},
}  # fmt: skip
"""The verbs that Twilio, Telnyx and SignalWire all know, and what is said with each."""


@pytest.mark.parametrize("name", ["twilio", "telnyx", "signalwire"])
def test_every_document_of_whole_calls_has_only_verbs_and_attributes_common_to_all(name: str) -> None:
    used: dict[str, set[str]] = {}
    for document in get_documents(name):
        for element in ElementTree.fromstring(document).iter():
            used.setdefault(element.tag, set()).update(element.attrib)
    assert set(used) == set(COMMON) - {"Pause"}  # each is met, so that none is left out of the proof
    assert [tag for tag in used if not used[tag] <= COMMON[tag]] == []
