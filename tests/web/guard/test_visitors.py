from __future__ import annotations

import logging
from typing import Any

import pytest

from service.errors import SettingsError
from service.web.guard.visitors import Visitors, read_networks


def get_name(peer: str, forwarded: str = "", trusted: str = "", **others: str) -> str:
    environ: dict[str, Any] = (
        {"REMOTE_ADDR": peer} | others | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    )
    name = Visitors(read_networks(trusted)).take_name(environ)
    assert environ.keys() == {"REMOTE_ADDR"}
    return name


def test_without_a_proxy_it_is_the_peer_whatever_it_says_of_others() -> None:
    said = get_name("203.0.113.9", "198.51.100.1", HTTP_FORWARDED="for=198.51.100.1", HTTP_X_REAL_IP="198.51.100.1")
    assert said == "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded", "name"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the first one was made up by the reader
        ("203.0.113.9, 10.0.0.8", "203.0.113.9"),  # two proxies of ours
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:4711", "2001:db8::/64"),
        ("rubbish", "10.0.0.5"),
        ("203.0.113.9, rubbish", "10.0.0.5"),
        ("", "10.0.0.5"),
    ],
)
def test_a_trusted_proxy_says_who_it_is_and_nobody_before_it_does(forwarded: str, name: str) -> None:
    assert get_name("10.0.0.5", forwarded, "10.0.0.0/24") == name


def test_a_household_with_many_ipv6_addresses_is_one() -> None:
    assert get_name("2001:db8:1:2:3::1") == get_name("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert get_name("2001:db8:1:3::1") == "2001:db8:1:3::/64"


def test_an_old_address_in_a_new_one_s_clothes_is_the_old_one() -> None:
    assert get_name("::ffff:203.0.113.9") == "203.0.113.9"


@pytest.mark.parametrize("peer", ["127.0.0.1", "172.18.0.2"])
def test_readers_behind_a_proxy_that_nobody_named_are_not_taken_for_one_and_it_is_said_once(
    peer: str, caplog: pytest.LogCaptureFixture
) -> None:
    visitors = Visitors()
    with caplog.at_level(logging.WARNING):
        names = [visitors.take_name({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": "203.0.113.9"}) for _ in range(3)]
    assert names == ["", "", ""]
    assert caplog.text.count("'trusted_proxies'") == 1
    assert "203.0.113.9" not in caplog.text


@pytest.mark.parametrize("peer", ["", "unix:", "None"])
def test_a_peer_without_an_address_cannot_be_told_apart(peer: str) -> None:
    assert get_name(peer) == ""


@pytest.mark.parametrize("written", ["proxy.example", "10.0.0.5/8", "10.0.0.256", "10.0.0.5;10.0.0.6"])
def test_a_setting_that_is_no_list_of_networks_is_refused(written: str) -> None:
    with pytest.raises(SettingsError, match="'trusted_proxies' cannot be used"):
        read_networks(written)
