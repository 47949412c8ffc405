"""Active speech level by ITU-T P.56, method B: how loud speech is while it is spoken, its pauses left out."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.speech.clip import Samples

_TIME_CONSTANT: Final = 0.03
_HANGOVER: Final = 0.2
_MARGIN: Final = 15.9
"""Seconds of the envelope's smoothing, seconds that count as speech after it falls, and decibels between the level
of speech and the threshold that the envelope must pass: P.56, clause 8."""
_THRESHOLDS: Final = 16


def get_active_level(samples: Samples, sample_rate: int) -> float:
    """Decibels against full scale (RMS of the active parts over 32768); minus infinity for silence."""
    signal = samples.astype(np.float64) / 32768
    energy = float(np.sum(signal * signal))
    if not energy:
        return -math.inf
    envelope = _get_envelope(np.abs(signal), sample_rate)
    before: tuple[float, float] | None = None
    for power in range(_THRESHOLDS):
        threshold = 2.0**-power
        active = _count_active(envelope, threshold, round(_HANGOVER * sample_rate))
        if not active:
            continue
        level = 10 * math.log10(energy / active)
        margin = level - 20 * math.log10(threshold)
        if margin >= _MARGIN:
            return _interpolate(before, (level, margin)) if before else level
        before = (level, margin)
    return before[0] if before else -math.inf


def _interpolate(low: tuple[float, float], high: tuple[float, float]) -> float:
    """The level where the margin is the one that is asked for, between two thresholds; both are (level, margin)."""
    part = (_MARGIN - low[1]) / (high[1] - low[1])
    return low[0] + part * (high[0] - low[0])


def _get_envelope(magnitudes: NDArray[np.float64], sample_rate: int) -> NDArray[np.float64]:
    """Two exponential averages, one after the other, through their response in the frequency domain."""
    keep = math.exp(-1 / (sample_rate * _TIME_CONSTANT))
    size = 1 << (len(magnitudes) + sample_rate).bit_length()
    response = ((1 - keep) / (1 - keep * np.exp(-2j * np.pi * np.fft.rfftfreq(size)))) ** 2
    return np.asarray(np.fft.irfft(np.fft.rfft(magnitudes, size) * response, size)[: len(magnitudes)])


def _count_active(envelope: NDArray[np.float64], threshold: float, hangover: int) -> int:
    """Samples at which the envelope is above the threshold, or was not longer ago than the hangover."""
    places = np.flatnonzero(envelope >= threshold)
    if not len(places):
        return 0
    gaps = np.diff(np.append(places, len(envelope)))
    return int(np.minimum(gaps, hangover + 1).sum())
