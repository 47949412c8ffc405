"""Loudness by BS.1770: known tones, ffmpeg's meter, and what is sent out in the end."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile

from service.audio.description import Mp3Settings
from service.audio.formats import mp3
from service.audio.level import CEILING, find_gain, level
from service.audio.loudness import get_loudness, get_true_peak
from service.speech.clip import Samples

from .sounds import RATE, TAGS, decode, get_ebur128, get_noise, get_sine, get_speech


@pytest.mark.parametrize("rate", [16000, 22050, 24000, 48000])
@pytest.mark.parametrize("peak", [0.0, -23.0, -40.0])
def test_a_tone_of_997_hz_is_3_decibels_below_its_peak(rate: int, peak: float) -> None:
    tone = get_sine(5, 10 ** (peak / 20), 997, rate)
    assert get_loudness(tone, rate) == pytest.approx(peak - 3.01, abs=0.05)


@pytest.mark.parametrize("samples", [np.zeros(RATE, np.int16), get_sine(0.39), np.zeros(0, np.int16)])
def test_silence_and_what_is_too_short_have_no_loudness(samples: Samples) -> None:
    assert get_loudness(samples, RATE) == -math.inf
    assert find_gain(samples, RATE) is None


def test_pauses_do_not_count() -> None:
    tone = get_sine(4, 0.1, 997)
    with_pauses = np.concatenate([tone, np.zeros(8 * RATE, np.int16), tone])
    assert get_loudness(with_pauses, RATE) == pytest.approx(get_loudness(tone, RATE), abs=0.3)


@pytest.mark.parametrize("sound", ["speech", "loud speech", "noise", "tone"])
def test_ffmpeg_measures_the_same(tmp_path: Path, sound: str) -> None:
    samples = {
        "speech": get_speech,
        "loud speech": lambda: level(get_speech(), 12.0),
        "noise": lambda: get_noise(5 * RATE),
        "tone": lambda: get_sine(5, 0.2, 300),
    }[sound]()
    soundfile.write(tmp_path / "a.wav", samples, RATE)
    loudness, peak = get_ebur128(tmp_path / "a.wav")
    assert get_loudness(samples, RATE) == pytest.approx(loudness, abs=0.2)
    assert get_true_peak(samples) == pytest.approx(peak, abs=0.3)


def test_a_peak_between_two_samples_is_found() -> None:
    quarter = np.tile(np.array([1, 1, -1, -1], np.int16), 4000) * np.int16(16384)
    assert get_true_peak(quarter[64:]) > 20 * math.log10(0.5) + 2.5
    assert get_true_peak(np.zeros(10, np.int16)) == -math.inf


def test_a_gain_below_the_ceiling_is_exact() -> None:
    tone = get_sine(1, 0.1)
    assert np.array_equal(level(tone, 6.0), np.rint(tone * np.float32(10 ** (6 / 20))).astype(np.int16))
    assert np.array_equal(level(tone, 0.0), tone)


@pytest.mark.parametrize("gain", [0.0, 6.0, 24.0])
@pytest.mark.parametrize("length", [1, 15, 16, 17, 1000, RATE + 7])
def test_no_sample_passes_the_ceiling_and_the_length_stays(gain: float, length: int) -> None:
    levelled = level(get_noise(length, 0.99), gain)
    assert len(levelled) == length
    assert np.abs(levelled.astype(int)).max() <= math.ceil(32767 * 10 ** (CEILING / 20))


@pytest.mark.parametrize("place", [0, 100, RATE // 2, RATE - 1])
def test_a_single_peak_is_brought_down_without_a_click(place: int) -> None:
    tone = get_sine(1, 0.2, 100)
    tone[place] = 32767
    levelled = level(tone, 6.0)
    around = np.delete(levelled.astype(int), place)
    assert abs(int(levelled[place])) <= math.ceil(32767 * 10 ** (CEILING / 20))
    assert np.abs(np.diff(around)).max() < 800


def test_nothing_in_nothing_out() -> None:
    assert len(level(np.zeros(0, np.int16), 6.0)) == 0


@pytest.mark.parametrize("before", [-12.0, 0.0, 9.0])
def test_speech_is_sent_out_at_the_target_and_below_the_true_peak(tmp_path: Path, before: float) -> None:
    speech = np.clip(get_speech() * 10 ** (before / 20), -32768, 32767).astype(np.int16)
    data = mp3.encode(level(speech, find_gain(speech, RATE) or 0.0), RATE, Mp3Settings(), TAGS)
    (tmp_path / "a.mp3").write_bytes(data)
    loudness, peak = get_ebur128(tmp_path / "a.mp3")
    assert loudness == pytest.approx(-18.0, abs=1.0)
    assert peak <= -2.0
    assert get_true_peak(decode(data)[0]) <= -2.0


def test_a_voice_that_is_no_voice_is_not_lifted_without_end() -> None:
    assert find_gain(get_sine(3, 0.002), RATE) == 24.0
