"""Compares the sentences of a voice with each other, over the whole glossary: their pace and their level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

from service.audio.level import SHORT_SECONDS
from service.exports.proof.findings import Fault, RecordingFindings, SentenceFindings

_ENOUGH: Final = 8
"""Sentences of a voice from which its median says something; `check_clip` has bounds for all."""
_LONG_ENOUGH: Final = 20
"""Letters of a sentence whose pace counts for the median: shorter ones are slow or fast by chance."""
_PACE_FACTOR: Final = 1.6
_PACE_TOLERANCE_SECONDS: Final = 0.4
"""Measured over the shipped glossary: pace is within a factor of 1.37 of the voice's median."""
_CLIP_DECIBELS: Final = 6.0
"""Between a clip and its voice's median. Measured: at most 2 dB."""
_GAIN_DECIBELS: Final = 2.0
"""Between a sentence's gain and its voice's median. Measured: at most 0.9 dB."""
_MIXED_DECIBELS: Final = 6.0
"""The same for sentences that two voices share, each with a gain of its own."""

Spoken = tuple[RecordingFindings, SentenceFindings]


def get_faults_among(recordings: Sequence[RecordingFindings]) -> Iterator[Fault]:
    """What is wrong with a sentence only beside others."""
    by_voice: dict[str, list[Spoken]] = defaultdict(list)
    for recording in recordings:
        for sentence in recording.sentences:
            if recording.place.part and sentence.clip_seconds is not None:
                by_voice[sentence.voice].append((recording, sentence))
    for every in by_voice.values():
        yield from _check_paces(every)
        yield from _check_clip_levels(every)
    yield from _check_gains(recordings)


def _get_median_pace(sentences: Sequence[SentenceFindings]) -> float | None:
    paces = [each.weight / each.clip_seconds for each in sentences if each.clip_seconds and each.weight >= _LONG_ENOUGH]
    return median(paces) if len(paces) >= _ENOUGH else None


def _check_paces(every: Sequence[Spoken]) -> Iterator[Fault]:
    pace = _get_median_pace([sentence for _, sentence in every])
    if pace is None:
        return
    for recording, sentence in every:
        seconds, right = sentence.clip_seconds or 0.0, sentence.weight / pace
        least, most = right / _PACE_FACTOR - _PACE_TOLERANCE_SECONDS, right * _PACE_FACTOR + _PACE_TOLERANCE_SECONDS
        if sentence.weight and not least <= seconds <= most:
            message = f"Its clip lasts {seconds:.2f} s; {right:.2f} s would be this voice's pace."
            yield _get_fault(recording, sentence, "pace", message)


def _check_clip_levels(every: Sequence[Spoken]) -> Iterator[Fault]:
    levels = [sentence.clip_level for _, sentence in every if sentence.clip_level is not None]
    if len(levels) < _ENOUGH:
        return
    usual = median(levels)
    for recording, sentence in every:
        if sentence.clip_level is not None and abs(sentence.clip_level - usual) > _CLIP_DECIBELS:
            message = f"Its clip is {_get_difference(sentence.clip_level - usual)} than this voice's others."
            yield _get_fault(recording, sentence, "level", message)


def _check_gains(recordings: Sequence[RecordingFindings]) -> Iterator[Fault]:
    """A voice has one gain, so each of its sentences has it in each recording but those of a word or two."""
    by_voice: dict[str, list[Spoken]] = defaultdict(list)
    for recording in recordings:
        if recording.seconds is None or recording.seconds < SHORT_SECONDS:
            continue
        for sentence in recording.sentences:
            if sentence.gain is not None:
                by_voice[sentence.voice].append((recording, sentence))
    for every in by_voice.values():
        usual = median(sentence.gain or 0.0 for _, sentence in every)
        for recording, sentence in every:
            difference = (sentence.gain or 0.0) - usual
            if abs(difference) > (_MIXED_DECIBELS if sentence.is_mixed else _GAIN_DECIBELS):
                message = f"It was made {_get_difference(difference)} than its voice's other sentences."
                yield _get_fault(recording, sentence, "level", message)


def _get_difference(decibels: float) -> str:
    return f"{abs(decibels):.1f} dB {'louder' if decibels > 0 else 'quieter'}"


def _get_fault(recording: RecordingFindings, sentence: SentenceFindings, kind: str, message: str) -> Fault:
    return Fault(recording.place, kind, message, sentence.sentence, sentence.text, sentence.start_seconds)
