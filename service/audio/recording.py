"""A recording: clips joined as PCM, and where every sentence and word lies in it, in samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.errors import AudioError
from service.speech.clip import Clip, Samples
from service.speech.script import Pause, Say, Script


@dataclass(frozen=True, slots=True)
class WordTiming:
    start: int
    """First sample, counted from the recording's start."""
    text_start: int
    text_end: int
    """Characters of the sentence's text."""


@dataclass(frozen=True, slots=True)
class SentenceTiming:
    sentence: str
    """Id of the sentence on the page."""
    text: str
    start: int
    end: int
    """First sample, and the one after the last, of the speech itself: the pause after it is not counted."""
    words: tuple[WordTiming, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    samples: Samples
    sample_rate: int
    sentences: tuple[SentenceTiming, ...]


def join(script: Script, clips: Sequence[Clip]) -> Recording:
    """Lay the clips of a script one after another with its pauses between: linear time, one allocation.

    `clips` has one trimmed clip for each Say, in order, all of one sample rate: trimmed, they begin and end in
    silence, so that no joint clicks.

    :raise AudioError: if the clips do not fit the script.
    """
    says = sum(isinstance(step, Say) for step in script)
    rates = {clip.sample_rate for clip in clips}
    if says != len(clips) or len(rates) != 1:
        raise AudioError(f"{len(clips)} clips at {sorted(rates)} samples a second do not fit {says} sentences.")
    rate = rates.pop()
    waiting = iter(clips)
    steps = [(step, next(waiting) if isinstance(step, Say) else None) for step in script]
    lengths = [len(clip.samples) if clip else _pause_length(step, rate) for step, clip in steps]
    samples = np.zeros(sum(lengths), np.int16)
    timings: list[SentenceTiming] = []
    position = 0
    for (step, clip), length in zip(steps, lengths, strict=True):
        if clip is not None and isinstance(step, Say):
            samples[position : position + length] = clip.samples
            words = tuple(WordTiming(position + word.start, word.text_start, word.text_end) for word in clip.words)
            timings.append(SentenceTiming(step.sentence, step.text, position, position + length, words))
        position += length
    return Recording(samples, rate, tuple(timings))


def _pause_length(step: Say | Pause, rate: int) -> int:
    return step.milliseconds * rate // 1000 if isinstance(step, Pause) else 0
