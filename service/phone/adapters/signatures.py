"""Whether a request comes from the provider: each signs in its own way. Comparisons take the same time however wrong.

Every function takes the request as it arrived, with the address that the settings give, and the secret. It returns
False for anything that is missing or malformed, and raises nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

TOLERANCE_SECONDS: Final = 300
"""How far a signed time may be from ours: Telnyx's and jambonz's own libraries take the same."""
_TWILIO: Final = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}


@dataclass(frozen=True, slots=True)
class Signed:
    """A request as its signature sees it."""

    address: str
    """Whole, with the query: scheme and host of the settings, never of the request."""
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes
    fields: Sequence[tuple[str, str]] = ()
    """Of a form, as they came."""
    get_time: Callable[[], float] = time.time


Check = Callable[[Signed, str], bool]


def check_twilio(signed: Signed, secret: str) -> bool:
    """HMAC over the address and the sorted fields; by SHA-1, or by what the settings header names.

    Source: twilio.com/docs/usage/webhooks/webhooks-security; twilio-python 9.13, `request_validator.py`.
    """
    algorithm = _TWILIO.get(_get_twilio_algorithm(signed.headers).upper())
    if algorithm is None:
        return False
    return _is_form_signed(signed, secret, signed.headers.get("x-twilio-signature", ""), algorithm)


def _get_twilio_algorithm(headers: Mapping[str, str]) -> str:
    for part in headers.get("x-twilio-webhooks-signature-settings", "").split(","):
        name, _, value = part.partition("=")
        if name.strip() == "algorithm" and value.strip():
            return value.strip()
    return "HMAC_SHA1"


def _is_form_signed(signed: Signed, secret: str, signature: str, algorithm: str) -> bool:
    parts = "".join(name + value for name, value in sorted(set(signed.fields)))
    digests = (
        hmac.digest(secret.encode(), _get_bytes(url + parts), algorithm) for url in get_spellings(signed.address)
    )
    return _is_one_of(signature, (base64.b64encode(digest).decode() for digest in digests))


def get_spellings(address: str) -> tuple[str, ...]:
    """An address as it is, without a port, and with the port of its scheme: providers sign any of these."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    bare = host.rsplit(":", 1)[0] if parts.port else host
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return tuple(parts._replace(netloc=netloc).geturl() for netloc in dict.fromkeys((host, bare, f"{bare}:{port}")))


def _is_one_of(given: str, right: Iterator[str]) -> bool:
    return any([hmac.compare_digest(_get_bytes(given), _get_bytes(each)) for each in right])  # noqa: C419  all are compared


def _get_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def check_signalwire(signed: Signed, secret: str) -> bool:
    """As Twilio's by SHA-1, or HMAC-SHA1 in hexadecimal over the address and the body: it has used both.

    Source: developer.signalwire.com/guides/webhook-security; metacpan.org/pod/SignalWire::Security::WebhookValidator.
    """
    signature = signed.headers.get("x-signalwire-signature") or signed.headers.get("x-twilio-signature", "")
    urls = get_spellings(signed.address)
    of_body = (hmac.digest(secret.encode(), _get_bytes(url) + signed.body, "sha1").hex() for url in urls)
    return any([_is_one_of(signature, of_body), _is_form_signed(signed, secret, signature, "sha1")])


def check_telnyx(signed: Signed, secret: str) -> bool:
    """Ed25519 over the time, a bar and the body; `secret` is the account's public key in base64.

    Source: developers.telnyx.com, "Webhooks"; telnyx-python 4.189, `lib/webhook_verification.py`.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    stamp = signed.headers.get("telnyx-timestamp", "")
    if not _is_recent(stamp, signed):
        return False
    try:
        signature = base64.b64decode(signed.headers.get("telnyx-signature-ed25519", ""), validate=True)
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(secret, validate=True))
        key.verify(signature, stamp.encode() + b"|" + signed.body)
    except (ValueError, InvalidSignature):
        return False
    return True


def _is_recent(stamp: str, signed: Signed) -> bool:
    is_number = stamp.isascii() and stamp.isdigit() and len(stamp) <= 12
    return is_number and abs(signed.get_time() - int(stamp)) <= TOLERANCE_SECONDS


def check_jambonz(signed: Signed, secret: str) -> bool:
    """HMAC-SHA256 in hexadecimal over the time, a point and the body.

    Source: docs.jambonz.org/guides/features/securing-http-endpoints; @jambonz/node-client 0.4.11.
    """
    pairs = [part.strip().partition("=")[::2] for part in signed.headers.get("jambonz-signature", "").split(",")]
    stamp = next((value for name, value in pairs if name == "t"), "")
    if not _is_recent(stamp, signed):
        return False
    right = hmac.digest(secret.encode(), stamp.encode() + b"." + signed.body, "sha256").hex()
    return any([_is_one_of(value, iter((right,))) for name, value in pairs if name == "v1"])  # noqa: C419


def check_vonage(signed: Signed, secret: str) -> bool:
    """A JSON Web Token by HS256 and no other algorithm, with the SHA-256 of the body in it.

    Source: developer.vonage.com, "Decoding Signed Webhooks"; vonage-jwt 1.1.5. RFC 7515 and RFC 7519.
    """
    scheme, _, token = signed.headers.get("authorization", "").partition(" ")
    head, _, rest = token.strip().partition(".")
    claims, _, signature = rest.partition(".")
    right = hmac.digest(secret.encode(), _get_bytes(f"{head}.{claims}"), "sha256")
    if scheme.lower() != "bearer" or not hmac.compare_digest(_decode(signature), right):
        return False
    header, said = _read_json(head), _read_json(claims)
    if header.get("alg") != "HS256":
        return False
    digest = said.get("payload_hash")
    is_whole = isinstance(digest, str) and _is_one_of(digest.lower(), iter((hashlib.sha256(signed.body).hexdigest(),)))
    now, made, end = signed.get_time(), said.get("iat"), said.get("exp")
    is_new = isinstance(made, int | float) and abs(now - made) <= TOLERANCE_SECONDS
    return is_whole and is_new and (end is None or (isinstance(end, int | float) and now <= end + TOLERANCE_SECONDS))


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except ValueError:
        return b""


def _read_json(text: str) -> dict[str, object]:
    try:
        value = json.loads(_decode(text))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def check_plivo(signed: Signed, secret: str) -> bool:
    """HMAC-SHA256 over the address, the sorted fields and a nonce; several signatures may stand in one header.

    Source: plivo.com/docs, "Validating Requests"; plivo 4.63, `utils/signature_v3.py`.
    """
    nonce = signed.headers.get("x-plivo-signature-v3-nonce", "")
    if not nonce:
        return False
    parts = urlsplit(signed.address)
    query = "&".join(f"{name}={value}" for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True)))
    fields = "".join(name + value for name, value in sorted(signed.fields))
    text = parts._replace(query="").geturl() + ("?" + query if query or fields else "")
    text += ("." if query and fields else "") + fields
    right = base64.b64encode(hmac.digest(secret.encode(), _get_bytes(f"{text}.{nonce}"), "sha256")).decode()
    given = signed.headers.get("x-plivo-signature-v3", "").split(",")
    return any([_is_one_of(each.strip(), iter((right,))) for each in given])  # noqa: C419
