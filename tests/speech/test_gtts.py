"""Google's voice through the real gTTS, against a server of our own that answers as Google does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import gtts.tts
import numpy as np
import pytest

from service.audio.description import Mp3Settings, Tags
from service.audio.formats import mp3
from service.errors import EngineError, IncompleteSpeech, UnknownName
from service.speech.clip import Clip, check_audible, check_clip
from service.speech.engines.gtts import GoogleEngine, make

from .google import CUT, Answer, Google, get_audio_answer, serving

TEXT = "It grows in cycles."
RATE = 24000
TONE = np.rint(12_000 * np.sin(np.arange(int(1.5 * RATE)) / RATE * 2765)).astype(np.int16)


def get_mp3(rate: int = RATE) -> bytes:
    return mp3.encode(TONE, rate, Mp3Settings(), Tags("T", "A", 1, 1, "V", "eng", ""))


GOOD = get_audio_answer(get_mp3())
REFUSED: Answer = (429, {}, b"Too many requests")
HTML: Answer = (200, {"Content-Type": "text/html"}, b"<html><title>Sorry</title></html>")


@dataclass
class Clock:
    """Time that passes only while someone sleeps."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


Ask = Callable[..., Google]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Start the server with these answers; its address is all that is changed in gTTS."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    opened = []

    def start(*answers: Answer) -> Google:
        context = serving(Google(list(answers)))
        google = context.__enter__()
        opened.append(context)
        monkeypatch.setattr(gtts.tts, "_translate_url", lambda tld="com", path="": google.address + path)
        return google

    yield start
    for context in opened:
        context.__exit__(None, None, None)


def speak(clock: Clock, *texts: str) -> Clip:
    engine = GoogleEngine(clock.sleep, clock)
    voice = engine.get_voice("", "en-gb")
    return [engine.speak(text, voice, 165) for text in texts or (TEXT,)][-1]


def test_a_good_answer_becomes_a_clip(answer: Ask, clock: Clock) -> None:
    google = answer(GOOD)
    clip = speak(clock)
    check_clip(clip, TEXT, 165)
    check_audible(clip, TEXT)
    assert (clip.sample_rate, google.texts, clock.slept) == (RATE, [TEXT], [])


def test_at_most_one_request_goes_out_each_second(answer: Ask, clock: Clock) -> None:
    google = answer(GOOD)
    speak(clock, "One.", "Two.", "Three.")
    assert (google.texts, clock.slept) == (["One.", "Two.", "Three."], [1.0, 1.0])


@pytest.mark.parametrize(
    ("headers", "slept"),
    [
        ({"Retry-After": "7"}, [7.0]),
        ({"Retry-After": "600"}, [30.0]),
        ({}, [2.0]),
        ({"Retry-After": "Sat, 21 Nov 2026"}, [2.0]),
    ],
)
def test_who_is_refused_waits_as_long_as_the_server_says(
    answer: Ask, clock: Clock, headers: dict[str, str], slept: list[float]
) -> None:
    answer((429, headers, b""), GOOD)
    speak(clock)
    assert clock.slept == slept


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429, CUT])
def test_a_passing_failure_is_tried_again(answer: Ask, clock: Clock, status: int) -> None:
    google = answer((status, {}, b"x" * 50), GOOD)
    assert len(speak(clock).samples)
    assert google.texts == [TEXT, TEXT]


def test_after_four_refusals_it_is_given_up(answer: Ask, clock: Clock) -> None:
    google = answer(REFUSED)
    with pytest.raises(EngineError, match="429"):
        speak(clock)
    assert (len(google.texts), clock.slept) == (4, [2.0, 6.0, 15.0])


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_lasting_failure_is_not_tried_again(answer: Ask, clock: Clock, status: int) -> None:
    google = answer((status, {}, b""), GOOD)
    with pytest.raises(EngineError, match=str(status)):
        speak(clock)
    assert len(google.texts) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        HTML,
        (200, {}, b""),
        get_audio_answer(b""),
        get_audio_answer(b"<html>"),
        (200, {}, b'[["wrb.fr","jQ1olc",null,null]]\n'),
        (200, {}, b'[["wrb.fr","jQ1olc","[\\"!\\"]"]]\n'),
        (200, {}, b"\xff\xfe\n"),
    ],
    ids=["HTML", "nothing", "empty audio", "HTML as audio", "no audio", "not base 64", "not UTF-8"],
)
def test_what_is_no_sound_is_an_engine_error(answer: Ask, clock: Clock, wrong: Answer) -> None:
    answer(wrong)
    with pytest.raises(EngineError):
        speak(clock)


def test_sound_of_another_rate_is_refused(answer: Ask, clock: Clock) -> None:
    answer(get_audio_answer(get_mp3(16000)))
    with pytest.raises(IncompleteSpeech, match="16000"):
        speak(clock)


def test_a_server_that_is_not_there_is_an_engine_error(
    answer: Ask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(GOOD)
    monkeypatch.setattr(gtts.tts, "_translate_url", lambda tld="com", path="": "http://127.0.0.1:1/" + path)
    with pytest.raises(EngineError, match="Failed to connect"):
        speak(clock)
    assert clock.slept == [2.0, 6.0, 15.0]


@pytest.mark.parametrize("text", ["", " "])
def test_a_text_of_nothing_is_an_engine_error_and_not_a_crash(answer: Ask, clock: Clock, text: str) -> None:
    answer(GOOD)
    with pytest.raises(EngineError, match="cannot speak this text"):
        speak(clock, text)


def test_a_long_text_goes_out_whole(answer: Ask, clock: Clock) -> None:
    google = answer(GOOD)
    text = ("It grows in cycles, " * 30)[:599] + "."
    speak(clock, text)
    assert "".join(google.texts).replace(" ", "").replace(",", "") == text.replace(" ", "").replace(",", "")


def test_a_voice_says_that_the_text_leaves_the_machine() -> None:
    voice = make().get_voice("", "en-GB")
    assert (voice.name, voice.language, voice.is_remote, voice.sample_rate) == ("en", "en-gb", True, RATE)


@pytest.mark.parametrize(("name", "language"), [("no-such-voice", "en"), ("", "tlh")])
def test_an_unknown_voice_lists_the_known_ones(name: str, language: str) -> None:
    with pytest.raises(UnknownName, match=r"Known: .*\ben\b.*\bfr\b"):
        make().get_voice(name, language)
