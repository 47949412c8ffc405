"""Sound for the telephone: band-limited, at the level of speech in the network, its peaks held, its ends silent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.audio.level import level
from service.audio.speech_level import get_active_level
from service.errors import AudioError
from service.speech.clip import Samples
from service.speech.trimming import fade


@dataclass(frozen=True, slots=True)
class Band:
    sample_rate: int
    low: float
    high: float
    """Hz at which the filter has fallen by 6 dB."""
    width: float
    """Hz from what passes whole to what is stopped."""


NARROW: Final = Band(8000, 250.0, 3500.0, 100.0)
"""Passes 300 to 3400 Hz whole, as ITU-T G.712 asks of telephone channels at 8000 samples a second."""
WIDE: Final = Band(16000, 50.0, 7100.0, 50.0)
"""Passes 75 to 7000 Hz whole: the band of ITU-T G.722 is 50 to 7000 Hz."""

ACTIVE_LEVEL: Final = 20 * math.log10(2600 / 32768)
"""Decibels against full scale, of speech without its pauses: -22, which is -19 dBm0. RFC 7874, section 4, asks for
2600 of 32767 with sounds under 300 Hz left out, and names ITU-T G.169 and G.115 for it."""
_MOST_GAIN: Final = 36.0
_STOPPED: Final = 60.0
"""Decibels by which the filter stops what lies outside its band."""
_ROOM: Final = 0.5
"""A filter can raise a peak. This factor keeps it within 16 bits until the gain, found behind it, is applied."""
_PIECE: Final = 8192
"""Samples that are filtered at a time."""
MOST_SECONDS: Final = 62
"""A provider takes files of one megabyte (Sinch); 62 s of 16 bits at 8000 samples a second are 992,044 bytes."""
_FRAME_MILLISECONDS: Final = 20
"""A telephone line carries sound in packets of this length; all files are made of whole ones."""


def find_gain(samples: Samples, sample_rate: int) -> float:
    """Decibels that `fit` needs to bring a voice to the level of the network, found on a sample of its speech.

    Found in the narrow band and meant for both. 0 for a voice of silence.
    """
    found = get_active_level(_filter(samples, sample_rate, NARROW), NARROW.sample_rate)
    return round(min(ACTIVE_LEVEL - found, _MOST_GAIN), 2) if math.isfinite(found) else 0.0


def fit(samples: Samples, sample_rate: int, band: Band, gain: float) -> Samples:
    """A recording for one band, at the band's sample rate, in whole packets.

    Peaks stay under those of a sine of 0 dBm0, which is 3.17 dB below full scale in mu-law (ITU-T G.711).

    :raise AudioError: if it is longer than a provider takes.
    """
    seconds = len(samples) / sample_rate
    if seconds > MOST_SECONDS:
        raise AudioError(
            f"It lasts {seconds:.1f} s; a telephone clip lasts at most {MOST_SECONDS} s. Shorten the sentence."
        )
    levelled = np.array(level(_filter(samples, sample_rate, band), gain))
    fade(levelled, band.sample_rate)
    frame = band.sample_rate * _FRAME_MILLISECONDS // 1000
    length = -(-len(samples) * band.sample_rate // (sample_rate * frame)) * frame  # the same time in every band
    return np.asarray(np.pad(levelled[:length], (0, max(0, length - len(levelled)))), dtype=np.int16)


def _filter(samples: Samples, sample_rate: int, band: Band) -> Samples:
    """Resampled, the band alone, without delay, at half its level."""
    import soxr

    signal = samples.astype(np.float32) * np.float32(_ROOM)
    if sample_rate != band.sample_rate:
        signal = soxr.resample(signal, sample_rate, band.sample_rate, quality="HQ")
    return np.rint(_convolve(signal, band)).clip(-32767, 32767).astype(np.int16)


def _convolve(signal: NDArray[np.float32], band: Band) -> NDArray[np.float32]:
    """The signal through the band's filter, piece by piece in the frequency domain, without the filter's delay."""
    spectrum, length = _get_spectrum(band)
    step = _PIECE - length + 1
    pieces = -(-len(signal) // step)
    parts = np.pad(signal, (0, pieces * step - len(signal))).reshape(pieces, step)
    whole = np.zeros(pieces * step + length - 1, np.float32)
    for number, part in enumerate(np.fft.irfft(np.fft.rfft(parts, _PIECE) * spectrum, _PIECE)):
        whole[number * step : number * step + _PIECE] += part
    return whole[length // 2 : length // 2 + len(signal)]


@lru_cache(maxsize=2)
def _get_spectrum(band: Band) -> tuple[NDArray[np.complex64], int]:
    """The filter's response in the frequency domain, and its length in samples."""
    taps = _get_taps(band)
    return np.fft.rfft(taps, _PIECE).astype(np.complex64), len(taps)


def _get_taps(band: Band) -> NDArray[np.float64]:
    """A linear-phase band pass: the difference of two low passes under Kaiser's window."""
    rate, beta = band.sample_rate, 0.1102 * (_STOPPED - 8.7)  # Kaiser's formulas for more than 50 dB
    half = math.ceil((_STOPPED - 7.95) / (2.285 * 2 * math.pi * band.width / rate) / 2)
    places = np.arange(-half, half + 1)
    low, high = (2 * edge / rate * np.sinc(2 * edge / rate * places) for edge in (band.low, band.high))
    return np.asarray((high - low) * np.kaiser(2 * half + 1, beta))
