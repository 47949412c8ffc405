"""Loudness by ITU-R BS.1770-4 and EBU R 128, for mono speech, with numpy alone."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.speech.clip import Samples

_BLOCK_SECONDS: Final = 0.4
_STEP_SECONDS: Final = 0.1
_ABSOLUTE_GATE: Final = -70.0
_RELATIVE_GATE: Final = -10.0
_OFFSET: Final = -0.691
"""Block length, step, gates (LUFS, LU) and offset of BS.1770-4, annex 1."""


def get_loudness(samples: Samples, sample_rate: int) -> float:
    """Integrated loudness in LUFS; minus infinity for silence or for less than one block of 0.4 s."""
    weighted = _weigh(samples.astype(np.float64) / 32768, sample_rate)
    block, step = round(_BLOCK_SECONDS * sample_rate), round(_STEP_SECONDS * sample_rate)
    if len(weighted) < block:
        return -math.inf
    sums = np.concatenate([[0.0], np.cumsum(weighted * weighted)])
    starts = np.arange(0, len(weighted) - block + 1, step)
    powers = (sums[starts + block] - sums[starts]) / block
    powers = powers[_to_lufs(powers) > _ABSOLUTE_GATE]
    if not len(powers):
        return -math.inf
    gate = float(_to_lufs(powers.mean())) + _RELATIVE_GATE
    return float(_to_lufs(powers[_to_lufs(powers) > gate].mean()))


def get_true_peak(samples: Samples, oversampling: int = 4) -> float:
    """True peak in dBTP by band-limited oversampling, as BS.1770-4, annex 2, asks: four times or more."""
    peak, margin = 0.0, 64  # samples beside each piece that keep its edges from ringing
    for start in range(0, len(samples), 1 << 16):
        first, last = max(start - margin, 0), min(start + (1 << 16) + margin, len(samples))
        piece = np.pad(samples[first:last].astype(np.float64) / 32768, margin)
        size = 1 << (len(piece) - 1).bit_length()
        wide = np.zeros(size * oversampling // 2 + 1, np.complex128)
        wide[: size // 2 + 1] = np.fft.rfft(piece, size)
        curve = np.abs(np.fft.irfft(wide, size * oversampling)) * oversampling
        before, after = start - first, max(last - start - (1 << 16), 0)
        own = curve[(margin + before) * oversampling : (len(piece) - margin - after) * oversampling]
        peak = max(peak, float(own.max()))
    return 20 * math.log10(peak) if peak else -math.inf


def _to_lufs(power: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        return np.asarray(_OFFSET + 10 * np.log10(power))


def _weigh(signal: NDArray[np.float64], sample_rate: int) -> NDArray[np.float64]:
    """K-weighting: a high shelf and a high pass, applied through their response in the frequency domain."""
    size = 1 << (len(signal) + sample_rate).bit_length()
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    response = _shelf(z, sample_rate) * _high_pass(z, sample_rate)
    result = np.fft.irfft(np.fft.rfft(signal, size) * response, size)[: len(signal)]
    return np.asarray(result)


def _shelf(z: NDArray[np.complex128], sample_rate: int) -> NDArray[np.complex128]:
    """Stage 1 of the K-weighting for any sample rate: analogue values that give BS.1770's table at 48 kHz."""
    frequency, gain, quality = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k = math.tan(math.pi * frequency / sample_rate)
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / quality + k * k
    b = ((high + band * k / quality + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / quality + k * k) / a0)
    return _response(b, (1.0, 2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0), z)


def _high_pass(z: NDArray[np.complex128], sample_rate: int) -> NDArray[np.complex128]:
    """Stage 2 of the K-weighting."""
    frequency, quality = 38.13547087602444, 0.5003270373238773
    k = math.tan(math.pi * frequency / sample_rate)
    a0 = 1 + k / quality + k * k
    return _response((1.0, -2.0, 1.0), (1.0, 2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0), z)


def _response(
    b: tuple[float, float, float], a: tuple[float, float, float], z: NDArray[np.complex128]
) -> NDArray[np.complex128]:
    return np.asarray((b[0] + z * (b[1] + z * b[2])) / (a[0] + z * (a[1] + z * a[2])))
