"""The commands and steps of the docs that set up a phone line: so many, and each as far as it can be tried here."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from document.files import BODY, get_front, write

from service.errors import SettingsError
from service.phone.adapters.webhook_calls import PATH
from service.phone.adapters.webhook_providers import get_access
from service.settings import get_settings

ROOT = Path(__file__).parents[2]
HOME = "/srv/lectern"


def get_section(page: str, heading: str) -> str:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


COMMANDS = re.findall(r"^```\n(.+?)^```", get_section("asterisk.md", "From nothing to a ringing line"), re.M | re.S)[0]
LINES = COMMANDS.splitlines()


def get_program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def test_a_line_on_asterisk_takes_ten_commands_and_none_hides_another() -> None:
    assert 5 < len(LINES) <= 10
    assert [line for line in LINES if re.search(r"[;&|\\`]|\$\(", line) or line.startswith("cd ")] == []


def test_every_file_of_the_commands_is_there() -> None:
    named = [word.removeprefix(f"{HOME}/app/") for line in LINES for word in line.split() if "deploy/" in word]
    assert len(named) == 2
    assert [name for name in named if not list(ROOT.glob(name))] == []
    target = LINES[0].split()[1]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("line", [line for line in LINES if re.search(r"(?<!\S)--?[a-z]", line)])
def test_every_option_of_a_command_is_one_that_the_program_has(line: str) -> None:
    ours = line.partition("-m service ")[2]
    if ours:
        command, options = [sys.executable, "-m", "service", ours.split()[0]], ours
    else:
        name, _, options = line.partition(" ")
        if (program := get_program(name)) is None:
            pytest.skip(f"NOT PROVED HERE: no {name} on this system")
        command = [program]
    done = subprocess.run([*command, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    known = done.stdout + done.stderr
    named = re.findall(r"(?<!\S)--?[a-z][a-z-]*", options)
    if line.startswith("apt-get"):  # whose help names a few of its options alone; without a package it does nothing
        subprocess.run([*command, "-s", options.split()[0], *named], capture_output=True, timeout=60, check=True)
        return
    assert [option for option in named if not re.search(rf"(?<![\w-]){option}\b", known)] == []


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A root folder with a clone of the product that has one short entry."""
    app = tmp_path / "srv" / "lectern" / "app"
    write(app / "content", {"en/hope.md": get_front("Hope", "101") + BODY})
    shutil.copytree(ROOT / "deploy", app / "deploy")
    for folder in ("etc/asterisk", "etc/systemd/system"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def run(place: Path, line: str) -> None:
    """A command of the docs, in a root folder and as whoever runs the tests."""
    words = shlex.split(line.removeprefix("runuser -u lectern -- "))
    words = [str(place) + word if word.startswith((f"{HOME}", "/etc/")) and words[0] != "systemctl" else word
             for word in words]  # fmt: skip
    if words[0] == ".venv/bin/python":
        words[0] = sys.executable
    if words[0] == "systemctl":
        words = [word for word in words if word != "--now"]  # nothing starts in a folder
        words.insert(1, f"--root={place}")
    app = place / "srv" / "lectern" / "app"
    words = [found for word in words for found in (sorted(map(str, app.glob(word))) if "*" in word else [word])]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "LECTERN_ENGINE": "silence"}
    done = subprocess.run(words, cwd=app, env=variables, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def test_what_can_run_in_a_root_folder_does_what_it_should(place: Path) -> None:
    if get_program("systemctl") is None:
        pytest.skip("NOT PROVED HERE: no systemctl on this system")
    tried = [line for line in LINES if re.search("-m service|^cp |systemctl enable", line)]
    assert len(tried) == 4
    for line in tried:
        run(place, line)
    assert {path.suffix for path in (place / "srv" / "lectern").glob("sorry.*")} == {".ulaw", ".g722"}
    assert (place / "etc" / "asterisk" / "extensions.conf").exists()
    (unit,) = (place / "etc" / "systemd" / "system").glob("*.wants/*.service")
    assert (place / str(unit.readlink()).lstrip("/")).is_file()
    assert list((place / "srv" / "lectern" / "app" / "audio_cache" / "o").glob("??/*.g722"))


TWILIO = get_section("webhooks.md", "On Twilio, in six steps")


def test_twilio_takes_six_steps() -> None:
    assert re.findall(r"^(\d+)\. ", TWILIO, re.M) == list("123456")


def test_the_settings_and_the_address_of_the_steps_are_what_a_server_takes(tmp_path: Path) -> None:
    settings, secret = (re.sub(r"^ +", "", each, flags=re.M) for each in re.findall(r"```\n(.+?)```", TWILIO, re.S))
    (tmp_path / "lectern.toml").write_text(settings, encoding="utf-8")
    name, _, value = secret.strip().removeprefix("export ").partition("=")
    chosen = get_settings(tmp_path, {name: value})
    site = chosen.get_site_address()
    access = get_access(chosen.phone_webhook, chosen.phone_webhook_secret, chosen.phone_webhook_key, site)
    assert access.provider.takes == "application/x-www-form-urlencoded"
    assert f"`{site}{PATH}`" in TWILIO
    with pytest.raises(SettingsError):  # as step 5 says
        get_access(chosen.phone_webhook, "", "", site)


def test_the_commands_of_the_steps_are_there() -> None:
    commands = re.findall(r"`python -m service ([a-z]+)((?: --[a-z]+)*)`", TWILIO)
    assert len(commands) == 2
    for name, options in commands:
        done = subprocess.run(
            [sys.executable, "-m", "service", name, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60,
            check=True,
        )  # fmt: skip
        assert all(option in done.stdout for option in options.split())
