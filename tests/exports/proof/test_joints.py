"""No click at any joint of the finished files: their decoded samples take no step there that speech itself does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import accumulate

import numpy as np
import pytest

from service.exports.proof.stored import decode_mp3
from service.render.cast import get_cast
from service.render.job import Bench
from service.render.section import SectionJob
from service.render.speaking import speak_span

from .glossary import Glossary

AROUND = 22
"""Samples on each side: a millisecond. Clips fade over three."""
MOST_STEP = 0.015
"""Of full scale, from one sample to the next: measured 0.010. A click is a twentieth and more; speech has a third."""


def get_joints(glossary: Glossary, job: SectionJob) -> Iterator[int]:
    """Where sentences begin and end, and where two voices meet, in samples of the recording."""
    marks = json.loads(glossary.get(job.key, "marks.json"))["sentences"]
    cast, bench = get_cast(job), Bench(glossary.store)
    for say, mark in zip(job.get_says(), marks, strict=True):
        yield from (mark["start"], mark["end"])
        if len({span.language for span in say.spans}) > 1:
            parts = [speak_span(span, cast.by_language[span.language], 165, bench).samples for span in say.spans]
            yield from accumulate(map(len, parts[:-1]), initial=mark["start"])


def get_greatest_step(sound: np.ndarray, joint: int) -> float:
    around = sound[max(joint - AROUND, 0) : joint + AROUND]
    return float(np.abs(np.diff(around)).max(initial=0))


def get_steps(sound: np.ndarray, joints: list[int]) -> list[float]:
    return [get_greatest_step(sound, joint) for joint in joints]


@pytest.fixture(scope="module")
def sounds(spoken: Glossary) -> list[tuple[np.ndarray, list[int]]]:
    """Each section's decoded MP3 with its joints."""
    jobs = [job for job in spoken.catalogue.jobs if isinstance(job, SectionJob)]
    return [(decode_mp3(spoken.get(job.key, "mp3"))[0], list(get_joints(spoken, job))) for job in jobs]


def test_no_sentence_and_no_voice_begins_or_ends_with_a_click(sounds: list[tuple[np.ndarray, list[int]]]) -> None:
    steps = [step for sound, joints in sounds for step in get_steps(sound, joints)]
    assert len(steps) > 40
    assert max(steps) < MOST_STEP
    assert max(np.abs(np.diff(sound)).max() for sound, _ in sounds) > 6 * MOST_STEP  # within speech there are greater


def test_the_sections_of_a_whole_entry_meet_without_a_click(spoken: Glossary) -> None:
    whole = spoken.catalogue.by_place["en", "care", ""]
    sound, rate = decode_mp3(spoken.get(whole.key, "mp3"))
    marks = json.loads(spoken.get(whole.key, "marks.json"))["sentences"]
    joints = [place for mark in marks for place in (mark["start"], mark["end"])]
    assert max(get_steps(sound, joints)) < MOST_STEP
    for before, after in zip(marks, marks[1:], strict=False):  # all of each pause, where frames of two files meet
        pause = sound[before["end"] + rate // 20 : after["start"] - rate // 20]
        assert np.abs(np.diff(pause)).max(initial=0) < MOST_STEP / 10


def test_a_click_would_be_found(sounds: list[tuple[np.ndarray, list[int]]]) -> None:
    sound, joints = sounds[0][0].copy(), sounds[0][1]
    sound[joints[0] + 2 :] += 0.05
    assert max(get_steps(sound, joints)) > MOST_STEP
