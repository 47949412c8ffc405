"""Benches for workers: importable by name, as a worker process needs them. Engines that fail on purpose."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np

from service.errors import EngineError, EngineUnavailable
from service.render.job import Bench
from service.speech.clip import Clip
from service.speech.engines import make_engine
from service.speech.engines.silence import SilenceEngine
from service.speech.voice import Voice
from service.store.folder import FolderStore


class UnreliableEngine(SilenceEngine):
    """Speaks silence, but does what a word of the text says, and notes each text in a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_voice(self, name: str, language: str) -> Voice:
        if name == "absent":
            raise EngineUnavailable("There is no voice on this machine. Install one.")
        return super().get_voice(name, language)

    def speak(self, text: str, voice: Voice, words_a_minute: int) -> Clip:
        with (self._folder / "spoken.txt").open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")
        clip = super().speak(text, voice, words_a_minute)
        is_first = self._folder.joinpath("spoken.txt").read_text(encoding="utf-8").split("\n").count(text) == 1
        if "CRASH ALWAYS" in text or ("CRASH ONCE" in text and is_first):
            os._exit(9)
        if "HANG ALWAYS" in text or ("HANG ONCE" in text and is_first):
            threading.Event().wait()
        if "FAIL ALWAYS" in text or ("FAIL ONCE" in text and is_first):
            raise EngineError("the engine says no")
        if "SLOWLY" in text:
            threading.Event().wait(0.5)  # long enough for every other worker to want the same
        if "NOTHING" in text:
            return Clip(np.zeros(0, np.int16), clip.sample_rate)
        if "HALF" in text:
            return Clip(clip.samples[: len(clip.samples) // 20], clip.sample_rate)
        return clip


def get_spoken(folder: Path) -> list[str]:
    """Every text that any worker was asked to speak, in order."""
    path = folder / "spoken.txt"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def make_unreliable_bench(folder: Path) -> Bench:
    return Bench(FolderStore(folder / "cache"), make=lambda _: UnreliableEngine(folder))


def make_real_bench(folder: Path) -> Bench:
    return Bench(FolderStore(folder / "cache"), make=make_engine)
