"""Whether a request comes from the provider: right ones pass, and nothing else does."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import replace

import pytest

from service.phone.adapters.signatures import (
    Signed,
    check_jambonz,
    check_plivo,
    check_signalwire,
    check_telnyx,
    check_twilio,
    check_vonage,
    get_spellings,
)

from .senders import SECRET, SENDERS, TELNYX, Sender, encode, make_jwt, sign_form

ADDRESS = "https://words.example.org/phone/call"
CHECKS = {
    "twilio": check_twilio, "telnyx": check_telnyx, "signalwire": check_signalwire, "jambonz": check_jambonz,
    "vonage": check_vonage, "plivo": check_plivo,
}  # fmt: skip
each_sender = pytest.mark.parametrize("sender", SENDERS.values(), ids=lambda sender: sender.name)


def make(sender: Sender, address: str = ADDRESS) -> Signed:
    fields = sender.get_fields("CA01", "1", "in-progress", "+15550123")
    body = sender.get_body(fields)
    headers = {name.lower(): value for name, value in sender.get_headers(address, fields, body).items()}
    return Signed(ADDRESS, headers, body, [(name, str(value)) for name, value in fields.items()])


def check(sender: Sender, signed: Signed) -> bool:
    return CHECKS[sender.name](signed, sender.secret)


@each_sender
def test_what_the_provider_signed_is_taken(sender: Sender) -> None:
    assert check(sender, make(sender))


@each_sender
def test_another_secret_is_refused(sender: Sender) -> None:
    other = SENDERS["telnyx"].secret[:-5] + "AAAA=" if sender.name == "telnyx" else "another secret of somebody"
    assert not CHECKS[sender.name](make(sender), other)


@each_sender
def test_a_body_that_was_changed_is_refused(sender: Sender) -> None:
    signed = make(sender)
    fields = [(name, "2" if name == "Digits" else value) for name, value in signed.fields]
    assert not check(sender, replace(signed, body=signed.body.replace(b"1", b"2"), fields=fields))


@each_sender
def test_a_request_for_another_address_is_refused_where_addresses_are_signed(sender: Sender) -> None:
    is_signed = sender.name in ("twilio", "signalwire", "plivo")
    assert check(sender, make(sender, f"{ADDRESS}/k0.1/AAAA")) is not is_signed


@each_sender
@pytest.mark.parametrize(
    "value",
    ["", " ", "=", "é", "\ud800", "t=,v1=", "t=0,v1=00", "Bearer", "Bearer a.b.c", "Bearer \ud800.é.c", "a" * 9999],
)
def test_a_header_of_another_form_is_refused(sender: Sender, value: str) -> None:
    signed = make(sender)
    for name in signed.headers:
        assert not check(sender, replace(signed, headers={**signed.headers, name: value}))
    assert not check(sender, replace(signed, headers={}))


@pytest.mark.parametrize(
    ("written", "signed"),
    [("https://a.org/x?y=1", "https://a.org:443/x?y=1"), ("https://a.org:8443/x", "https://a.org/x"),
     ("https://a.org:8443/x", "https://a.org:8443/x"), ("http://a.org/x", "http://a.org:80/x")],
)  # fmt: skip
def test_an_address_counts_with_and_without_its_port(written: str, signed: str) -> None:
    assert signed in get_spellings(written)
    headers = {"x-twilio-signature": sign_form(signed, {"a": "1"}, SECRET)}
    assert check_twilio(Signed(written, headers, b"a=1", [("a", "1")]), SECRET)


def test_the_vector_that_twilio_publishes_is_right() -> None:
    fields = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+12349013030", "Digits": "1234", "From": "+12349013030",
        "To": "+18005551212",
    }  # fmt: skip
    headers = {"x-twilio-signature": "0/KCTR6DLpKmkAf8muzZqo1nDgQ="}
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert check_twilio(Signed(address, headers, b"", list(fields.items())), "12345")


@pytest.mark.parametrize(
    ("settings", "algorithm", "is_right"),
    [("key=k1,algorithm=HMAC_SHA256", "sha256", True), ("algorithm=hmac_sha256", "sha256", True),
     ("key=k1", "sha1", True), ("algorithm=HMAC_SHA256", "sha1", False), ("algorithm=HMAC_SHA1", "sha256", False),
     ("algorithm=HMAC_MD5", "md5", False), ("algorithm=none", "sha1", False), ("", "sha256", False)],
)  # fmt: skip
def test_twilio_s_algorithm_is_the_one_that_it_names_and_no_unknown_one(
    settings: str, algorithm: str, is_right: bool
) -> None:
    headers = {
        "x-twilio-signature": sign_form(ADDRESS, {"a": "1"}, SECRET, algorithm),
        "x-twilio-webhooks-signature-settings": settings,
    }
    assert check_twilio(Signed(ADDRESS, headers, b"a=1", [("a", "1")]), SECRET) is is_right


def test_signalwire_may_sign_the_body_as_it_is() -> None:
    body = b"CallSid=CA01&Digits=1"
    headers = {"x-signalwire-signature": hmac.digest(SECRET.encode(), ADDRESS.encode() + body, "sha1").hex()}
    assert check_signalwire(Signed(ADDRESS, headers, body), SECRET)
    assert not check_signalwire(Signed(ADDRESS, headers, body + b"2"), SECRET)


@pytest.mark.parametrize(("late", "is_right"), [(0, True), (290, True), (-299, True), (302, False), (-302, False)])
@pytest.mark.parametrize("name", ["telnyx", "jambonz", "vonage"])
def test_a_signed_time_counts_for_five_minutes(name: str, late: int, is_right: bool) -> None:
    signed = replace(make(SENDERS[name]), get_time=lambda: time.time() + late)
    assert check(SENDERS[name], signed) is is_right


def test_telnyx_signs_the_time_that_it_names() -> None:
    signed = make(SENDERS["telnyx"])
    stamp = str(int(time.time()) - 1)
    assert not check(SENDERS["telnyx"], replace(signed, headers={**signed.headers, "telnyx-timestamp": stamp}))
    other = encode(TELNYX.sign(b"0|" + signed.body))
    assert not check(SENDERS["telnyx"], replace(signed, headers={**signed.headers, "telnyx-signature-ed25519": other}))


@pytest.mark.parametrize(
    ("changed", "algorithm", "is_right"),
    [({}, "HS256", True), ({"exp": "in a minute"}, "HS256", True), ({"exp": 1}, "HS256", False),
     ({"exp": "never"}, "HS256", False), ({"payload_hash": "0" * 64}, "HS256", False),
     ({"payload_hash": None}, "HS256", False), ({"iat": "now"}, "HS256", False), ({"iat": None}, "HS256", False),
     ({}, "none", False), ({}, "HS512", False), ({}, "RS256", False)],
)  # fmt: skip
def test_vonage_s_token_must_be_by_hs256_new_and_for_this_body(
    changed: dict[str, object], algorithm: str, is_right: bool
) -> None:
    body = json.dumps({"uuid": "1"}).encode()
    claims = {"iat": int(time.time()), "payload_hash": hashlib.sha256(body).hexdigest()} | changed
    if claims.get("exp") == "in a minute":
        claims["exp"] = int(time.time()) + 60
    headers = {"authorization": f"Bearer {make_jwt(claims, SECRET, algorithm)}"}
    assert check_vonage(Signed(ADDRESS, headers, body), SECRET) is is_right


def test_plivo_signs_the_query_sorted_and_its_nonce() -> None:
    text = f"{ADDRESS}?a=2&b=1.CallUUID1.n1"
    right = sign_form(text, {}, SECRET, "sha256")
    headers = {"x-plivo-signature-v3": right, "x-plivo-signature-v3-nonce": "n1"}
    signed = Signed(f"{ADDRESS}?b=1&a=2", headers, b"", [("CallUUID", "1")])
    assert check_plivo(signed, SECRET)
    assert not check_plivo(replace(signed, headers={**headers, "x-plivo-signature-v3-nonce": "n2"}), SECRET)
