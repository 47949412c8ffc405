"""Whose turn it is to ask a service: one for all workers of a machine, in whatever processes and services they run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from service.errors import EngineUnavailable
from service.speech.engines._turns import TooLate, Turns
from service.speech.engines.gtts import GoogleEngine
from service.wiring.storing import StoreOptions, get_turns_folder

from .google import Answer, Google, get_audio_answer, serving
from .test_gtts import Clock, get_mp3

ROOT = Path(__file__).parents[2]
SPEAK = """
import sys
from pathlib import Path
import gtts.tts
from service.settings import Settings
from service.wiring.benches import get_bench_maker
address, *texts = sys.argv[1:]
gtts.tts._translate_url = lambda tld="com", path="": address + path
engine = get_bench_maker(Settings(), Path())().get_engine("gtts")
for text in texts:
    engine.speak(text, engine.get_voice("", "en-gb"), 165)
"""
REFUSED_FOR = 3


@dataclass
class TimedGoogle(Google):
    moments: list[float] = field(default_factory=list)

    def take(self, body: str) -> Answer:
        self.moments.append(time.monotonic())
        return super().take(body)


def start_worker(folder: Path, number: int, address: str) -> subprocess.Popen[bytes]:
    """A worker with a folder for passing files of its own, as services of systemd with PrivateTmp have."""
    own = folder / f"tmp{number}"
    own.mkdir()
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(own), "no_proxy": "127.0.0.1"}
    return subprocess.Popen([sys.executable, "-c", SPEAK, address, "One.", "Two."], cwd=folder, env=variables)


def test_workers_of_two_services_share_a_turn_a_second_and_what_the_server_asks_for(tmp_path: Path) -> None:
    good = get_audio_answer(get_mp3())
    refused: Answer = (429, {"Retry-After": str(REFUSED_FOR)}, b"")
    with serving(TimedGoogle([good, refused, good])) as google:
        workers = [start_worker(tmp_path, number, google.address) for number in (1, 2)]
        assert [worker.wait(60) for worker in workers] == [0, 0]
    assert isinstance(google, TimedGoogle)
    assert len(google.moments) == 5
    gaps = [after - before for before, after in zip(google.moments, google.moments[1:], strict=False)]
    assert gaps[1] > REFUSED_FOR - 0.5  # the other one waited for its turn already when this one was refused
    assert min(gaps) > 0.5


def test_whoever_waits_waits_longer_if_all_turns_are_postponed_meanwhile(tmp_path: Path) -> None:
    clock = Clock(tmp_path)

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if len(clock.slept) == 1:
            Turns(tmp_path / "turns", 1.0, clock=clock).postpone(5.0)

    turns = Turns(tmp_path / "turns", 1.0, sleep, clock)
    turns.take(clock.now)
    turns.take(clock.now + 10)
    assert clock.slept == [1.0, 5.0]
    with pytest.raises(TooLate):
        turns.take(clock.now)


def test_a_turn_that_comes_too_late_is_not_taken_from_others(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    turns = Turns(tmp_path / "turns", 1.0, clock.sleep, clock)
    turns.take(clock.now)
    for _ in "123":
        with pytest.raises(TooLate):
            turns.take(clock.now + 0.5)
    turns.take(clock.now + 1)
    assert clock.slept == [1.0]


@pytest.mark.parametrize("text", ["", "x", "1", "1 2 3"])
def test_a_file_that_was_cut_counts_as_none(tmp_path: Path, text: str) -> None:
    clock = Clock(tmp_path)
    (tmp_path / "turns").write_text(text)
    Turns(tmp_path / "turns", 1.0, clock.sleep, clock).take(clock.now)
    assert clock.slept == []


def test_a_place_that_cannot_hold_turns_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    engine = GoogleEngine(tmp_path / "file")
    with pytest.raises(EngineUnavailable, match="turns of gtts cannot be kept"):
        engine.speak("One.", engine.get_voice("", "en"), 165)


@pytest.mark.parametrize(
    ("address", "near", "place"),
    [
        ("folder:audio_cache", "audio_near", "site/audio_cache/lock/turns"),
        ("s3://audio", "audio_near", "site/audio_near/lock/turns"),
        ("s3://audio", "", None),
    ],
)
def test_turns_lie_beside_the_locks_of_the_store(address: str, near: str, place: str | None) -> None:
    folder = get_turns_folder(address, Path("site"), StoreOptions(near=near))
    assert folder == (Path(place) if place else None)
