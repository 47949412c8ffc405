"""Trimming: the engine's own padding goes, the speech stays whole, and no edge clicks."""

from __future__ import annotations

import numpy as np
import pytest

from service.speech.clip import Clip, Samples, Word
from service.speech.engines import make_engine
from service.speech.trimming import AFTER_MILLISECONDS, BEFORE_MILLISECONDS, EDGE_MILLISECONDS, trim

RATE = 22050
EDGE = EDGE_MILLISECONDS * RATE // 1000
BEFORE, AFTER = BEFORE_MILLISECONDS * RATE // 1000, AFTER_MILLISECONDS * RATE // 1000
LOUD = np.full(RATE, 20_000, np.int16)


def get_silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), np.int16)


def get_tone(peak: int) -> Samples:
    return (peak * np.cos(np.arange(RATE) * 2 * np.pi * 200 / RATE)).astype(np.int16)


def pad(sound: Samples, before: float = 0.5, after: float = 0.5) -> Clip:
    return Clip(np.concatenate([get_silence(before), sound, get_silence(after)]), RATE)


@pytest.mark.parametrize("peak", [500, 5_000, 32_767])
def test_what_is_left_of_the_padding_is_the_same_at_every_level(peak: int) -> None:
    assert len(trim(pad(get_tone(peak))).samples) == pytest.approx(BEFORE + RATE + AFTER, abs=2)


def test_faint_noise_of_an_engine_is_padding() -> None:
    noise = np.random.default_rng(1).integers(-20, 20, RATE).astype(np.int16)
    clip = Clip(np.concatenate([noise, LOUD, noise]), RATE)
    assert len(trim(clip).samples) == BEFORE + RATE + AFTER


def test_a_faint_beginning_of_speech_is_kept() -> None:
    clip = pad(np.concatenate([get_tone(200), get_tone(20_000)]))
    assert len(trim(clip).samples) == pytest.approx(BEFORE + 2 * RATE + AFTER, abs=60)


def test_silence_within_stays() -> None:
    clip = pad(np.concatenate([LOUD, get_silence(2), LOUD]))
    assert len(trim(clip).samples) == BEFORE + 4 * RATE + AFTER


def test_words_stay_where_they_are_heard() -> None:
    sound = pad(LOUD)
    words = (Word(0, 0, 2), Word(RATE // 2 + 1000, 3, 5), Word(2 * RATE, 6, 7))
    trimmed = trim(Clip(sound.samples, RATE, words))
    assert [word.start for word in trimmed.words] == [0, 1000 + BEFORE, len(trimmed.samples)]


@pytest.mark.parametrize("sound", [LOUD, -LOUD, get_tone(32_767)], ids=["loud", "deep", "a tone"])
def test_no_edge_clicks(sound: Samples) -> None:
    samples = trim(Clip(sound, RATE)).samples.astype(int)
    inside = max(int(np.abs(np.diff(sound.astype(int))).max()), 32767 // EDGE)
    assert np.abs(np.diff(np.concatenate([[0], samples, [0]]))).max() <= 1.2 * inside


@pytest.mark.parametrize("length", [0, 1, 2, 3, EDGE, 2 * EDGE - 1])
def test_a_clip_shorter_than_its_edges_is_kept(length: int) -> None:
    assert len(trim(Clip(LOUD[:length], RATE)).samples) == length


def test_silence_becomes_nothing() -> None:
    assert not len(trim(Clip(get_silence(1), RATE)).samples)


def test_the_clip_itself_stays_as_it_is() -> None:
    samples = LOUD.copy()
    samples.flags.writeable = False
    trim(Clip(samples, RATE))
    assert np.array_equal(samples, LOUD)


@pytest.mark.parametrize("text", ["Hope.", "If.", "Both.", "Asks.", "Paths and myths.", "She heals"])
def test_soft_sounds_at_the_edges_of_speech_are_kept(text: str) -> None:
    engine = make_engine("pyttsx3")
    clip = engine.speak(text, engine.get_voice("", "en-gb"), 165)
    whole, kept = (float(np.square(each.samples.astype(float)).sum()) for each in (clip, trim(clip)))
    assert kept > 0.998 * whole
