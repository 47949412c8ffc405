"""jambonz: verbs as JSON. Checked against jambonz's own schema; never called for real.

Source: docs.jambonz.org/verbs. A `gather` asks its `actionHook` for what is next after its time too, so one at a time
is sent. `seekOffset` could resume within a clip, but no hook tells where a key fell within a `gather`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from service.phone.adapters.webhook_turn import Incoming, Leave, Refuse, Turn, get_keys

_OVER: Final = ("completed", "failed", "busy", "no-answer")
_NEWS: Final = ("ringing", "early-media")
"""Told of a call, and never what a call begins with: that is `trying`, or `in-progress` where another application has
handed it over. Those two are told of a call as well, in the same words, so they are answered like its first request."""


def render(turn: Turn) -> bytes:
    """The document of a turn."""
    if isinstance(turn, Refuse):
        return _write({"verb": "sip:decline", "status": 486, "reason": "Busy Here"})
    if isinstance(turn, Leave):
        return _write({"verb": "hangup"})
    stretch = turn.stretches[0]
    gather: dict[str, object] = {
        "verb": "gather", "input": ["digits"], "numDigits": 1, "dtmfBargein": True, "timeout": stretch.seconds,
        "actionHook": stretch.address,
    }  # fmt: skip
    if stretch.sounds:
        gather["play"] = {"url": list(stretch.sounds)}
    return _write(gather)


def _write(*verbs: Mapping[str, object]) -> bytes:
    return json.dumps(verbs).encode()


def read(fields: Mapping[str, object]) -> Incoming:
    """What a request of theirs says."""
    status, caller = fields.get("call_status"), str(fields.get("from", ""))
    keys = get_keys(fields.get("digits"))
    return Incoming(str(fields.get("call_sid", "")), keys, status in _OVER, status in _NEWS, caller)
