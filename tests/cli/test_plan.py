"""`plan`: the arithmetic, and what it refuses."""

from __future__ import annotations

import re

import pytest

from service.cli._sizing import REAL_TIME_FACTORS, Size
from service.speech.engines import get_engine_names

from .conftest import Run

LARGE = ("plan", "--entries", "10000", "--languages", "5", "--voice", "piper")


def test_a_national_helpline_is_reckoned_and_each_figure_has_its_source(command: Run) -> None:
    done = command(*LARGE, "--days", "3")
    assert done.returncode == 0
    assert "Speech: 6,250.0 hours in 300,000 sections" in done.stdout
    assert "Disk, MP3 of sections: 138.1 GB" in done.stdout
    assert "Processor: 656.94 core-hours" in done.stdout
    assert "Deadline of 72 hours: 10 workers" in done.stdout
    lines = [line for line in done.stdout.splitlines() if not line.startswith("Disk, all: ")]
    assert [line for line in lines if not re.search(r"\(.*(bench|docs|division|--factor).*\)\.$", line)] == []


def test_days_and_hours_are_the_same_deadline(command: Run) -> None:
    assert command(*LARGE, "--days", "2").stdout == command(*LARGE, "--hours", "48").stdout


def test_the_phone_line_takes_the_speech_at_every_speed() -> None:
    web = Size(1, 1, 1, 3600, "piper", 0.1)
    phone = Size(1, 1, 1, 3600, "piper", 0.1, has_phone=True)
    assert phone.spoken_hours == pytest.approx(1 / 0.8 + 1 + 1 / 1.25 + 1 / 1.5)
    assert phone.core_hours == pytest.approx(web.core_hours * phone.spoken_hours)
    assert phone.gigabytes["phone line"] == pytest.approx(phone.spoken_hours * 3600 * 32_000 / 1e9)
    assert "phone line" not in web.gigabytes


@pytest.mark.parametrize(("hours", "workers"), [(1000, 1), (110.5, 1), (110, 2), (1, 111)])
def test_workers_are_as_many_as_the_deadline_needs(hours: float, workers: int) -> None:
    assert Size(1, 1, 1, 3600 * 1000, "piper", 0.1051).get_workers(hours) == workers


def test_every_engine_has_a_factor_with_its_source() -> None:
    assert set(REAL_TIME_FACTORS) == set(get_engine_names())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--entries", "0"), "--entries is 0; it must be from 1 to 10000000."),
        (("--entries", "5", "--voice", "hal"), "no engine named 'hal'. Known: gtts, piper, pyttsx3, silence."),
        (("--entries", "5", "--seconds", "nan"), "--seconds is nan"),
        (("--entries", "5", "--days", "0"), "--days is 0"),
        (("--entries", "5", "--factor", "-1"), "--factor is -1"),
        (("--entries", "5", "--days", "1", "--hours", "1"), "not allowed with"),
        (("--entries", "many"), "invalid int value"),
    ],
)
def test_what_cannot_be_reckoned_is_told(command: Run, arguments: tuple[str, ...], message: str) -> None:
    done = command("plan", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
