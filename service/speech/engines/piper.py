"""Piper: neural voices, offline. An optional extra; its voices are files that the operator downloads.

Piper's own way to speak scales each sentence to full level; here the samples stay as the voice makes them, so that
one gain for a voice gives all sentences one loudness.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from service.errors import EngineUnavailable, UnknownName
from service.speech.clip import USUAL_RATE, Clip, Word
from service.speech.engines import VoiceName
from service.speech.engines._piper_model import PREPARATION
from service.speech.engines._piper_sounds import Mark
from service.speech.engines._piper_voices import (
    HINT,
    VoiceFiles,
    find_voices,
    get_digest,
    get_voice_names,
    read_config,
)
from service.speech.spoken import Pronunciation
from service.speech.voice import Voice

if TYPE_CHECKING:
    from service.speech.engines._piper_loading import LoadedVoice

ADVICE: Final = "Install it with: pip install -r requirements-piper.txt"
_PEAK: Final = 32767


class PiperEngine:
    def __init__(self, folder: Path) -> None:
        """:raise EngineUnavailable: with what to install."""
        try:
            from service.speech.engines import _piper_loading
        except ImportError as error:
            raise EngineUnavailable(f"Piper is not installed: {error}. {ADVICE}") from error
        self._load_voice = _piper_loading.load_voice
        libraries = ", ".join(f"{name} {version(name)}" for name in ("piper-tts", "onnxruntime"))
        self._version = f"{libraries}, preparation {PREPARATION}"
        self._folder = folder
        self._loaded: dict[str, LoadedVoice] = {}

    def get_voices(self) -> Sequence[VoiceName]:
        return tuple(get_voice_names(self._folder))

    def get_voice(self, name: str, language: str) -> Voice:
        name = name or self._choose(language.lower())
        files, _ = self._find(name)
        loaded = self._load(files)
        rate = loaded.config.sample_rate
        return Voice("piper", self._version, name, language.lower(), rate, get_digest(files))

    def _choose(self, language: str) -> str:
        voices = self.get_voices()
        base = language.partition("-")[0]
        for is_right in (
            lambda voice: voice.language == language,
            lambda voice: voice.language.partition("-")[0] == base,
        ):
            for voice in filter(is_right, voices):
                return voice.name
        raise UnknownName(f"voice of piper in {self._folder} ({HINT}) for the language", language, _get_names(voices))

    def _find(self, name: str) -> tuple[VoiceFiles, int | None]:
        """Files of a voice, and the number of the speaker that its name asks for. :raise UnknownName:"""
        found = find_voices(self._folder)
        if name in found:
            return found[name], None
        for stem, files in found.items():
            speakers = read_config(files).speakers if name.startswith(f"{stem}#") else {}
            speaker = name.removeprefix(f"{stem}#")
            if speaker in speakers:
                return files, speakers[speaker]
        raise UnknownName(f"voice of piper in {self._folder} ({HINT})", name, _get_names(self.get_voices()))

    def _load(self, files: VoiceFiles) -> LoadedVoice:
        """:raise EngineUnavailable: naming the file and what is wrong with it."""
        digest = get_digest(files)
        if digest not in self._loaded:
            self._loaded[digest] = self._load_voice(files)
        return self._loaded[digest]

    def get_phonemes(self, text: str, voice: Voice, pronunciations: Sequence[Pronunciation] = ()) -> str:
        files, _ = self._find(voice.name)
        sounds = self._load(files).get_sounds(text, pronunciations)
        return " ".join("".join(sentence).strip() for sentence in sounds.sentences)

    def speak(self, text: str, voice: Voice, words_a_minute: int, pronunciations: Sequence[Pronunciation] = ()) -> Clip:
        files, speaker = self._find(voice.name)
        loaded = self._load(files)
        if voice.digest != get_digest(files):
            raise EngineUnavailable(f"The voice {voice.name} was changed since this run began: start it again.")
        sounds = loaded.get_sounds(text, pronunciations)
        pieces, starts, length, is_told = [np.zeros(0, np.float32)], list[int](), 0, True
        for phonemes in sounds.sentences:
            sentence = loaded.speak(phonemes, words_a_minute / USUAL_RATE, speaker)
            pieces.append(sentence.samples)
            starts += (length + start for start in sentence.starts)
            is_told &= len(sentence.starts) == len(phonemes)
            length += len(sentence.samples)
        samples = (np.clip(np.concatenate(pieces), -1, 1) * _PEAK).astype(np.int16)
        return Clip(samples, voice.sample_rate, _get_words(sounds.marks, starts) if is_told else ())


def _get_words(marks: Sequence[Mark], starts: Sequence[int]) -> tuple[Word, ...]:
    return tuple(Word(starts[mark.phoneme], mark.text_start, mark.text_end) for mark in marks)


def _get_names(voices: Sequence[VoiceName]) -> list[str]:
    return [voice.name for voice in voices]


def make(voices_folder: Path, turns_folder: Path | None = None) -> PiperEngine:
    del turns_folder  # nobody waits for it
    return PiperEngine(voices_folder)
