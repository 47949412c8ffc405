"""The image and the composition, as far as they can be read without Docker: neither was run here."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "container"


def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def test_every_setting_that_is_named_is_one() -> None:
    named = re.findall(rf"\b{PREFIX}([A-Z_]+)\b", read("Dockerfile") + read("compose.yaml"))
    assert len(set(named)) > 8
    assert {name.lower() for name in named} <= {setting.name for setting in fields(Settings)}


def test_everything_that_is_copied_is_there_and_let_through() -> None:
    copied = [name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", read("Dockerfile"), re.MULTILINE)
              for name in line.split()]  # fmt: skip
    let_through = re.findall(r"^!(.+)$", read("Dockerfile.dockerignore"), re.MULTILINE)
    assert set(copied) == set(let_through)
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_runs_without_rights_and_is_asked_whether_it_lives() -> None:
    text = read("Dockerfile")
    assert "\nUSER 10001:10001\n" in text
    assert "\nHEALTHCHECK " in text
    assert "/healthz" in text


def test_what_is_ours_cannot_write_gain_rights_or_take_all_memory() -> None:
    text = read("compose.yaml")
    shared = text[text.index("x-lectern:") : text.index("services:")]
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]', "pids_limit:"):
        assert line in shared
    services = re.findall(
        r"^  (\w+):\n(.*?)(?=^  \w|^\w|\Z)", text[text.index("services:") :], re.MULTILINE | re.DOTALL
    )
    ours = {name: body for name, body in services if "<<: *lectern" in body}
    assert set(ours) == {"web", "worker"}
    assert all("mem_limit:" in body for body in ours.values())


def test_no_secret_has_a_default_and_nothing_but_the_pages_of_this_machine_is_published() -> None:
    text = read("compose.yaml")
    assert not re.search(r"(PASS|SECRET|Key)[^\n]*: (?!\$\{\w+:\?\}|lectern)\w", text)
    assert re.findall(r"ports: (.+)", text) == ['["127.0.0.1:8000:8000"]']
