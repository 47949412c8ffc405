"""Vonage: Call Control Objects (NCCO) as JSON. Checked against Vonage's own models; never called for real.

Source: developer.vonage.com/voice/voice-api/ncco-reference. An `input` asks its `eventUrl` for what is next after its
time too, so one stretch at a time is sent. A call ends with the last action: an empty list hangs up, and refuses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from service.phone.adapters.webhook_turn import Incoming, Listen, Turn, get_keys

LONGEST: Final = 10
"""Seconds that an `input` can wait."""
_OVER: Final = ("completed", "failed", "rejected", "busy", "cancelled", "timeout", "unanswered", "disconnected")


def render(turn: Turn) -> bytes:
    """The document of a turn."""
    if not isinstance(turn, Listen):
        return b"[]"
    stretch = turn.stretches[0]
    actions: list[dict[str, object]] = [
        {"action": "stream", "streamUrl": [sound], "bargeIn": True} for sound in stretch.sounds
    ]
    dtmf = {"maxDigits": 1, "timeOut": stretch.seconds, "submitOnHash": False}
    actions.append(
        {"action": "input", "type": ["dtmf"], "dtmf": dtmf, "eventUrl": [stretch.address], "eventMethod": "POST"}
    )
    return json.dumps(actions).encode()


def read(fields: Mapping[str, object]) -> Incoming:
    """What a request of theirs says."""
    dtmf = fields.get("dtmf")
    keys = get_keys(dtmf.get("digits") if isinstance(dtmf, Mapping) else dtmf)
    is_over = fields.get("status") in _OVER
    is_news = "status" in fields and not is_over  # no request for an answer has one
    return Incoming(str(fields.get("uuid", "")), keys, is_over, is_news, str(fields.get("from", "")))
