"""The providers that can call: how each signs, what it sends, and in which language it is answered."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from service.errors import SettingsError, UnknownName
from service.phone.adapters import jambonz, ncco, plivo, signatures, twiml
from service.phone.adapters.webhook_turn import Incoming, Turn

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
_XML: Final = "text/xml; charset=utf-8"
_LEAST_LETTERS: Final = 16
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Provider:
    check: signatures.Check
    takes: str
    """Content type of its requests."""
    read: Callable[[Mapping[str, object]], Incoming]
    render: Callable[[Turn], bytes]
    gives: str
    """Content type of the answers."""
    longest: int = 60
    """Seconds that it can wait for a key."""


PROVIDERS: Final[Mapping[str, Provider]] = {
    "twilio": Provider(signatures.check_twilio, FORM, twiml.read, twiml.render, _XML),
    "telnyx": Provider(signatures.check_telnyx, FORM, twiml.read, twiml.render, _XML),
    "signalwire": Provider(signatures.check_signalwire, FORM, twiml.read, twiml.render, _XML),
    "jambonz": Provider(signatures.check_jambonz, JSON, jambonz.read, jambonz.render, JSON),
    "vonage": Provider(signatures.check_vonage, JSON, ncco.read, ncco.render, JSON, longest=ncco.LONGEST),
    "plivo": Provider(signatures.check_plivo, FORM, plivo.read, plivo.render, _XML),
}
"""By the value of the setting `phone_webhook`."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call, proved before anything starts."""

    provider: Provider
    site: str
    secret: str
    """What the provider signs with; of Telnyx, the public key that it is checked by."""
    key: str
    """What our own steps are signed with."""


def get_access(name: str, secret: str, key: str, site: str) -> Access:
    """What proves who calls. No message holds a secret.

    :raise UnknownName: :raise SettingsError: if anything of it is missing or cannot be used.
    """
    provider = PROVIDERS.get(name)
    if provider is None:
        raise UnknownName("provider for the setting 'phone_webhook'", name, PROVIDERS)
    if len(secret) < _LEAST_LETTERS:
        raise SettingsError(
            f"The setting 'phone_webhook_secret' is needed for {name}, with at least {_LEAST_LETTERS} characters; "
            "docs/webhooks.md says where the provider shows it. Without it anybody could pose as the provider."
        )
    if name == "telnyx":
        _check_public_key(secret, key)
    address = urlsplit(site)
    if address.scheme != "https" and address.hostname not in _LOOPBACK:
        raise SettingsError(
            "The setting 'phone_webhook' needs 'site_address' as an https address, such as https://example.org: "
            "signatures are made for it, and without TLS a signed request could be seen and sent again."
        )
    return Access(provider, site, secret, key or secret)


def _check_public_key(secret: str, key: str) -> None:
    try:
        is_key = len(base64.b64decode(secret, validate=True)) == 32  # noqa: PLR2004  an Ed25519 key, RFC 8032
    except ValueError:
        is_key = False
    if not is_key:
        raise SettingsError(
            "The setting 'phone_webhook_secret' must be Telnyx's public key: 32 bytes in base64, 44 characters."
        )
    if len(key) < _LEAST_LETTERS:
        raise SettingsError(
            f"The setting 'phone_webhook_key' is needed for telnyx, with at least {_LEAST_LETTERS} random characters: "
            "Telnyx's key is public, so the steps of a call need a secret of your own."
        )
