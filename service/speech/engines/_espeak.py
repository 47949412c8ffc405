"""espeak-ng through pyttsx3's own binding, driven synchronously: sound and word starts from one call.

Measured on espeak-ng 1.51 and 1.52: the library keeps state from one text to the next (the phase of its pitch flutter
and its gain control are C statics that neither a new voice nor `espeak_Terminate` resets), so the same text
gives other bytes each time. Only a freshly loaded library gives the same bytes for the same text whatever was
spoken before, so it is loaded anew for each one. That costs 2 to 3 ms (`python -m bench.engine`), where a
forked child costs 6.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import os
import re
import sys
from _ctypes import dlclose
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from service.errors import EngineError, EngineUnavailable, UnknownName
from service.speech.clip import Clip, Word
from service.speech.engines import VoiceName
from service.speech.voice import Voice

_SONAME: Final = "libespeak-ng.so.1"
_BINDING: Final = "pyttsx3.drivers._espeak"
_BUFFER_MILLISECONDS: Final = 2000
"""Long buffers mean few calls back into Python."""
_SLOWEST_WORDS, _FASTEST_WORDS = 80, 450
"""espeak-ng's own limits of its rate, in words a minute."""
_WRITTEN_WORD: Final = re.compile(r"\w(?:\S*\w)?")
_DATA_FILES: Final = ("phondata", "phonindex", "phontab", "intonations")


@dataclass(frozen=True, slots=True)
class _EspeakVoice:
    name: str
    identifier: str
    language: str


class _Library:
    """The shared library, loaded and unloaded at will under pyttsx3's binding."""

    def __init__(self) -> None:
        self._path, self._data = _find_library()
        self._kept = _keep_dependencies(self._path)
        self._loaded: ctypes.CDLL | None = None
        self._address = 0
        self.binding: Any = None
        self.sample_rate = 0

    @property
    def path(self) -> Path:
        return Path(self._path)

    def reload(self) -> None:
        """A library without a past. :raise EngineUnavailable: :raise EngineError:"""
        self._unload()
        if self._data:
            os.environ["ESPEAK_DATA_PATH"] = self._data
        try:
            self._loaded = ctypes.CDLL(self._path)
            self._bind(self._loaded)
        except (OSError, RuntimeError, ImportError) as error:
            raise EngineUnavailable(f"espeak-ng cannot be loaded: {error}. {_ADVICE}") from error
        self.sample_rate = self.binding.Initialize(self.binding.AUDIO_OUTPUT_SYNCHRONOUS, _BUFFER_MILLISECONDS)
        if self.sample_rate <= 0:
            raise EngineUnavailable(f"espeak-ng at {self._path} does not start; its voice data may be missing. {_ADVICE}")

    def _bind(self, library: ctypes.CDLL) -> None:
        """Import the binding, again only if the library now lies elsewhere: its functions are plain addresses."""
        address = ctypes.cast(library.espeak_Synth, ctypes.c_void_p).value or 0
        if address != self._address:
            there = sys.modules.get(_BINDING)
            self.binding = importlib.reload(there) if there else importlib.import_module(_BINDING)
            dlclose(self.binding.dll._handle)  # it opened the library a second time
            self._address = address

    def _unload(self) -> None:
        """Close the library; if it then still stands in memory it would keep its state."""
        if self._loaded is None:
            return
        self.binding.Terminate()  # without it each load leaks 0.9 MB
        dlclose(self._loaded._handle)
        self._loaded = None
        try:
            left = ctypes.CDLL(_SONAME, mode=os.RTLD_NOLOAD | os.RTLD_LAZY)
        except OSError:
            return
        dlclose(left._handle)
        raise EngineError(f"{_SONAME} cannot be unloaded, so the same text would not sound the same.")

    def get_data_folder(self) -> Path:
        """Where the library finds its voices."""
        assert self._loaded is not None
        get_info = self._loaded.espeak_Info
        get_info.restype = ctypes.c_char_p
        folder = ctypes.c_char_p()
        get_info(ctypes.byref(folder))
        return Path((folder.value or b"").decode())


_ADVICE: Final = "Install the package espeakng-loader (it is in requirements.txt) or espeak-ng of your system."


def _find_library() -> tuple[str, str]:
    """Path of the library and of its data: the system's if it is there (data path empty), else the package's."""
    try:
        handle = ctypes.CDLL(_SONAME)._handle
    except OSError:
        try:
            import espeakng_loader
        except ImportError as error:
            raise EngineUnavailable(f"There is no espeak-ng on this machine. {_ADVICE}") from error
        return espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    path = next((name for name in _get_mapped_paths() if "libespeak-ng.so" in name), _SONAME)
    dlclose(handle)
    return path, ""


def _get_mapped_paths() -> set[str]:
    """Files of all shared libraries that stand in memory."""
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
        return {"/" + line.split("/", 1)[1].strip() for line in maps if ".so" in line}


def _keep_dependencies(path: str) -> list[ctypes.CDLL]:
    """Hold what espeak-ng itself loads (a sound server's libraries, on a desktop): those crash when loaded anew."""
    before = _get_mapped_paths()
    try:
        handle = ctypes.CDLL(path)._handle
    except OSError as error:
        raise EngineUnavailable(f"espeak-ng at {path} cannot be loaded: {error}. {_ADVICE}") from error
    kept = [ctypes.CDLL(name) for name in _get_mapped_paths() - before if os.path.basename(path) not in name]
    dlclose(handle)
    return kept


class EspeakEngine:
    """Speaks one text at a time. Not for threads: espeak-ng has one global state."""

    def __init__(self) -> None:
        """:raise EngineUnavailable: with what to install."""
        self._library = _Library()
        self._library.reload()
        self._version = self._library.binding.Info(None).decode()
        self._data_folder = self._library.get_data_folder()
        self._voices = tuple(self._list_voices())
        self._digests: dict[str, str] = {}

    def _list_voices(self) -> Iterator[_EspeakVoice]:
        for voice in self._library.binding.ListVoices(None):
            languages = voice.languages or b"\x05"  # one byte of priority, then the tag
            yield _EspeakVoice(voice.name.decode(), voice.identifier.decode(), languages[1:].decode("utf-8", "replace"))

    def get_voices(self) -> Sequence[VoiceName]:
        return tuple(VoiceName(voice.identifier, voice.language) for voice in self._voices)

    def get_voice(self, name: str, language: str) -> Voice:
        voice = self._find_voice(name, language.lower())
        digest = self._get_digest(voice)
        version = f"espeak-ng {self._version}"
        return Voice("pyttsx3", version, voice.identifier, language.lower(), self._library.sample_rate, digest)

    def _find_voice(self, name: str, language: str) -> _EspeakVoice:
        if name:
            # pyttsx3 lower-cases voice ids, so capitals do not count
            for voice in self._voices:
                if name.lower() in (voice.identifier.lower(), voice.name.lower()):
                    return voice
            raise UnknownName("voice of espeak-ng", name, (voice.identifier for voice in self._voices))
        for wanted in (language, language.split("-")[0]):
            for voice in self._voices:
                if voice.language == wanted:
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

    def speak(self, text: str, voice: Voice, words_a_minute: int) -> Clip:
        self._library.reload()
        espeak = self._library.binding
        if espeak.SetVoiceByName(voice.name.encode()) != espeak.EE_OK:
            raise EngineError(f"espeak-ng does not take the voice '{voice.name}'.")
        espeak.SetParameter(espeak.RATE, min(max(words_a_minute, _SLOWEST_WORDS), _FASTEST_WORDS), 0)
        capture = _Capture(espeak)
        espeak.SetSynthCallback(capture.receive)
        result = espeak.Synth(text.encode() + b"\0", flags=espeak.CHARS_UTF8)
        espeak.Synchronize()
        if result != espeak.EE_OK or not capture.is_finished:
            raise EngineError(f"espeak-ng stopped in the middle of a text (result {result}).")
        return capture.get_clip(text, self._library.sample_rate)


class _Capture:
    """Receives sound and events while espeak-ng speaks one text."""

    def __init__(self, espeak: Any) -> None:
        self._end, self._word, self._whole = espeak.EVENT_LIST_TERMINATED, espeak.EVENT_WORD, espeak.EVENT_MSG_TERMINATED
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

    def get_clip(self, text: str, sample_rate: int) -> Clip:
        samples = np.frombuffer(b"".join(self._pieces), np.int16)
        written = [found.span() for found in _WRITTEN_WORD.finditer(text)]
        words: list[Word] = []
        for milliseconds, position in self._starts:
            # espeak-ng tells the parts of "4.50" as words of their own, and may point at a quotation mark before one
            while written and written[0][1] <= position:
                written.pop(0)
            if written and (written[0][0] <= position or not words or words[-1].text_end <= position):
                start, end = written.pop(0)
                words.append(Word(min(milliseconds * sample_rate // 1000, len(samples)), start, end))
        return Clip(samples, sample_rate, tuple(words))
