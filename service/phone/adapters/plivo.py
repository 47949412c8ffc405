"""Plivo XML. Checked against Plivo's own library; never called for real.

Source: plivo.com/docs/voice/xml. `GetDigits` and not the newer `GetInput`: that one waits for at least five seconds
after its clips, which would part the sentences of an entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring  # noqa: S405  written, never read

from service.phone.adapters.webhook_turn import Incoming, Leave, Refuse, Turn, get_keys

_OVER: Final = ("completed", "busy", "failed", "timeout", "no-answer", "cancel")


def render(turn: Turn) -> bytes:
    """The document of a turn."""
    response = Element("Response")
    if isinstance(turn, Refuse):
        SubElement(response, "Hangup", reason="busy")
    elif isinstance(turn, Leave):
        SubElement(response, "Hangup")
    else:
        for stretch in turn.stretches:
            digits = SubElement(
                response, "GetDigits", action=stretch.address, method="POST", numDigits="1", retries="1",
                timeout=str(stretch.seconds), finishOnKey="none", validDigits="1234567890*#", redirect="true",
                log="false",
            )  # fmt: skip
            for sound in stretch.sounds:
                SubElement(digits, "Play").text = sound
        SubElement(response, "Redirect", method="POST").text = turn.then
    document: bytes = tostring(response, encoding="utf-8", xml_declaration=True)
    return document


def read(fields: Mapping[str, object]) -> Incoming:
    """What a request of theirs says."""
    is_over = fields.get("CallStatus") in _OVER
    caller = str(fields.get("From", ""))
    return Incoming(str(fields.get("CallUUID", "")), get_keys(fields.get("Digits")), is_over, caller=caller)
