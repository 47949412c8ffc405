"""TwiML for Twilio, TeXML for Telnyx, cXML for SignalWire: only verbs and attributes that all three know.

Sources: twilio.com/docs/voice/twiml; developers.telnyx.com, "TeXML Translator"; developer.signalwire.com,
"Compatibility API". `Gather` ends its clips with the first key. An empty `finishOnKey` makes # a key like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring  # noqa: S405  written, never read

from service.phone.adapters.webhook_turn import Incoming, Leave, Refuse, Turn, get_keys

_OVER: Final = ("completed", "busy", "failed", "no-answer", "canceled")


def render(turn: Turn) -> bytes:
    """The document of a turn."""
    response = Element("Response")
    if isinstance(turn, Refuse):
        SubElement(response, "Reject", reason="busy")
    elif isinstance(turn, Leave):
        SubElement(response, "Hangup")
    else:
        for stretch in turn.stretches:
            gather = SubElement(
                response, "Gather", input="dtmf", action=stretch.address, method="POST", numDigits="1",
                timeout=str(stretch.seconds), finishOnKey="",
            )  # fmt: skip
            for sound in stretch.sounds:
                SubElement(gather, "Play").text = sound
        SubElement(response, "Redirect", method="POST").text = turn.then
    document: bytes = tostring(response, encoding="utf-8", xml_declaration=True)
    return document


def read(fields: Mapping[str, object]) -> Incoming:
    """What a request of theirs says."""
    keys = get_keys(fields.get("Digits")) or get_keys(fields.get("FinishedOnKey"))
    is_over, is_news = fields.get("CallStatus") in _OVER, "CallbackSource" in fields
    return Incoming(str(fields.get("CallSid", "")), keys, is_over, is_news and not is_over, str(fields.get("From", "")))
