"""Settings that are more than one word or number."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import SettingsError
from service.settings import Settings, get_settings


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("", ""),
        ("  ", ""),
        ("https://words.example.org", "https://words.example.org"),
        ("https://words.example.org/", "https://words.example.org"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://xn--espaa-rta.example", "https://xn--espaa-rta.example"),
    ],
)
def test_the_address_of_the_site_has_no_slash_at_its_end(written: str, address: str) -> None:
    assert Settings(site_address=written).get_site_address() == address


@pytest.mark.parametrize(
    "written",
    ["words.example.org", "ftp://example.org", "https://", "https://example.org/words", "https://a b", "//example.org",
     "https://user@example.org", 'https://a"onload=x', "https://example.org?x=1", "https://example.org//", "https://é.org"],
)  # fmt: skip
def test_an_address_of_another_form_is_refused_and_told_what_would_be_right(written: str) -> None:
    with pytest.raises(SettingsError, match="'site_address' is .* write it as https://example.org"):
        Settings(site_address=written).get_site_address()


def test_an_address_of_another_form_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="site_address"):
        get_settings(tmp_path, {"LECTERN_SITE_ADDRESS": "example.org"})


@pytest.mark.parametrize(
    "address",
    ["https://www.bbc.co.uk/weather", "https://example.org", "https://example.org:8443/a?b=c%20d", "http://127.0.0.1:9/x",
     "http://localhost:8000", "http://[::1]:8000/", "https://xn--espaa-rta.example/"],
)  # fmt: skip
def test_the_way_out_leads_to_an_https_address_or_to_this_machine(address: str) -> None:
    assert Settings(exit_address=f" {address} ").get_exit_address() == address


@pytest.mark.parametrize(
    "address",
    ["", "/weather", "example.org", "//example.org", "http://example.org", "http://127.0.0.1.example.org", "ftp://a.org",
     "javascript:alert(1)", "https://", "https://user@example.org", "https://user:pass@example.org", "https://a b.org",
     'https://a.org/"onclick="x', "https://a.org/#top", "https://a.org/\nx", "https://é.org", "https://a.org\\@b.org",
     "https://127.0.0.1@b.org", "http://localhost@b.org", "https://.", "HTTPS//a.org"],
)  # fmt: skip
def test_another_way_out_is_refused_and_told_what_would_be_right(address: str) -> None:
    with pytest.raises(SettingsError, match="(?s)'exit_address' is .* write an https address without a name"):
        Settings(exit_address=address).get_exit_address()


@pytest.mark.parametrize("address", ["https://words.example.org/", "https://Words.example.org/weather"])
def test_the_way_out_leads_to_another_site(address: str) -> None:
    with pytest.raises(SettingsError, match="on this very site; name another site"):
        Settings(exit_address=address, site_address="https://words.example.org").get_exit_address()


def test_the_way_out_is_checked_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="exit_address"):
        get_settings(tmp_path, {"LECTERN_EXIT_ADDRESS": "http://example.org"})
