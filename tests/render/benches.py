"""Benches for workers: importable by name, as a worker process needs them. Engines that fail on purpose."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from service.errors import EngineAway, EngineError, EngineUnavailable
from service.render.job import Bench
from service.speech.clip import Clip, Samples
from service.speech.engines import make_engine
from service.speech.engines.silence import SilenceEngine
from service.speech.spoken import Pronunciation
from service.speech.voice import Voice
from service.store.folder import FolderStore


class UnreliableEngine(SilenceEngine):
    """Speaks silence, or a tone for an audible voice, but does what a word of the text says, and notes each text."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_voice(self, name: str, language: str) -> Voice:
        if name == "absent":
            raise EngineUnavailable("There is no voice on this machine. Install one.")
        return super().get_voice(name, language)

    def speak(self, text: str, voice: Voice, words_a_minute: int, pronunciations: Sequence[Pronunciation] = ()) -> Clip:
        with (self._folder / "spoken.txt").open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")
        clip = super().speak(text, voice, words_a_minute, pronunciations)
        is_first = self._folder.joinpath("spoken.txt").read_text(encoding="utf-8").split("\n").count(text) == 1
        if "CRASH ALWAYS" in text or ("CRASH ONCE" in text and is_first):
            os._exit(9)
        if "HANG ALWAYS" in text or ("HANG ONCE" in text and is_first):
            threading.Event().wait()
        if "FAIL ALWAYS" in text or ("FAIL ONCE" in text and is_first):
            raise EngineError("the engine says no")
        if "AWAY ALWAYS" in text or ("AWAY ONCE" in text and is_first):
            raise EngineAway("the engine is not to be had just now.")
        if "SLOWLY" in text:
            threading.Event().wait(0.5)  # long enough for every other worker to want the same
        if "NOTHING" in text:
            return Clip(np.zeros(0, np.int16), clip.sample_rate)
        if "HALF" in text:
            return Clip(clip.samples[: len(clip.samples) // 20], clip.sample_rate)
        if voice.is_audible and "MUTE" not in text:
            clip = replace(clip, samples=get_tone(len(clip.samples) * (20 if "LONG" in text else 1)))
        return clip


def get_tone(length: int) -> Samples:
    """What stands for speech where only its length and its being there matter."""
    return np.rint(9000 * np.sin(np.arange(length) / 8)).astype(np.int16)


def get_spoken(folder: Path) -> list[str]:
    """Every text that any worker was asked to speak, in order."""
    path = folder / "spoken.txt"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def make_unreliable_bench(folder: Path) -> Bench:
    return Bench(FolderStore(folder / "cache"), make=lambda _: UnreliableEngine(folder))


def make_google_bench(folder: Path, address: str) -> Bench:
    """Google's voice through the real gTTS, from a server at an address. Nobody waits there for a turn."""
    import gtts.tts
    from speech.google import make_hasty_engine

    os.environ["no_proxy"] = "127.0.0.1"
    gtts.tts._translate_url = lambda tld="com", path="": address + path
    return Bench(FolderStore(folder / "cache"), make=lambda _: make_hasty_engine(folder))


def make_real_bench(folder: Path) -> Bench:
    return Bench(FolderStore(folder / "cache"), make=make_engine)


class LateMaker:
    """What makes a bench, and takes a second to reach its worker, which does not let itself be ended in that time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, ...]:
        return _arrive_late, (self.folder,)

    def __call__(self) -> Bench:
        return make_unreliable_bench(self.folder)


def _arrive_late(folder: Path) -> LateMaker:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    (folder / "coming").touch()
    threading.Event().wait(1)
    return LateMaker(folder)
