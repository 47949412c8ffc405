from __future__ import annotations

import pytest

from service.errors import SettingsError
from service.web.guard.hosts import make_hosts


def get_status(written: str | None, listening: str = "127.0.0.1", site: str = "", names: str = "") -> int:
    environ = {"SERVER_PROTOCOL": "HTTP/1.1"} | ({} if written is None else {"HTTP_HOST": written})
    return make_hosts(listening, site, names).find_fault(environ)


@pytest.mark.parametrize("written", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST.", "localhost:1"])
def test_this_machine_s_own_names_are_always_known(written: str) -> None:
    assert get_status(written) == 0


@pytest.mark.parametrize("written", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1"])
def test_another_name_is_told_that_it_is_misdirected(written: str) -> None:
    assert get_status(written) == 421


@pytest.mark.parametrize(
    "written", ["", " ", "a b", "a,b", "a/b", "user@localhost", "localhost:80:80", "é.org", "a\x00b"]
)
def test_what_is_no_host_at_all_is_a_bad_request(written: str) -> None:
    assert get_status(written) == 400


def test_the_host_of_the_site_address_and_those_of_the_setting_are_known() -> None:
    asked = [
        get_status(name, site="https://Words.example.org:8443", names="one.example, TWO.example.,[2001:db8::5]")
        for name in ("words.example.org:8443", "words.example.org", "one.example", "two.example:80", "[2001:db8::5]")
    ]
    assert asked == [0] * 5


def test_the_address_that_is_listened_on_is_known() -> None:
    assert get_status("10.0.0.7:8000", listening="10.0.0.7") == 0


@pytest.mark.parametrize("listening", ["0.0.0.0", "::"])
def test_a_server_that_listens_on_every_address_is_known_by_any_in_digits_and_by_no_other_name(listening: str) -> None:
    asked = [get_status(written, listening) for written in ("192.168.1.5:8000", "[fe80::1]", "evil.example")]
    assert asked == [0, 0, 421]


def test_a_request_must_name_a_host_since_http_1_1() -> None:
    assert get_status(None) == 400
    assert make_hosts("127.0.0.1", "", "").find_fault({"SERVER_PROTOCOL": "HTTP/1.0"}) == 0


@pytest.mark.parametrize("names", ["https://example.org", "a b", "*", "example.org:80", "example.org/x"])
def test_a_setting_that_is_no_list_of_names_is_refused(names: str) -> None:
    with pytest.raises(SettingsError, match="'hosts' has .* write names with commas"):
        make_hosts("127.0.0.1", "", names)
