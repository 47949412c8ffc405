"""espeak-ng through pyttsx3's own binding, driven synchronously: sound and word starts from one call."""

from __future__ import annotations

import ctypes
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from service.errors import EngineError, UnknownName
from service.speech.clip import Clip, Word
from service.speech.engines import VoiceName
from service.speech.engines._espeak_library import get_library
from service.speech.engines._espeak_mnemonics import SOUNDS_VERSION
from service.speech.engines._espeak_phonemes import Handed, Pronouncer, Teller
from service.speech.spoken import Pronunciation
from service.speech.voice import Voice

_SLOWEST_WORDS, _FASTEST_WORDS = 80, 450
"""espeak-ng's own limits of its rate, in words a minute."""
_WRITTEN_WORD: Final = re.compile(r"\w(?:\S*\w)?")
_DATA_FILES: Final = ("phondata", "phonindex", "phontab", "intonations")


@dataclass(frozen=True, slots=True)
class _EspeakVoice:
    name: str
    identifier: str
    language: str


class EspeakEngine:
    """Speaks one text at a time. Not for threads: espeak-ng has one global state."""

    def __init__(self) -> None:
        """:raise EngineUnavailable: with what to install."""
        self._library = get_library()
        self._version = self._library.binding.Info(None).decode()
        self._data_folder = self._library.get_data_folder()
        self._digests: dict[str, str] = {}
        self._pronouncer = Pronouncer()

    @cached_property
    def _voices(self) -> tuple[_EspeakVoice, ...]:
        """Every voice; reading their files takes a while, and a worker that only speaks does without."""
        return tuple(self._list_voices())

    def _list_voices(self) -> Iterator[_EspeakVoice]:
        for voice in self._library.binding.ListVoices(None):
            languages = voice.languages or b"\x05"  # one byte of priority, then the tag
            yield _EspeakVoice(voice.name.decode(), voice.identifier.decode(), languages[1:].decode("utf-8", "replace"))

    def get_voices(self) -> Sequence[VoiceName]:
        return tuple(VoiceName(voice.identifier, voice.language) for voice in self._voices)

    def get_voice(self, name: str, language: str) -> Voice:
        voice = self._find_voice(name, language.lower())
        digest = self._get_digest(voice)
        version = f"espeak-ng {self._version}, sounds {SOUNDS_VERSION}"
        return Voice("pyttsx3", version, voice.identifier, language.lower(), self._library.sample_rate, digest)

    def _find_voice(self, name: str, language: str) -> _EspeakVoice:
        if name:
            # pyttsx3 lower-cases voice ids, so capitals do not count
            for voice in self._voices:
                if name.lower() in (voice.identifier.lower(), voice.name.lower()):
                    return voice
            raise UnknownName("voice of espeak-ng", name, (voice.identifier for voice in self._voices))
        base = language.partition("-")[0]
        for is_right in (
            lambda voice: voice.language == language,
            lambda voice: voice.language == base,
            lambda voice: voice.identifier.rpartition("/")[2] == base,  # roa/fr is French, though its tag is fr-fr
        ):
            for voice in filter(is_right, self._voices):
                return voice
        raise UnknownName("voice of espeak-ng for the language", language, {v.language for v in self._voices})

    def _get_digest(self, voice: _EspeakVoice) -> str:
        """SHA-256 of the library and of the data that this voice is spoken with."""
        if voice.identifier not in self._digests:
            whole = hashlib.sha256()
            for path in self._get_files(voice):
                whole.update(path.read_bytes() if path.is_file() else b"absent")
            self._digests[voice.identifier] = whole.hexdigest()
        return self._digests[voice.identifier]

    def _get_files(self, voice: _EspeakVoice) -> Iterator[Path]:
        data = self._data_folder
        yield self._library.path
        yield from (data / name for name in _DATA_FILES)
        yield data / "lang" / voice.identifier
        yield data / f"{voice.language.split('-')[0]}_dict"

    def get_phonemes(self, text: str, voice: Voice, pronunciations: Sequence[Pronunciation] = ()) -> str:
        handed = self._hand(text, voice, pronunciations)
        return Teller(self._start(voice), self._library.path).tell(handed.text, handed.has_mnemonics)

    def speak(self, text: str, voice: Voice, words_a_minute: int, pronunciations: Sequence[Pronunciation] = ()) -> Clip:
        handed = self._hand(text, voice, pronunciations)
        espeak = self._start(voice)
        espeak.SetParameter(espeak.RATE, min(max(words_a_minute, _SLOWEST_WORDS), _FASTEST_WORDS), 0)
        capture = _Capture(espeak)
        espeak.SetSynthCallback(capture.receive)
        flags = espeak.CHARS_UTF8 | (espeak.PHONEMES if handed.has_mnemonics else 0)
        result = espeak.Synth(handed.text.encode() + b"\0", flags=flags)
        espeak.Synchronize()
        if result != espeak.EE_OK or not capture.is_finished:
            raise EngineError(f"espeak-ng stopped in the middle of a text (result {result}).")
        return capture.get_clip(handed, self._library.sample_rate)

    def _start(self, voice: Voice) -> Any:
        """The binding, of a library without a past, with its voice."""
        self._library.renew()
        espeak = self._library.binding
        if espeak.SetVoiceByName(voice.name.encode()) != espeak.EE_OK:
            raise EngineError(f"espeak-ng does not take the voice '{voice.name}'.")
        return espeak

    def _hand(self, text: str, voice: Voice, pronunciations: Sequence[Pronunciation]) -> Handed:
        """The text as it is, or with the sounds that espeak-ng can be proved to say."""
        if not pronunciations:
            return Handed(text, text)
        teller = Teller(self._start(voice), self._library.path)
        return self._pronouncer.hand(text, pronunciations, voice.name, teller)


class _Capture:
    """Receives sound and events while espeak-ng speaks one text."""

    def __init__(self, espeak: Any) -> None:
        self._end, self._word = espeak.EVENT_LIST_TERMINATED, espeak.EVENT_WORD
        self._whole = espeak.EVENT_MSG_TERMINATED
        self._pieces: list[bytes] = []
        self._starts: list[tuple[int, int]] = []
        self.is_finished = False

    def receive(self, wave: Any, count: int, events: Any) -> int:
        """espeak-ng's callback: samples, their number, events up to the end of the list. 0 means: go on."""
        if count > 0:
            self._pieces.append(ctypes.string_at(wave, count * 2))
        index = 0
        while (event := events[index]).type != self._end:
            if event.type == self._word:
                self._starts.append((event.audio_position, event.text_position - 1))
            elif event.type == self._whole:
                self.is_finished = True
            index += 1
        if not wave:
            self.is_finished = True  # a null pointer says that all has been spoken
        return 0

    def get_clip(self, handed: Handed, sample_rate: int) -> Clip:
        samples = np.frombuffer(b"".join(self._pieces), np.int16)
        written = [found.span() for found in _WRITTEN_WORD.finditer(handed.written)]
        words: list[Word] = []
        for milliseconds, place in self._starts:
            position = handed.get_place(place)
            # espeak-ng tells the parts of "4.50" as words of their own, and may point at a quotation mark before one
            while written and written[0][1] <= position:
                written.pop(0)
            if written and (written[0][0] <= position or not words or words[-1].text_end <= position):
                start, end = written.pop(0)
                words.append(Word(min(milliseconds * sample_rate // 1000, len(samples)), start, end))
        return Clip(samples, sample_rate, tuple(words))
