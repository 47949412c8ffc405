"""A clip that cannot be the whole of its text is refused."""

from __future__ import annotations

import numpy as np
import pytest

from service.errors import IncompleteSpeech
from service.speech.clip import Clip, Word, check_audible, check_clip, join_clips

RATE = 22050
TEXT = "It grows in cycles, and each one is a little longer than the last."
LOUD = np.full(RATE, 5000, np.int16)


def make_clip(seconds: float, *starts: int) -> Clip:
    words = tuple(Word(start, number, number + 1) for number, start in enumerate(starts))
    return Clip(np.full(round(seconds * RATE), 5000, np.int16), RATE, words)


@pytest.mark.parametrize("seconds", [2.0, 4.5, 20.0])
def test_speech_of_a_likely_length_passes(seconds: float) -> None:
    check_clip(make_clip(seconds, 0, 100, 100, 44_000), TEXT, 165)
    check_audible(make_clip(seconds), TEXT)


@pytest.mark.parametrize("seconds", [0.0, 0.1, 1.0, 31.0, 600.0])
def test_speech_that_is_cut_or_too_long_is_refused(seconds: float) -> None:
    with pytest.raises(IncompleteSpeech, match="would be right"):
        check_clip(make_clip(seconds), TEXT, 165)


def test_the_limits_follow_the_pace() -> None:
    check_clip(make_clip(40), TEXT, 80)
    with pytest.raises(IncompleteSpeech):
        check_clip(make_clip(2), TEXT, 80)


@pytest.mark.parametrize("starts", [(5, 4), (0, 200_000), (-1, 5), (200_000,), (-1,)])
def test_words_out_of_order_or_outside_are_refused(starts: tuple[int, ...]) -> None:
    with pytest.raises(IncompleteSpeech, match="in order"):
        check_clip(make_clip(4.5, *starts), TEXT, 165)


@pytest.mark.parametrize("level", [0, 1, 399])
def test_silence_is_refused_where_there_are_words(level: int) -> None:
    with pytest.raises(IncompleteSpeech, match="silent"):
        check_audible(Clip(np.full(RATE, -level, np.int16), RATE), "Go.")


def test_nothing_at_all_is_refused_where_there_are_words() -> None:
    with pytest.raises(IncompleteSpeech, match="silent"):
        check_audible(Clip(np.zeros(0, np.int16), RATE), "Go.")


@pytest.mark.parametrize("text", ["", "…", "?!", "😀", " - "])
def test_silence_is_right_where_there_are_none(text: str) -> None:
    check_clip(make_clip(0), text, 165)
    check_audible(make_clip(0), text)


def test_the_loudest_negative_sample_is_audible() -> None:
    check_audible(Clip(np.array([-32768], np.int16), RATE), "Go.")


def test_joined_clips_carry_their_words_along() -> None:
    first, second = Clip(LOUD, RATE, (Word(0, 0, 3),)), Clip(LOUD, RATE, (Word(7, 0, 3),))
    joined = join_clips([(first, 0), (second, 4)])
    assert joined.words == (Word(0, 0, 3), Word(RATE + 7, 4, 7))
    assert len(joined.samples) == 2 * RATE


def test_one_clip_is_joined_to_nothing() -> None:
    clip = make_clip(1, 0)
    assert join_clips([(clip, 0)]) is clip
