"""pyttsx3 as its makers mean it: it speaks into a file. For macOS and Windows, with the system's own voices.

Met for real in pyttsx3 2.99: of two texts queued before one `runAndWait` the first is never written, without an
error; now and then the file is not there yet when `runAndWait` returns; voice ids come in lower case. So each
text has its own file and its own `runAndWait`, and the file is waited for until it has stopped growing.
"""

from __future__ import annotations

import hashlib
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from service.errors import EngineError, EngineUnavailable, UnknownName
from service.speech.clip import Clip
from service.speech.decoding import decode
from service.speech.engines import VoiceName
from service.speech.spoken import Pronunciation
from service.speech.voice import Voice

_FILE_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 0.02
_HEADER_BYTES: Final = 44
_SUFFIX, _KIND = (".aiff", "aiff") if sys.platform == "darwin" else (".wav", "wav")
_PROBE: Final = "One, two, three."


class SaveToFileEngine:
    """One pyttsx3 engine, used by one thread of one worker process."""

    def __init__(self) -> None:
        """:raise EngineUnavailable: with what to install."""
        try:
            import pyttsx3

            self._engine: Any = pyttsx3.init()
        except (ImportError, OSError, RuntimeError, KeyError) as error:
            raise EngineUnavailable(
                f"pyttsx3 finds no speech on this system: {error}. Add a voice in the system's speech settings."
            ) from error
        self._sample_rates: dict[str, int] = {}

    def get_voices(self) -> Sequence[VoiceName]:
        return tuple(
            VoiceName(voice.id, str((voice.languages or [""])[0]).lower().replace("_", "-"))
            for voice in self._engine.getProperty("voices")
        )

    def get_voice(self, name: str, language: str) -> Voice:
        found = self._find_voice(name, language.lower())
        engine_version = f"pyttsx3 {version('pyttsx3')}, {platform.system()} {platform.version()}"
        digest = hashlib.sha256(found.encode()).hexdigest()
        return Voice("pyttsx3", engine_version, found, language.lower(), self._get_sample_rate(found), digest)

    def _find_voice(self, name: str, language: str) -> str:
        voices = self.get_voices()
        if name:
            for voice in voices:
                if voice.name.lower() == name.lower():
                    return voice.name
            raise UnknownName("voice of pyttsx3", name, (voice.name for voice in voices))
        for wanted in (language, language.partition("-")[0]):
            for voice in voices:
                if voice.language == wanted or voice.language.startswith(f"{wanted}-"):
                    return voice.name
        raise UnknownName("voice of pyttsx3 for the language", language, {voice.language for voice in voices})

    def _get_sample_rate(self, name: str) -> int:
        """A voice's own rate, heard from a short text."""
        if name not in self._sample_rates:
            self._sample_rates[name] = self._speak(_PROBE, name, 165).sample_rate
        return self._sample_rates[name]

    def get_phonemes(self, text: str, voice: Voice, pronunciations: Sequence[Pronunciation] = ()) -> str:
        del text, voice, pronunciations
        return ""

    def speak(self, text: str, voice: Voice, words_a_minute: int, pronunciations: Sequence[Pronunciation] = ()) -> Clip:
        return self._speak(text, voice.name, words_a_minute)

    def _speak(self, text: str, name: str, words_a_minute: int) -> Clip:
        with tempfile.TemporaryDirectory(prefix="speech-") as folder:
            path = Path(folder) / f"speech{_SUFFIX}"
            self._engine.setProperty("voice", name)
            self._engine.setProperty("rate", words_a_minute)
            self._engine.save_to_file(text, str(path))
            self._engine.runAndWait()
            return decode(_read_when_whole(path), _KIND)


def _read_when_whole(path: Path) -> bytes:
    """The file once it is there and has stopped growing. :raise EngineError: if it never comes."""
    deadline = time.monotonic() + _FILE_SECONDS
    size = -1
    while time.monotonic() < deadline:
        now = path.stat().st_size if path.exists() else -1
        if now == size and now > _HEADER_BYTES:
            return path.read_bytes()
        size = now
        time.sleep(_LOOK_SECONDS)
    raise EngineError(f"pyttsx3 wrote no file within {_FILE_SECONDS:.0f} s.")
