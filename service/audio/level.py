"""One loudness: a constant gain for each voice, then a limiter. Never a gain for each sentence."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.audio.loudness import get_loudness
from service.speech.clip import Samples

TARGET: Final = -18.0
"""LUFS. AES TD1008 recommends -18 for speech; LibriVox, ACX and Alexa take it too."""

CEILING: Final = -3.5
"""dBFS of the highest sample: encoding and the curve between samples may add 1.5 dB before -2 dBTP."""

_MOST_GAIN: Final = 24.0
"""dB. A voice that is quieter than -42 LUFS is not a voice; a larger gain would lift its noise."""

SHORT_SECONDS: Final = 3.0
"""A file below this, the window of short-term loudness (EBU Tech 3341), is a word or two, and gets a gain of its own.
Measured: at their voice's gain the titles of the glossary lie at -20.5 to -17.2 LUFS."""

_ENCODER_LOSS: Final = 0.4
"""dB that LAME takes from speech at 48 kbit/s, by its low pass: measured by `python -m bench.loudness`."""
_ROUNDS: Final = 3
"""The limiter takes back a part of each gain; after three steps along the line what is missing is under 0.1 dB."""
_LEAST_SLOPE: Final = 0.4
_SAME: Final = 0.01
"""dB: how little a louder gain may still help, and which gains are one."""

_BLOCK: Final = 16
"""Samples that share one reading of the peak: 0.7 ms at 22.05 kHz."""
_HOLD: Final = 40
"""Blocks on each side over which the gain comes down and goes up again: 29 ms at 22.05 kHz, slower than the
lowest voice's period, so that the limiter rides over its cycles and does not shape them."""


def find_gain(samples: Samples, sample_rate: int) -> float | None:
    """Decibels that bring speech to the target, found with the limiter at work.

    None where there is no loudness: for silence, and for less than 0.4 s.
    """
    loudness = get_loudness(samples, sample_rate)
    if not math.isfinite(loudness):
        return None
    target = TARGET + _ENCODER_LOSS
    gain, before = target - loudness, (0.0, loudness)
    for _ in range(_ROUNDS):
        reached = get_loudness(level(samples, gain), sample_rate)
        slope = (reached - before[1]) / (gain - before[0]) if abs(gain - before[0]) > _SAME else 1.0
        before = (gain, reached)
        gain += (target - reached) / min(max(slope, _LEAST_SLOPE), 1.0)
    return round(min(gain, _MOST_GAIN), 2)


def level(samples: Samples, gain: float) -> Samples:
    """Apply a gain in decibels, and bring down what would pass the ceiling, with look-ahead and without clicks."""
    if not len(samples):
        return samples
    factor = np.float32(10 ** (gain / 20))
    ceiling = np.float32(32767 * 10 ** (CEILING / 20))
    louder = np.zeros(-(-len(samples) // _BLOCK) * _BLOCK, np.float32)
    np.multiply(samples, factor, out=louder[: len(samples)])
    peaks = _get_peaks(samples, len(louder)) * factor
    if peaks.max() > ceiling:
        _limit(louder.reshape(-1, _BLOCK), peaks, ceiling)
    return np.rint(louder[: len(samples)], out=louder[: len(samples)]).astype(np.int16)


def _get_peaks(samples: Samples, padded: int) -> NDArray[np.float32]:
    """The highest magnitude of each block, by halves: numpy is slow along a short axis."""
    magnitudes = np.zeros(padded, np.int16)
    np.maximum(samples, ~samples, out=magnitudes[: len(samples)])
    width = _BLOCK
    while width > 1:
        magnitudes = np.maximum(magnitudes[0::2], magnitudes[1::2])
        width //= 2
    return magnitudes.astype(np.float32) + np.float32(1)


def _limit(blocks: NDArray[np.float32], peaks: NDArray[np.float32], ceiling: np.float32) -> None:
    """Bring blocks down along straight lines between their edges, never above what a block may have."""
    allowed = np.minimum(np.float32(1), ceiling / np.maximum(peaks, np.float32(1)))
    smooth = _average(_slide(allowed, _HOLD), _HOLD)
    edges = np.minimum(np.concatenate([smooth[:1], smooth]), np.concatenate([smooth, smooth[-1:]]))
    rise = (edges[1:] - edges[:-1]) / np.float32(_BLOCK)
    for step in range(_BLOCK):
        blocks[:, step] *= edges[:-1] + rise * np.float32(step)


def _slide(values: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """The least value within `reach` places on either side."""
    padded = np.pad(values, reach, constant_values=1)
    width = 2 * reach + 1
    power = 1
    while power * 2 <= width:
        padded = np.minimum(padded[:-power], padded[power:])
        power *= 2
    rest = width - power
    return np.minimum(padded[: len(padded) - rest], padded[rest:])


def _average(values: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """The mean within `reach` places on either side: of values already held so far, so it never rises above them."""
    padded = np.pad(values.astype(np.float64), reach, mode="edge")
    sums = np.concatenate([[0.0], np.cumsum(padded)])
    width = 2 * reach + 1
    return np.asarray((sums[width:] - sums[:-width]) / width, dtype=np.float32)
