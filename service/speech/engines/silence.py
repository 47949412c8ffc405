"""An engine of silence: real timing, no sound, no library. For tests, and for trying a set-up without a voice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from service.errors import UnknownName
from service.speech.clip import Clip, Word
from service.speech.engines import VoiceName
from service.speech.spoken import Pronunciation
from service.speech.voice import Voice

_SAMPLE_RATE: Final = 22050
_CHARACTERS_A_WORD: Final = 6
"""Average English word with its space, so that a text lasts as long as its words would."""
_WORD: Final = re.compile(r"\S+")


class SilenceEngine:
    def get_voices(self) -> Sequence[VoiceName]:
        return (VoiceName("silence", ""),)

    def get_voice(self, name: str, language: str) -> Voice:
        if name not in ("", "silence"):
            raise UnknownName("voice of the engine of silence", name, ["silence"])
        return Voice("silence", "1", "silence", language.lower(), _SAMPLE_RATE, "", is_audible=False)

    def get_phonemes(self, text: str, voice: Voice, pronunciations: Sequence[Pronunciation] = ()) -> str:
        del text, voice, pronunciations
        return ""

    def speak(self, text: str, voice: Voice, words_a_minute: int, pronunciations: Sequence[Pronunciation] = ()) -> Clip:
        samples_a_character = 60 * voice.sample_rate / (words_a_minute * _CHARACTERS_A_WORD)
        words = tuple(
            Word(int(found.start() * samples_a_character), found.start(), found.end()) for found in _WORD.finditer(text)
        )
        return Clip(np.zeros(int(len(text) * samples_a_character), np.int16), voice.sample_rate, words)


def make(voices_folder: Path, turns_folder: Path | None = None) -> SilenceEngine:
    del voices_folder, turns_folder  # it has no files of its own
    return SilenceEngine()
