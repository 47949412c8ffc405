"""Webhooks are off unless it can be proved who calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import SettingsError, UnknownName
from service.phone.adapters.webhook_providers import get_access
from service.settings import Settings, get_settings

from .senders import SECRET, TELNYX_PUBLIC

SITE = "https://words.example.org"


@pytest.mark.parametrize("name", ["twilio", "telnyx", "signalwire", "jambonz", "vonage", "plivo"])
@pytest.mark.parametrize("secret", ["", "short", "x" * 15])
def test_a_provider_without_a_secret_does_not_start(name: str, secret: str) -> None:
    with pytest.raises(SettingsError, match="'phone_webhook_secret' is needed"):
        get_access(name, secret, "", SITE)


@pytest.mark.parametrize("site", ["", "http://words.example.org", "http://127.0.0.1.example.org"])
def test_a_site_without_tls_does_not_start(site: str) -> None:
    with pytest.raises(SettingsError, match="'site_address' as an https address"):
        get_access("twilio", SECRET, "", site)


@pytest.mark.parametrize("site", ["https://words.example.org:8443", "http://127.0.0.1:8000"])
def test_https_and_this_machine_itself_are_taken(site: str) -> None:
    assert get_access("twilio", SECRET, "", site).key == SECRET


def test_an_unknown_provider_is_told_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="jambonz, plivo, signalwire, telnyx, twilio, vonage"):
        get_access("twillio", SECRET, "", SITE)


@pytest.mark.parametrize("secret", [SECRET, "A" * 44, TELNYX_PUBLIC[:-1], "!" * 44])
def test_telnyx_needs_its_public_key(secret: str) -> None:
    with pytest.raises(SettingsError, match="must be Telnyx's public key"):
        get_access("telnyx", secret, SECRET, SITE)


@pytest.mark.parametrize("key", ["", "short"])
def test_telnyx_needs_a_key_of_our_own_as_its_is_public(key: str) -> None:
    with pytest.raises(SettingsError, match="'phone_webhook_key' is needed for telnyx"):
        get_access("telnyx", TELNYX_PUBLIC, key, SITE)
    assert get_access("telnyx", TELNYX_PUBLIC, SECRET, SITE).key == SECRET


def test_no_message_and_no_listing_shows_a_secret() -> None:
    settings = Settings(phone_webhook="telnyx", phone_webhook_secret=SECRET, phone_webhook_key=SECRET)
    with pytest.raises(SettingsError) as refused:
        get_access("telnyx", SECRET, SECRET, SITE)
    assert SECRET not in f"{settings} {refused.value}"


def test_secrets_come_from_the_environment(tmp_path: Path) -> None:
    settings = get_settings(tmp_path, {"LECTERN_PHONE_WEBHOOK": "twilio", "LECTERN_PHONE_WEBHOOK_SECRET": SECRET})
    assert (settings.phone_webhook, settings.phone_webhook_secret) == ("twilio", SECRET)
