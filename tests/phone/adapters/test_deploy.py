"""The sample files for Asterisk: one way in, our server, and nothing that records, transfers or tells who called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.phone.adapters.agi import Limits

DEPLOY = Path(__file__).parents[3] / "deploy" / "asterisk"


def read(name: str) -> list[str]:
    """The lines of a file without comments."""
    lines = ((DEPLOY / name).read_text(encoding="utf-8")).splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith((";", "#"))]


def test_a_call_gets_our_server_or_the_sorry_clip_and_nothing_else() -> None:
    text = "\n".join(read("extensions.conf"))
    used = set(re.findall(r"\b([A-Z][A-Za-z]+)\(", text))
    assert used == {"Set", "AGI", "GotoIf", "Read", "Hangup", "Busy", "Goto", "TIMEOUT"}
    assert re.findall(r"^\[(\w+)\]$", text, re.MULTILINE) == ["general", "lectern"]
    assert "CALLERID" not in text
    assert "EXTEN}" not in text


def get_first_letters(pattern: str) -> str:
    """What the first character of an extension may be, by a pattern such as `_[a-z].`."""
    (letters,) = re.findall(r"^_\[(.+?)\]", pattern)
    return re.sub(r"(\w)-(\w)", lambda found: "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1))), letters)


@pytest.mark.parametrize("dialled", ["300", "+447700900123", "0", "line", "Line", "s"])
def test_whatever_is_dialled_is_answered(dialled: str) -> None:
    lines = [line.removeprefix("exten => ").split(",")[0] for line in read("extensions.conf") if line[:5] == "exten"]
    patterns = [line for line in lines if line.startswith("_") and dialled[0] in get_first_letters(line)]
    assert dialled in lines or any(len(dialled) > 1 or pattern.endswith("!") for pattern in patterns)


@pytest.mark.parametrize("own", ["h", "i", "t", "T", "o", "a"])
def test_no_pattern_takes_in_what_asterisk_calls_by_itself(own: str) -> None:
    patterns = [line.split()[2].split(",")[0] for line in read("extensions.conf") if line.startswith("exten => _")]
    assert [each for each in patterns if own in get_first_letters(each) and not each.endswith("].")] == []


def test_a_muted_telephone_can_listen_for_as_long_as_any_call_may_last() -> None:
    seconds = [int(line.partition("=")[2]) for line in read("pjsip.conf") if line.startswith("rtp_timeout")]
    assert len(seconds) == 2
    assert min(seconds) > Limits().call_seconds


def test_the_service_runs_as_a_user_of_its_own_on_this_machine_alone() -> None:
    lines = read("lectern-phone.service")
    wanted = {"User=lectern", "Restart=always", "NoNewPrivileges=yes", "IPAddressDeny=any", "IPAddressAllow=localhost"}
    assert wanted <= set(lines)
    (start,) = [line for line in lines if line.startswith("ExecStart=")]
    assert start.endswith("/.venv/bin/python -m service phone agi")


def test_only_this_machine_can_call_and_nobody_can_transfer() -> None:
    lines = read("pjsip.conf")
    assert [line for line in lines if line.startswith("bind=")] == ["bind=127.0.0.1:5060"]
    assert "allow_transfer=no" in lines
    assert [line for line in lines if line.startswith("context=")] == ["context=lectern"]


def test_no_module_records_dials_or_serves() -> None:
    modules = [line.split()[-1].removesuffix(".so") for line in read("modules.conf") if line.startswith("load")]
    assert "autoload=no" in read("modules.conf")
    assert {"res_agi", "res_pjsip_caller_id"} <= set(modules)  # the latter for the calls of one number to be counted
    unwanted = ("cdr_", "cel_", "app_dial", "app_record", "app_mixmonitor", "app_voicemail", "res_http", "res_ari")
    assert [module for module in modules if module.startswith(unwanted)] == []


def test_no_call_is_recorded_and_no_number_is_logged() -> None:
    for name in ("cdr.conf", "cel.conf"):
        assert read(name) == ["[general]", "enable=no"]
    for name in ("manager.conf", "http.conf"):
        assert read(name) == ["[general]", "enabled=no"]
    assert read("logger.conf") == ["[general]", "queue_log=no", "[logfiles]", "console => error"]
