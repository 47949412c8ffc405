"""What is asked of a file as a whole: full scale, loudness, true peak, silences, and pauses in which nothing sounds."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from service.audio.loudness import get_loudness, get_true_peak
from service.exports.proof.expected import Examination
from service.exports.proof.sound import get_level, get_silences
from service.exports.proof.stored import Marks, Wave

if TYPE_CHECKING:
    from service.exports.proof.examine import Notes

TARGET, TOLERANCE, MOST_PEAK = -18.0, 1.0, -2.0
"""LUFS, LU, dBTP."""
_FULL_SCALE: Final = 32767 / 32768
_SILENCE_TOLERANCE_SECONDS: Final = 0.25
"""What a clip itself may have of silence before its first sound and after its last."""
_PIECE_SECONDS: Final = 20
"""Loudness is measured in pieces of at most this length and averaged by power, so that memory stays small and time
short: a test compares it with the whole at once."""
_MOST_NOISE: Final = -45.0
"""dBFS in a pause, whose own samples are zero."""
_NOISE_EDGE_SECONDS: Final = 0.06
"""Two frames of MP3: as far as an encoder smears sound into silence."""

Figures = tuple[float | None, float | None, float | None]


def get_file_findings(examination: Examination, sound: tuple[Wave, int], marks: Marks | None, notes: Notes) -> Figures:
    """Length in seconds, loudness in LUFS and true peak in dBTP of the file; the last two None for a silent voice."""
    samples, rate = sound
    if not examination.is_audible:
        return len(samples) / rate, None, None
    full = np.flatnonzero(np.abs(samples) >= _FULL_SCALE)
    if len(full):
        notes.add("clipping", f"{len(full)} samples are at full scale.", None, int(full[0]) / rate)
    _check_silences(examination, samples, rate, notes)
    if marks:
        _check_pauses(samples, marks, notes)
    loudness, peak = _measure(samples, rate)
    if not abs(loudness - TARGET) <= TOLERANCE:
        notes.add("loudness", f"It is at {loudness:.1f} LUFS, not at {TARGET:.0f} within {TOLERANCE:g} LU.")
    if peak > MOST_PEAK:
        notes.add("peak", f"Its true peak is {peak:.1f} dBTP, above {MOST_PEAK:.0f}.")
    return len(samples) / rate, loudness, peak


def _measure(samples: Wave, rate: int) -> tuple[float, float]:
    whole = np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)
    pieces = np.array_split(whole, max(1, -(-len(whole) // (_PIECE_SECONDS * rate))))
    powers = [10 ** (get_loudness(piece, rate) / 10) * len(piece) for piece in pieces]
    power = sum(powers) / max(len(whole), 1)
    return 10 * math.log10(power) if power else -math.inf, get_true_peak(whole)


def _check_silences(examination: Examination, samples: Wave, rate: int, notes: Notes) -> None:
    longest = examination.longest_pause / 1000
    for start, length in get_silences(samples, rate, longest + _SILENCE_TOLERANCE_SECONDS):
        notes.add("silence", f"{length:.2f} s of silence; the longest pause is {longest:.2f} s.", None, start)


def _check_pauses(samples: Wave, marks: Marks, notes: Notes) -> None:
    edge = round(_NOISE_EDGE_SECONDS * marks.sample_rate)
    edges = [0, *(place for mark in marks.sentences for place in (mark.start, mark.end)), len(samples)]
    for start, end in list(pairwise(edges))[0::2]:
        level = get_level(samples[start + edge : end - edge]) if end - start > 2 * edge else None
        if level is not None and level > _MOST_NOISE:
            message = f"Something is heard in a pause ({level:.0f} dBFS)."
            notes.add("noise", message, None, start / marks.sample_rate)
