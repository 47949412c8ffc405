"""Google Translate's voice, through gTTS. Each text leaves this machine: only for whoever chooses it by name.

gTTS 2.5 does not verify the server's certificate, so the text is not private on the way either. Its users are
refused with HTTP 429 when they ask too fast; its maintainer advises to cache and to wait.
"""

from __future__ import annotations

import getpass
import io
import tempfile
import time
from collections.abc import Callable, Sequence
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from gtts import gTTS, gTTSError
from gtts.lang import tts_langs

from service.errors import EngineAway, EngineError, EngineUnavailable, IncompleteSpeech, UnknownName
from service.speech.clip import Clip
from service.speech.decoding import decode
from service.speech.engines import VoiceName
from service.speech.engines._bounded import BoundedBody, TooMuch, TooSlow, do_within
from service.speech.engines._turns import TooLate, Turns
from service.speech.spoken import Pronunciation
from service.speech.voice import Voice

SECONDS_BETWEEN: Final = 1.0
"""At most one request a second."""
_WAITS: Final = (2.0, 6.0, 15.0)
"""Seconds before each further try, unless the server says how long to wait."""
_LONGEST_WAIT: Final = 30.0
"""All waiting for one text together. Its last try begins by then, and has `_MOST_SECONDS`: a job has only so long."""
_MOST_CLOSED: Final = 86_400.0
"""A server that asks for more is asked again after a day."""
_TIMEOUT: Final = (5.0, 15.0)
"""Seconds to connect, and to wait for data."""
_WORTH_ANOTHER_TRY: Final = (429, 500, 502, 503, 504)
_MOST_SECONDS: float = 30.0
"""For all of an answer; the longest sentence is six requests."""
_MOST_BYTES: Final = 4_000_000
"""Of the answer to one request, of at most 100 characters: a hundred times what comes for them."""
_MINUTE: Final = 60
_SAMPLE_RATE: Final = 24000


class GoogleEngine:
    def __init__(
        self,
        folder: Path | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`folder` holds the turns that all workers of this machine share; by default one for this user."""
        folder = folder or Path(tempfile.gettempdir()) / f"lectern-turns-{getpass.getuser()}"
        self._turns = Turns(folder / "gtts", SECONDS_BETWEEN, sleep, clock)
        self._clock = clock

    def get_voices(self) -> Sequence[VoiceName]:
        return tuple(VoiceName(tag, tag.lower()) for tag in tts_langs())

    def get_voice(self, name: str, language: str) -> Voice:
        tags = tuple(tts_langs())
        wanted = name or language.partition("-")[0]
        for tag in tags:
            if tag.lower() == wanted.lower():
                engine_version = f"gTTS {version('gTTS')}"
                own = {"has_rate": False, "is_remote": True}
                return Voice("gtts", engine_version, tag, language.lower(), _SAMPLE_RATE, "", **own)
        raise UnknownName("voice of gtts", wanted, tags)

    def get_phonemes(self, text: str, voice: Voice, pronunciations: Sequence[Pronunciation] = ()) -> str:
        del text, voice, pronunciations
        return ""

    def speak(self, text: str, voice: Voice, words_a_minute: int, pronunciations: Sequence[Pronunciation] = ()) -> Clip:
        """The rate is Google's own: `words_a_minute` has no effect, as gTTS offers none but normal and slow."""
        if not any(letter.isalnum() for letter in text):
            return Clip(np.zeros(0, np.int16), voice.sample_rate)  # gTTS refuses it: there is nothing to say
        clip = decode(self._fetch(text, voice.name), "mp3")
        if clip.sample_rate != voice.sample_rate:
            raise IncompleteSpeech(f"Google sent {clip.sample_rate} samples a second, not {voice.sample_rate}.")
        return clip

    def _fetch(self, text: str, language: str) -> bytes:
        """MP3 bytes of a text.

        :raise EngineAway: when Google refuses, or cannot be reached, four times or for half a minute.
        :raise EngineError: when Google has no sound for this text.
        """
        deadline = self._clock() + _LONGEST_WAIT
        for wait in (*_WAITS, None):
            self._take_turn(deadline)
            try:
                data = _ask(text, language)
            except gTTSError as error:
                self._wait_or_give_up(error, wait)
            except (AssertionError, ValueError) as error:
                raise EngineError(f"gTTS cannot speak this text: {error}.") from error
            else:
                if data:
                    return data
                raise IncompleteSpeech("Google sent no sound.")
        raise AssertionError("unreachable")

    def _take_turn(self, deadline: float) -> None:
        """:raise EngineAway: if there is none until then. :raise EngineUnavailable: if turns cannot be kept."""
        try:
            self._turns.take(deadline)
        except TooLate as late:
            moment = time.strftime(
                "%Y-%m-%d %H:%M UTC", time.gmtime(late.turn + _MINUTE)
            )  # told too late, not too early
            raise EngineAway(f"Google's voice may not be asked again before {moment}.") from late
        except OSError as error:
            raise EngineUnavailable(f"The turns of gtts cannot be kept: {error}.") from error

    def _wait_or_give_up(self, error: gTTSError, usual: float | None) -> None:
        """Let no worker ask again before the server wants to be asked. :raise EngineAway: :raise EngineError:"""
        asked = _get_wait(error, self._clock())
        if asked is not None:
            self._turns.postpone(min(asked, _MOST_CLOSED))
        if not _is_worth_another_try(error):
            raise EngineError(f"Google's voice was not to be had: {error}.") from error
        if usual is None:
            raise EngineAway(f"Google's voice is not to be had just now: {error}.") from error
        if asked is None:
            self._turns.postpone(usual)


class _BoundedGoogle(gTTS):  # type: ignore[misc]  # gTTS has no types
    """gTTS, whose answers have a bound: it reads each of them whole before it looks at it."""

    def _prepare_requests(self) -> list[Any]:
        requests: list[Any] = super()._prepare_requests()
        for request in requests:
            request.register_hook("response", _bound)
        return requests


def _bound(answer: Any, **_: Any) -> None:
    answer.raw = BoundedBody(answer.raw, _MOST_BYTES)


def _ask(text: str, language: str) -> bytes:
    """One try, bounded as a whole: a server that sends a byte now and then would pass every limit of the library.

    :raise EngineAway: if it takes too long.
    :raise EngineError: if it sends more than any sentence has; what else gTTS raises.
    """

    def ask() -> bytes:
        file = io.BytesIO()
        _BoundedGoogle(text, lang=language, lang_check=False, timeout=_TIMEOUT).write_to_fp(file)
        return file.getvalue()

    try:
        return do_within(_MOST_SECONDS, ask, "asking Google")
    except TooSlow as error:
        raise EngineAway(f"Google's voice took longer than {_MOST_SECONDS:g} s to answer.") from error
    except TooMuch as error:
        raise EngineError(f"Google sent more than {_MOST_BYTES // 1_000_000} MB for a part of a sentence.") from error


def _is_worth_another_try(error: gTTSError) -> bool:
    return error.rsp is None or error.rsp.status_code in _WORTH_ANOTHER_TRY


def _get_wait(error: gTTSError, now: float) -> float | None:
    """Seconds that the server asks for in Retry-After: a number, or a date (RFC 9110, 10.2.3); None if it does not."""
    asked = error.rsp.headers.get("Retry-After", "") if error.rsp is not None else ""
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - now)
    except (TypeError, ValueError):
        return None


def make(voices_folder: Path, turns_folder: Path | None = None) -> GoogleEngine:
    del voices_folder  # it has no voices of its own
    return GoogleEngine(turns_folder)
