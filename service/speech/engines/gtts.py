"""Google Translate's voice, through gTTS. Each text leaves this machine: only for whoever chooses it by name.

gTTS 2.5 does not verify the server's certificate, so the text is not private on the way either. Its users are
refused with HTTP 429 when they ask too fast; its maintainer advises to cache and to wait.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Final

from gtts import gTTS, gTTSError
from gtts.lang import tts_langs

from service.errors import EngineError, IncompleteSpeech, UnknownName
from service.speech.clip import Clip
from service.speech.decoding import decode
from service.speech.engines import VoiceName
from service.speech.voice import Voice

SECONDS_BETWEEN: Final = 1.0
"""At most one request a second."""
_WAITS: Final = (2.0, 6.0, 15.0)
"""Seconds before each further try, unless the server says how long to wait."""
_LONGEST_WAIT: Final = 30.0
_TIMEOUT: Final = (5.0, 15.0)
"""Seconds to connect, and to wait for data."""
_WORTH_ANOTHER_TRY: Final = (429, 500, 502, 503, 504)
_SAMPLE_RATE: Final = 24000


class GoogleEngine:
    def __init__(
        self, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sleep, self._clock = sleep, clock
        self._last = float("-inf")

    def get_voices(self) -> Sequence[VoiceName]:
        return tuple(VoiceName(tag, tag.lower()) for tag in tts_langs())

    def get_voice(self, name: str, language: str) -> Voice:
        tags = tuple(tts_langs())
        wanted = name or language.partition("-")[0]
        for tag in tags:
            if tag.lower() == wanted.lower():
                engine_version = f"gTTS {version('gTTS')}"
                return Voice("gtts", engine_version, tag, language.lower(), _SAMPLE_RATE, "", is_remote=True)
        raise UnknownName("voice of gtts", wanted, tags)

    def speak(self, text: str, voice: Voice, words_a_minute: int) -> Clip:
        """The rate is Google's own: `words_a_minute` has no effect, as gTTS offers none but normal and slow."""
        clip = decode(self._fetch(text, voice.name), "mp3")
        if clip.sample_rate != voice.sample_rate:
            raise IncompleteSpeech(f"Google sent {clip.sample_rate} samples a second, not {voice.sample_rate}.")
        return clip

    def _fetch(self, text: str, language: str) -> bytes:
        """MP3 bytes of a text. :raise EngineError: when Google refuses, or cannot be reached, four times."""
        for wait in (*_WAITS, None):
            self._take_turn()
            try:
                file = io.BytesIO()
                gTTS(text, lang=language, lang_check=False, timeout=_TIMEOUT).write_to_fp(file)
            except gTTSError as error:
                if wait is None or not _is_worth_another_try(error):
                    raise EngineError(f"Google's voice was not to be had: {error}.") from error
                self._sleep(_get_wait(error, wait))
            except (AssertionError, ValueError) as error:
                raise EngineError(f"gTTS cannot speak this text: {error}.") from error
            else:
                if file.getvalue():
                    return file.getvalue()
                raise IncompleteSpeech("Google sent no sound.")
        raise AssertionError("unreachable")

    def _take_turn(self) -> None:
        pause = self._last + SECONDS_BETWEEN - self._clock()
        if pause > 0:
            self._sleep(pause)
        self._last = self._clock()


def _is_worth_another_try(error: gTTSError) -> bool:
    return error.rsp is None or error.rsp.status_code in _WORTH_ANOTHER_TRY


def _get_wait(error: gTTSError, usual: float) -> float:
    """Seconds that the server asks for in Retry-After, within reason, else the usual."""
    asked = error.rsp.headers.get("Retry-After", "") if error.rsp is not None else ""
    return min(float(asked), _LONGEST_WAIT) if asked.isdigit() else usual


def make() -> GoogleEngine:
    return GoogleEngine()
