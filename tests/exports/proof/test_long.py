"""An hour of speech: its last sentence is where its mark says, in the decoded MP3. In one piece, and joined of many."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from service.audio.formats import mp3
from service.exports.proof.sound import SAME, find
from service.exports.proof.stored import decode_mp3
from service.exports.whole_entry import EntryJob
from service.render.cast import get_cast
from service.render.clips import get_clip_key, read_clip
from service.render.job import Bench
from service.render.section import SectionJob
from service.speech.clip import Samples
from service.speech.script import Pause, Say

from .glossary import Glossary

HOUR = 3600


@pytest.mark.slow
def test_at_the_end_of_an_hour_of_speech_marks_and_sound_are_less_than_a_millisecond_apart(spoken: Glossary) -> None:
    clips = spoken.get_clips()
    rate = clips[0].sample_rate
    round_seconds = sum(len(clip.samples) for clip in clips) / rate + 0.3 * len(clips)
    rounds = int(HOUR / round_seconds) + 1
    script: list[Say | Pause] = []
    for number in range(rounds):
        for say in spoken.job.get_says():
            script += (replace(say, sentence=f"{say.sentence}-{number}"), Pause(300))
    recording = spoken.join(clips * rounds, tuple(script))
    sound, _ = decode_mp3(mp3.encode(recording.samples, rate, spoken.job.mp3, spoken.job.tags))
    assert len(sound) == len(recording.samples) >= HOUR * rate
    for place in (0, len(clips) * (rounds // 2), -1):
        clip = clips[place % len(clips)].samples.astype(np.float32)
        match = find(clip, sound, recording.sentences[place].start, rate)
        assert match.likeness > SAME
        assert abs(match.lag) < rate / 1000


def get_clips(glossary: Glossary, entry: EntryJob) -> list[Samples]:
    """Of every sentence of a whole entry, in order."""
    sections = {job.key: job for job in glossary.catalogue.jobs if isinstance(job, SectionJob)}
    found = [
        read_clip(get_clip_key(say, get_cast(sections[key])), glossary.store)
        for key in entry.needs
        for say in sections[key].get_says()
    ]
    return [clip.samples for clip in found if clip is not None]


@pytest.mark.slow
def test_an_hour_of_sections_joined_as_files_ends_where_its_marks_say(spoken: Glossary, tmp_path: Path) -> None:
    glossary = spoken.copy(tmp_path / "long")
    usual = glossary.catalogue.by_place["en", "care", ""]
    assert isinstance(usual, EntryJob)
    marks = json.loads(glossary.get(usual.key, "marks.json"))
    rounds = HOUR * marks["sample_rate"] // marks["samples"] + 1
    long = replace(usual, needs=usual.needs * rounds, texts=usual.texts * rounds)
    long.perform(Bench(glossary.store))
    marks = json.loads(glossary.get(long.key, "marks.json"))
    sound, rate = decode_mp3(glossary.get(long.key, "mp3"))
    assert len(sound) == marks["samples"] >= HOUR * rate
    assert len(long.needs) > 100
    clips = get_clips(glossary, usual)
    assert len(marks["sentences"]) == len(clips) * rounds
    lags = []
    for place in (0, len(clips) * (rounds // 2), -1):
        match = find(clips[place % len(clips)].astype(np.float32), sound, marks["sentences"][place]["start"], rate)
        assert match.likeness > SAME
        lags.append(match.lag)
    print(f"{len(long.needs)} sections, {len(sound) / rate:.0f} s: the last sentence is off by {lags[-1]} samples")
    assert max(map(abs, lags)) < rate / 1000  # 50 ms is what the ear would notice
