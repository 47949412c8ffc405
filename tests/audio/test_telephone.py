"""Sound for the telephone: its band, its level, its peaks, its ends."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from service.audio.speech_level import get_active_level
from service.audio.telephone import ACTIVE_LEVEL, MOST_SECONDS, NARROW, WIDE, Band, find_gain, fit
from service.errors import AudioError

from .sounds import RATE, get_noise, get_sine, get_speech

BANDS = pytest.mark.parametrize("band", [NARROW, WIDE], ids=["narrow", "wide"])
RATES = (16000, 22050, 24000)
PEAK = 10 ** (-3.17 / 20) * 32768
"""Highest sample of a sine of 0 dBm0."""


def get_power(band: Band, frequency: float, rate: int = RATE) -> float:
    """Decibels that are left of a sine, its ends aside; the fixed factor before the gain counted in."""
    sent = get_sine(2, 0.2, frequency, rate)
    heard = fit(sent, rate, band, 6.02)[band.sample_rate // 2 : -band.sample_rate // 2]
    return float(10 * np.log10(np.mean(heard.astype(float) ** 2) / np.mean(sent.astype(float) ** 2) + 1e-12))


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(
    ("band", "frequencies"), [(NARROW, (300, 440, 1020, 2000, 3400)), (WIDE, (80, 300, 1020, 4000, 7000))]
)
def test_what_lies_in_the_band_passes_whole(band: Band, frequencies: tuple[int, ...], rate: int) -> None:
    assert [get_power(band, each, rate) for each in frequencies] == pytest.approx([0] * len(frequencies), abs=0.3)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(
    ("band", "frequencies"), [(NARROW, (20, 50, 60, 100, 190, 3600, 3900, 4100, 7000)), (WIDE, (10, 20, 7200, 7900))]
)
def test_what_lies_outside_the_band_is_thirty_decibels_down(
    band: Band, frequencies: tuple[int, ...], rate: int
) -> None:
    assert max(get_power(band, each, rate) for each in frequencies) < -30


def test_real_speech_has_next_to_nothing_outside_the_band() -> None:
    speech = get_speech()
    for band, low, high in ((NARROW, 200, 3600), (WIDE, 25, 7200)):
        heard = fit(speech, RATE, band, 6.0).astype(float)
        power = np.abs(np.fft.rfft(heard)) ** 2
        places = np.fft.rfftfreq(len(heard), 1 / band.sample_rate)
        outside = power[(places < low) | (places > high)].sum()
        assert 10 * np.log10(outside / power.sum()) < -30


def test_the_active_level_of_a_sine_with_pauses_is_that_of_the_sine() -> None:
    sine = get_sine(3, 0.1, 1000, 8000)
    pause = np.zeros(8000 * 4, np.int16)
    alone = 20 * np.log10(0.1 / np.sqrt(2))
    assert get_active_level(sine, 8000) == pytest.approx(alone, abs=0.3)
    assert get_active_level(np.concatenate([pause, sine, pause, sine, pause]), 8000) == pytest.approx(alone, abs=0.5)


def test_silence_has_no_level_and_no_gain() -> None:
    silence = np.zeros(RATE, np.int16)
    assert get_active_level(silence, RATE) == -np.inf
    assert find_gain(silence, RATE) == 0.0
    assert not fit(silence, RATE, NARROW, 0.0).any()


@pytest.mark.parametrize("factor", [0.1, 0.4, 1.0])
def test_speech_of_any_level_is_brought_to_that_of_the_network(factor: float) -> None:
    speech = (get_speech() * factor).astype(np.int16)
    heard = fit(speech, RATE, NARROW, find_gain(speech, RATE))
    assert get_active_level(heard, 8000) == pytest.approx(ACTIVE_LEVEL, abs=0.5)
    assert pytest.approx(-22.0, abs=0.05) == ACTIVE_LEVEL


@BANDS
def test_nothing_passes_the_peak_of_a_sine_of_0_dbm0(band: Band) -> None:
    loud = np.where(get_sine(2, 1.0, 700) >= 0, 32767, -32768).astype(np.int16)  # a square wave at full scale
    for sent in (loud, get_noise(RATE, 1.0), get_speech()):
        assert np.abs(fit(sent, RATE, band, 20.0).astype(int)).max() <= PEAK


@BANDS
def test_a_clip_begins_and_ends_in_silence(band: Band) -> None:
    heard = fit(get_sine(1.003, 0.5), RATE, band, 6.0).astype(int)
    assert abs(heard[0]) < 10
    assert abs(heard[-1]) < 10
    assert np.abs(np.diff(heard[: band.sample_rate // 1000])).max() < 2000  # a fade of 3 ms, not a click


@pytest.mark.parametrize("length", [1, 100, 440, 441, 442, RATE - 1, RATE + 1, 77_777])
@pytest.mark.parametrize("rate", RATES)
def test_both_bands_last_equally_long_in_whole_packets_and_nothing_is_cut(length: int, rate: int) -> None:
    narrow, wide = (fit(get_noise(length), rate, band, 0.0) for band in (NARROW, WIDE))
    assert 2 * len(narrow) == len(wide)
    assert len(narrow) % 160 == 0
    assert 0 <= len(narrow) / 8000 - length / rate < 0.020001


def test_the_sound_is_neither_late_nor_early() -> None:
    sent = get_sine(1, 0.5, 1000)
    sent[: RATE // 2] = 0
    for band in (NARROW, WIDE):
        heard = np.abs(fit(sent, RATE, band, 0.0))
        assert np.flatnonzero(heard > heard.max() // 4)[0] / band.sample_rate == pytest.approx(0.5, abs=0.002)


def test_what_no_provider_takes_is_refused_in_words() -> None:
    with pytest.raises(AudioError, match="lasts 62.1 s; a telephone clip lasts at most 62 s"):
        fit(np.zeros(round(62.1 * RATE), np.int16), RATE, NARROW, 0.0)
    assert len(fit(np.zeros(MOST_SECONDS * RATE, np.int16), RATE, NARROW, 0.0)) * 2 + 44 < 1_000_000


_FIT = """
import sys
from audio.sounds import RATE, get_noise
from service.audio.telephone import NARROW, WIDE, fit
for band in (NARROW, WIDE):
    sys.stdout.buffer.write(fit(get_noise(50_000), RATE, band, 9.5).tobytes())
"""


def test_another_process_gives_the_same_samples() -> None:
    command = [sys.executable, "-c", _FIT]
    done = subprocess.run(command, capture_output=True, check=True, env={"PYTHONPATH": ".:tests"}, timeout=60)
    here = b"".join(fit(get_noise(50_000), RATE, band, 9.5).tobytes() for band in (NARROW, WIDE))
    assert hashlib.sha256(done.stdout).digest() == hashlib.sha256(here).digest()
