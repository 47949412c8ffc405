"""Compares sound with sound: where a clip lies in a recording, how much louder it is there, what of it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.exports.proof.stored import Wave

SAME: Final = 0.7
"""Correlation from which sound is a clip's. Measured over the shipped glossary: its own clip 0.93 to 0.99 in the MP3,
another clip at most 0.36."""

_NEAR: Final = 8
"""Samples around the mark that are tried first: where all is well the clip lies there."""
_SEARCH_SECONDS: Final = 1.0
FRAME_SECONDS: Final = 0.02
_LOUD_PART: Final = 0.15
"""Frames of a clip above this share of its RMS are compared; quieter ones drown in what the encoder adds."""
_UNLIMITED: Final = 90
"""Percentile of the frames' gains that no limiter has touched. It only lowers, and leaves quiet frames alone."""
_QUIET: Final = 10 ** (-60 / 20)
_BLOCK_SECONDS: Final = 0.01


@dataclass(frozen=True, slots=True)
class Match:
    likeness: float
    """Correlation, from -1 to 1."""
    lag: int
    """Samples by which the clip lies after its mark."""


def find(clip: Wave, sound: Wave, start: int, rate: int) -> Match:
    """Where `clip` lies in `sound`: near `start` if it is there, else wherever within a second it is likest."""
    near = max((_compare(clip, sound, start, lag) for lag in range(-_NEAR, _NEAR + 1)), key=lambda each: each.likeness)
    return near if near.likeness >= SAME else _search(clip, sound, start, round(_SEARCH_SECONDS * rate))


def _compare(clip: Wave, sound: Wave, start: int, lag: int) -> Match:
    first = start + lag
    there = sound[max(first, 0) : max(first + len(clip), 0)]
    mine = clip[max(-first, 0) : max(-first, 0) + len(there)]
    power = float(np.dot(there, there)) * float(np.dot(clip, clip))
    return Match(float(np.dot(mine, there)) / power**0.5 if power else 0.0, lag)


def _search(clip: Wave, sound: Wave, start: int, reach: int) -> Match:
    """The best place within `reach` samples, by correlation through the frequency domain."""
    first = max(start - reach, 0)
    there = sound[first : start + len(clip) + reach].astype(np.float64)
    places = len(there) - len(clip) + 1
    if places < 1:
        return Match(0.0, 0)
    size = 1 << (len(there) + len(clip)).bit_length()
    product = np.fft.rfft(there, size) * np.conj(np.fft.rfft(clip, size))
    sums = np.concatenate([[0.0], np.cumsum(there * there)])
    powers = (sums[len(clip) :] - sums[: -len(clip)]) * float(np.dot(clip, clip))
    likeness = np.fft.irfft(product, size)[:places] / np.sqrt(np.maximum(powers, 1e-9))
    best = int(likeness.argmax())
    return Match(float(likeness[best]), first + best - start)


def get_gains(clip: Wave, there: Wave, rate: int) -> NDArray[np.float64]:
    """Decibels between a clip and the recording for each frame of 20 ms; NaN where the clip is quiet."""
    frame = round(FRAME_SECONDS * rate)
    count = min(len(clip), len(there)) // frame
    mine, theirs = (_get_rms(each, frame, count) for each in (clip, there))
    gains = np.full(count, np.nan)
    heard = mine > _LOUD_PART * float(np.sqrt(np.mean(np.square(clip))))
    gains[heard] = 20 * np.log10((theirs[heard] + 1e-6) / mine[heard])
    return gains


def _get_rms(sound: Wave, frame: int, count: int) -> NDArray[np.float64]:
    blocks = sound[: frame * count].reshape(count, frame).astype(np.float64)
    return np.asarray(np.sqrt(np.mean(blocks * blocks, axis=1)))


def get_gain(gains: NDArray[np.float64]) -> float | None:
    """The gain that a clip was given, before any limiter; None for less than a frame."""
    heard = gains[~np.isnan(gains)]
    return float(np.percentile(heard, _UNLIMITED)) if len(heard) else None


def get_lost_seconds(gains: NDArray[np.float64], gain: float, most: float) -> list[float]:
    """Where, in seconds of the clip, frames are more than `most` decibels under the clip's gain."""
    with np.errstate(invalid="ignore"):
        return [float(place) * FRAME_SECONDS for place in np.flatnonzero(gains < gain - most)]


def get_level(sound: Wave) -> float | None:
    """RMS in dBFS; None for silence."""
    power = float(np.mean(np.square(sound, dtype=np.float64))) if len(sound) else 0.0
    return 10 * float(np.log10(power)) if power else None


def get_silences(sound: Wave, rate: int, longest: float) -> Iterator[tuple[float, float]]:
    """Start and length in seconds of every silence (under -60 dBFS) that lasts longer than `longest` seconds."""
    block = round(_BLOCK_SECONDS * rate)
    quiet = _get_rms(sound, block, len(sound) // block) < _QUIET
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    for first, last in zip(edges[0::2], edges[1::2], strict=True):
        if (last - first) * block > longest * rate:
            yield float(first * block / rate), float((last - first) * block / rate)
