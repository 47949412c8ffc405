"""A clip: one sentence as sound, and where each word lies in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.errors import IncompleteSpeech

Samples = NDArray[np.int16]
"""Mono PCM, signed 16 bit."""

USUAL_RATE: Final = 165
"""Words a minute that the limits below are meant for."""

_MOST_CHARACTERS_A_SECOND: Final = 45.0
_LEAST_CHARACTERS_A_SECOND: Final = 2.5
_START_UP_SECONDS: Final = 2.0
"""Speech at 165 words a minute has 12 to 17 characters a second: measured over the shipped glossary by
`python -m bench.clips`. Three times that or a fifth of it is not the text; short cries may take two seconds."""

_AUDIBLE_PEAK: Final = 400
"""Sample values below 400 of 32767 (-38 dBFS) throughout are not speech."""


@dataclass(frozen=True, slots=True)
class Word:
    """Where a word lies, in the clip and in the sentence."""

    start: int
    """First sample, counted from the clip's start."""
    text_start: int
    text_end: int
    """Characters of the sentence's text."""


@dataclass(frozen=True, slots=True)
class Clip:
    samples: Samples
    sample_rate: int
    words: tuple[Word, ...] = field(default=())
    """Empty where the engine does not tell."""
    spoken: str = ""
    """The words that the engine was given."""


def check_clip(clip: Clip, text: str, words_a_minute: int) -> None:
    """Refuse a clip that cannot be the whole of its text. Silence where silence is meant is not asked here.

    :raise IncompleteSpeech: saying what is wrong with it.
    """
    seconds = len(clip.samples) / clip.sample_rate
    characters = sum(letter.isalnum() for letter in text)
    if not characters:
        return
    pace = words_a_minute / USUAL_RATE
    shortest = characters / (_MOST_CHARACTERS_A_SECOND * pace)
    longest = len(text) / (_LEAST_CHARACTERS_A_SECOND * pace) + _START_UP_SECONDS
    if not shortest <= seconds <= longest:
        right = f"{shortest:.2f} to {longest:.2f} s would be right"
        raise IncompleteSpeech(f"{seconds:.2f} s of sound came for {characters} characters; {right}.")
    starts = [0, *(word.start for word in clip.words), len(clip.samples)]
    if starts != sorted(starts):
        raise IncompleteSpeech("The words do not lie in order within the sound.")


def check_audible(clip: Clip, text: str) -> None:
    """:raise IncompleteSpeech: if nothing can be heard although there are words."""
    if any(letter.isalnum() for letter in text) and (
        max(int(clip.samples.max(initial=0)), -int(clip.samples.min(initial=0))) < _AUDIBLE_PEAK
    ):
        raise IncompleteSpeech("The sound is silent although there are words.")


def join_clips(parts: list[tuple[Clip, int]]) -> Clip:
    """One clip of several that are spoken without a gap; each comes with where its text starts in the sentence."""
    if len(parts) == 1 and parts[0][1] == 0:
        return parts[0][0]
    words: list[Word] = []
    position = 0
    for clip, offset in parts:
        words += (
            replace(w, start=w.start + position, text_start=w.text_start + offset, text_end=w.text_end + offset)
            for w in clip.words
        )
        position += len(clip.samples)
    samples = np.concatenate([clip.samples for clip, _ in parts])
    return Clip(samples, parts[0][0].sample_rate, tuple(words), "".join(clip.spoken for clip, _ in parts))
