"""Google's voice through the real gTTS, against a server of our own that answers as Google does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import gtts.tts
import numpy as np
import pytest

from service.audio.description import Mp3Settings, Tags
from service.audio.formats import mp3
from service.errors import EngineAway, EngineError, IncompleteSpeech, UnknownName
from service.speech.clip import Clip, check_audible, check_clip
from service.speech.engines import gtts as google_engine
from service.speech.engines.gtts import GoogleEngine, make
from service.speech.spoken import Pronunciation, get_pronunciations, get_spoken

from .google import CUT, FLOOD, SLOW, TRICKLE, TRICKLE_AT_ONCE, Answer, Google, get_audio_answer, serving
from .lexicons import read, say

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

    folder: Path
    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    return Clock(tmp_path)


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
    engine = GoogleEngine(clock.folder, clock.sleep, clock)
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
        ({"Retry-After": "Thu, 01 Jan 1970 00:01:47 GMT"}, [7.0]),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, [1.0]),
        ({}, [2.0]),
        ({"Retry-After": "Sat, 21 Nov 2026"}, [2.0]),
        ({"Retry-After": "²"}, [2.0]),
    ],
)
def test_who_is_refused_waits_as_long_as_the_server_says(
    answer: Ask, clock: Clock, headers: dict[str, str], slept: list[float]
) -> None:
    answer((429, headers, b""), GOOD)
    speak(clock)
    assert clock.slept == slept


@pytest.mark.parametrize("asked", ["600", "Thu, 01 Jan 1970 00:11:40 GMT"])
def test_a_server_that_asks_for_more_than_a_job_has_is_left_alone_until_then_and_nobody_waits(
    answer: Ask, clock: Clock, asked: str
) -> None:
    google = answer((429, {"Retry-After": asked}, b""), GOOD)
    for _ in "123":
        with pytest.raises(EngineAway, match=r"not be asked again before 1970-01-01 00:12 UTC"):
            speak(clock)
    assert (len(google.texts), clock.slept) == (1, [])
    clock.now += 600
    assert len(speak(clock).samples)


@pytest.mark.parametrize("asked", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_server_that_asks_for_ever_is_asked_again_after_a_day(answer: Ask, clock: Clock, asked: str) -> None:
    answer((429, {"Retry-After": asked}, b""), GOOD)
    with pytest.raises(EngineAway, match="1970-01-02"):
        speak(clock)
    clock.now += 24 * 3600
    assert len(speak(clock).samples)


def test_all_waiting_for_one_text_is_half_a_minute_at_most(answer: Ask, clock: Clock) -> None:
    google = answer((429, {"Retry-After": "25"}, b""))
    with pytest.raises(EngineAway, match="before"):
        speak(clock)
    assert (len(google.texts), clock.slept) == (2, [25.0])


def test_all_workers_of_a_machine_share_one_turn_a_second(answer: Ask, clock: Clock) -> None:
    answer(GOOD)
    speak(clock)
    speak(clock)  # another engine, as in another worker
    assert clock.slept == [1.0]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429, CUT])
def test_a_passing_failure_is_tried_again(answer: Ask, clock: Clock, status: int) -> None:
    google = answer((status, {}, b"x" * 50), GOOD)
    assert len(speak(clock).samples)
    assert google.texts == [TEXT, TEXT]


def test_after_four_refusals_it_is_given_up(answer: Ask, clock: Clock) -> None:
    google = answer(REFUSED)
    with pytest.raises(EngineAway, match="429"):
        speak(clock)
    assert (len(google.texts), clock.slept) == (4, [2.0, 6.0, 15.0])


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_lasting_failure_is_not_tried_again(answer: Ask, clock: Clock, status: int) -> None:
    google = answer((status, {}, b""), GOOD)
    with pytest.raises(EngineError, match=str(status)) as caught:
        speak(clock)
    assert (type(caught.value), len(google.texts)) == (EngineError, 1)


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


def test_a_server_that_does_not_answer_is_given_up_as_one_that_is_not_there(
    answer: Ask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(google_engine, "_TIMEOUT", (1.0, 0.2))
    google = answer((SLOW, {}, b""))
    with pytest.raises(EngineAway, match="not to be had just now"):
        speak(clock)
    assert (len(google.texts), clock.slept) == (4, [2.0, 6.0, 15.0])


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert holds()


@pytest.mark.parametrize("kind", [TRICKLE, TRICKLE_AT_ONCE])
def test_an_answer_that_trickles_has_a_bound_as_a_whole_and_is_ended(
    answer: Ask, clock: Clock, monkeypatch: pytest.MonkeyPatch, kind: int
) -> None:
    monkeypatch.setattr(google_engine, "_MOST_SECONDS", 0.5)
    google = answer((kind, {}, b""))
    started = time.monotonic()
    with pytest.raises(EngineAway, match=r"longer than 0\.5 s"):
        speak(clock)
    assert time.monotonic() - started < 5  # without the bound it has no end
    assert (len(google.texts), clock.slept) == (1, [])
    wait_until(lambda: "asking Google" not in {thread.name for thread in threading.enumerate()})
    wait_until(lambda: google.cuts == 1)


def test_an_answer_that_never_stops_has_a_bound_in_bytes_and_is_ended(answer: Ask, clock: Clock) -> None:
    google = answer((FLOOD, {}, b""))
    with pytest.raises(EngineError, match="more than 4 MB"):
        speak(clock)
    wait_until(lambda: google.cuts == 1)
    assert google.sent < 20_000_000  # what lies in the buffers of the connection is sent too
    assert "asking Google" not in {thread.name for thread in threading.enumerate()}


def test_the_longest_sentence_has_time_enough_for_all_of_its_answers() -> None:
    assert 6 * sum(google_engine._TIMEOUT) / 4 <= google_engine._MOST_SECONDS
    assert sum(google_engine._WAITS) < google_engine._LONGEST_WAIT
    assert google_engine._MOST_SECONDS + google_engine._LONGEST_WAIT <= 60  # of a job, for each sentence


def test_a_server_that_is_not_there_is_away(answer: Ask, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(GOOD)
    monkeypatch.setattr(gtts.tts, "_translate_url", lambda tld="com", path="": "http://127.0.0.1:1/" + path)
    with pytest.raises(EngineAway, match="Failed to connect"):
        speak(clock)
    assert clock.slept == [2.0, 6.0, 15.0]


@pytest.mark.parametrize("text", ["", " "])
def test_a_text_of_nothing_is_never_sent(answer: Ask, clock: Clock, text: str) -> None:
    google = answer(GOOD)
    assert len(speak(clock, text).samples) == 0
    assert google.texts == []


def test_a_long_text_goes_out_whole(answer: Ask, clock: Clock) -> None:
    google = answer(GOOD)
    text = ("It grows in cycles, " * 30)[:599] + "."
    speak(clock, text)
    assert "".join(google.texts).replace(" ", "").replace(",", "") == text.replace(" ", "").replace(",", "")


def test_a_voice_says_that_the_text_leaves_the_machine() -> None:
    voice = make(Path()).get_voice("", "en-GB")
    assert (voice.name, voice.language, voice.is_remote, voice.sample_rate) == ("en", "en-gb", True, RATE)


@pytest.mark.parametrize(("name", "language"), [("no-such-voice", "en"), ("", "tlh")])
def test_an_unknown_voice_lists_the_known_ones(name: str, language: str) -> None:
    with pytest.raises(UnknownName, match=r"Known: .*\ben\b.*\bfr\b"):
        make(Path()).get_voice(name, language)


def test_a_word_of_the_lexicon_with_sound_and_alias_is_sent_as_its_alias(
    answer: Ask, clock: Clock, tmp_path: Path
) -> None:
    google = answer(GOOD)
    text = "By Dutton, it says."
    forms = read(tmp_path, say("Dutton", "Dutt'n", "ˈdʌtən")).get_forms(text)
    engine = GoogleEngine(clock.folder, clock.sleep, clock)
    engine.speak(get_spoken(text, forms), engine.get_voice("", "en-gb"), 165, get_pronunciations(text, forms))
    assert google.texts == ["By Dutt'n, it says."]


def test_given_sounds_are_left_out_and_the_words_are_sent(answer: Ask, clock: Clock) -> None:
    google = answer(GOOD)
    engine = GoogleEngine(clock.folder, clock.sleep, clock)
    voice = engine.get_voice("", "en-gb")
    engine.speak(TEXT, voice, 165, (Pronunciation(3, 8, "ɡrəʊz"),))
    assert google.texts == [TEXT]
    assert engine.get_phonemes(TEXT, voice, (Pronunciation(3, 8, "ɡrəʊz"),)) == ""
