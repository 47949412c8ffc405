"""Providers as tests need them: what each sends, how it signs, and what it does with a document.

The signatures are worked out here a second time, from the providers' documentation; `tests/peers` compares with their
own libraries.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree import ElementTree

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SECRET = "a-secret-of-the-provider"
TELNYX = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TELNYX_PUBLIC = base64.b64encode(TELNYX.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


@dataclass(frozen=True)
class Part:
    sounds: tuple[str, ...]
    seconds: int
    address: str


@dataclass(frozen=True)
class Document:
    """What a provider reads in a document."""

    parts: tuple[Part, ...] = ()
    then: str = ""
    end: str = ""
    """`hang up`, `busy`, or empty."""


@dataclass(frozen=True)
class Sender:
    name: str
    secret: str = SECRET
    takes: str = "application/x-www-form-urlencoded"

    def get_fields(self, call: str, keys: str, status: str, caller: str) -> dict[str, object]:
        fields: dict[str, object] = {"CallSid": call, "From": caller, "To": "+15550100", "CallStatus": status}
        return fields | ({"Digits": keys} if keys else {})

    def get_body(self, fields: Mapping[str, object]) -> bytes:
        return urlencode({name: str(value) for name, value in fields.items()}).encode()

    def get_headers(self, address: str, fields: Mapping[str, object], body: bytes) -> dict[str, str]:
        return {"X-Twilio-Signature": sign_form(address, fields, self.secret)}

    def read(self, document: bytes) -> Document:
        return read_xml(document, "Gather", "Reject")


def sign_form(address: str, fields: Mapping[str, object], secret: str, algorithm: str = "sha1") -> str:
    text = address + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), algorithm)).decode()


def read_xml(document: bytes, collect: str, refuse: str) -> Document:
    response = ElementTree.fromstring(document)
    assert response.tag == "Response"
    if [child.tag for child in response] in ([refuse], ["Hangup"]):
        return Document(end="busy" if response[0].get("reason") == "busy" else "hang up")
    *gathers, redirect = response
    assert [each.tag for each in gathers] == [collect] * len(gathers)
    assert redirect.tag == "Redirect"
    assert redirect.get("method") == "POST"
    assert all(play.tag == "Play" for gather in gathers for play in gather)
    parts = tuple(
        Part(tuple(str(play.text) for play in each), int(each.get("timeout", "0")), each.get("action", ""))
        for each in gathers
    )
    return Document(parts, redirect.text or "")


class Telnyx(Sender):
    def get_headers(self, address: str, fields: Mapping[str, object], body: bytes) -> dict[str, str]:
        stamp = str(int(time.time()))
        signature = base64.b64encode(TELNYX.sign(f"{stamp}|".encode() + body)).decode()
        return {"Telnyx-Timestamp": stamp, "Telnyx-Signature-Ed25519": signature}


class SignalWire(Sender):
    def get_headers(self, address: str, fields: Mapping[str, object], body: bytes) -> dict[str, str]:
        return {"X-SignalWire-Signature": sign_form(address, fields, self.secret)}


class Plivo(Sender):
    def get_fields(self, call: str, keys: str, status: str, caller: str) -> dict[str, object]:
        fields = super().get_fields(call, keys, status, caller)
        return {"CallUUID": fields.pop("CallSid"), **fields}

    def get_headers(self, address: str, fields: Mapping[str, object], body: bytes) -> dict[str, str]:
        text = address + "?" + "".join(f"{name}{fields[name]}" for name in sorted(fields)) + ".12345"
        right = base64.b64encode(hmac.digest(self.secret.encode(), text.encode(), "sha256")).decode()
        return {"X-Plivo-Signature-V3": f"AAAA,{right}", "X-Plivo-Signature-V3-Nonce": "12345"}

    def read(self, document: bytes) -> Document:
        return read_xml(document, "GetDigits", "Hangup")


class Json(Sender):
    def get_body(self, fields: Mapping[str, object]) -> bytes:
        return json.dumps(fields).encode()


class Jambonz(Json):
    def get_fields(self, call: str, keys: str, status: str, caller: str) -> dict[str, object]:
        reason = {"reason": "dtmfDetected", "digits": keys} if keys else {"reason": "timeout"}
        return {"call_sid": call, "from": caller, "to": "5550100", "call_status": status, **reason}

    def get_headers(self, address: str, fields: Mapping[str, object], body: bytes) -> dict[str, str]:
        stamp = str(int(time.time()))
        right = hmac.digest(self.secret.encode(), f"{stamp}.".encode() + body, "sha256").hex()
        return {"Jambonz-Signature": f"t={stamp},v1={right}"}

    def read(self, document: bytes) -> Document:
        (verb,) = json.loads(document)
        if verb["verb"] != "gather":
            return Document(end={"hangup": "hang up", "sip:decline": "busy"}[verb["verb"]])
        sounds = tuple(verb.get("play", {}).get("url", ()))
        return Document((Part(sounds, verb["timeout"], verb["actionHook"]),), verb["actionHook"])


class Vonage(Json):
    def get_fields(self, call: str, keys: str, status: str, caller: str) -> dict[str, object]:
        dtmf = {"digits": keys, "timed_out": not keys}
        news = (
            {} if status == "in-progress" else {"status": status}
        )  # as events have it, and requests for an answer not
        return {"uuid": call, "from": caller, "to": "15550100", "dtmf": dtmf, **news}

    def get_headers(self, address: str, fields: Mapping[str, object], body: bytes) -> dict[str, str]:
        claims = {"iat": int(time.time()), "iss": "Vonage", "payload_hash": hashlib.sha256(body).hexdigest()}
        return {"Authorization": f"Bearer {make_jwt(claims, self.secret)}"}

    def read(self, document: bytes) -> Document:
        actions = json.loads(document)
        if not actions:
            return Document(end="hang up")
        *streams, collect = actions
        assert all(each["action"] == "stream" and each["bargeIn"] is True for each in streams)
        assert collect["action"] == "input"
        sounds = tuple(sound for each in streams for sound in each["streamUrl"])
        (address,) = collect["eventUrl"]
        return Document((Part(sounds, collect["dtmf"]["timeOut"], address),), address)


def make_jwt(claims: Mapping[str, object], secret: str, algorithm: str = "HS256") -> str:
    parts = [encode(json.dumps(each).encode()) for each in ({"alg": algorithm, "typ": "JWT"}, claims)]
    return ".".join([*parts, encode(hmac.digest(secret.encode(), ".".join(parts).encode(), "sha256"))])


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


SENDERS = {
    each.name: each
    for each in (
        Sender("twilio"), Telnyx("telnyx", TELNYX_PUBLIC), SignalWire("signalwire"),
        Jambonz("jambonz", takes="application/json"), Vonage("vonage", takes="application/json"), Plivo("plivo"),
    )
}  # fmt: skip
