"""Whatever goes wrong with a recording that was right is found, and told where it is."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from service.audio.formats import mp3
from service.audio.formats.marks import move
from service.audio.level import level
from service.speech.script import Say

from .glossary import PART, Glossary, change, fit, with_changed

FIRST, SECOND = 1, 2
"""Sentences of the section that are broken; 0 is its heading."""


def get_told(glossary: Glossary) -> str:
    return "\n".join(map(str, glossary.prove().faults))


def test_nothing_is_wrong_with_what_is_right(glossary: Glossary) -> None:
    proof = glossary.prove()
    assert (proof.faults, proof.completeness) == ([], 100.0)
    glossary.store_all(glossary.join(glossary.get_clips()))
    assert glossary.get_kinds() == set()


def test_a_sentence_that_was_dropped_is_missed(glossary: Glossary) -> None:
    says = glossary.job.get_says()
    script = tuple(step for step in glossary.job.script if step is not says[FIRST])
    clips = [clip for number, clip in enumerate(glossary.get_clips()) if number != FIRST]
    glossary.store_all(glossary.join(clips, script))
    told, proof = get_told(glossary), glossary.prove()
    assert f"sentence {says[FIRST].sentence} ({says[FIRST].text!r}): It has no mark." in told
    assert proof.heard == proof.expected - 1
    assert proof.completeness < 100


def test_a_sentence_that_was_dropped_under_the_right_marks_is_missed(glossary: Glossary) -> None:
    clips, step = glossary.get_clips(), glossary.job.get_says()[FIRST]
    script = tuple(each for each in glossary.job.script if each is not step)
    glossary.store_sound(glossary.join([*clips[:FIRST], *clips[FIRST + 1 :]], script))
    assert {(PART, "length"), (PART, "sound")} <= glossary.get_kinds()


def test_two_sentences_of_one_length_that_were_swapped_are_noticed(glossary: Glossary) -> None:
    clips = glossary.get_clips()
    first, second = clips[FIRST], clips[SECOND]
    clips[FIRST], clips[SECOND] = fit(second, len(first.samples)), fit(first, len(second.samples))
    glossary.store_all(glossary.join(clips))
    assert get_told(glossary).count("What is heard at its mark is not its clip") == 2


def test_a_sentence_that_was_cut_short_is_noticed(glossary: Glossary) -> None:
    clips = with_changed(
        glossary.get_clips(), FIRST, lambda clip: change(clip, clip.samples[: -len(clip.samples) // 3])
    )
    glossary.store_all(glossary.join(list(clips)))
    assert "The place of its mark is " in get_told(glossary)


@pytest.mark.parametrize("share", [0.1, 0.3, 1.0])
def test_a_sentence_that_was_silenced_is_noticed_whole_or_in_part(glossary: Glossary, share: float) -> None:
    def silence(samples: np.ndarray) -> np.ndarray:
        middle, half = len(samples) // 2, int(len(samples) * share / 2)
        return np.where(np.abs(np.arange(len(samples)) - middle) <= half, 0, samples)

    clips = with_changed(glossary.get_clips(), FIRST, lambda clip: change(clip, silence(clip.samples)))
    glossary.store_all(glossary.join(list(clips)))
    assert (PART, "sound") in glossary.get_kinds()
    assert glossary.prove().completeness < 100


@pytest.mark.parametrize("decibels", [3, 6, -6])
def test_a_sentence_that_was_made_louder_or_quieter_is_noticed(glossary: Glossary, decibels: int) -> None:
    def amplify(samples: np.ndarray) -> np.ndarray:
        return np.clip(samples * 10 ** (decibels / 20), -32768, 32767)

    clips = with_changed(glossary.get_clips(), SECOND, lambda clip: change(clip, amplify(clip.samples)))
    glossary.store_all(glossary.join(list(clips)))
    said = glossary.job.get_says()[SECOND]
    (fault,) = [fault for fault in glossary.prove().faults if fault.kind == "level"]
    assert fault.sentence == said.sentence
    assert ("louder" if decibels > 0 else "quieter") in fault.message


@pytest.mark.parametrize("milliseconds", [60, -60, 15])
def test_marks_that_lie_beside_the_sound_are_noticed(glossary: Glossary, milliseconds: int) -> None:
    recording = glossary.join(glossary.get_clips())
    by = milliseconds * recording.sample_rate // 1000
    moved = [*recording.sentences[:1], *move(recording.sentences[1:], by)]
    glossary.store_marks(moved, len(recording.samples), recording.sample_rate)
    assert {kind for part, kind in glossary.get_kinds()} == {"drift"}
    assert glossary.prove().worst_drift == pytest.approx(abs(milliseconds), abs=0.1)


def test_a_cue_with_another_text_is_noticed(glossary: Glossary) -> None:
    right = glossary.get(glossary.job.key, "vtt")
    glossary.put(glossary.job.key, "vtt", right.replace(b"people give", b"people take"))
    assert glossary.get_kinds() == {(PART, "cue")}
    assert "Its cue says 'Care is what people take" in get_told(glossary)


def test_a_cue_at_another_time_is_noticed(glossary: Glossary) -> None:
    glossary.put(
        glossary.job.key, "vtt", glossary.get(glossary.job.key, "vtt").replace(b"00:00:00.000", b"00:00:00.001")
    )
    assert glossary.get_kinds() == {(PART, "cue")}


def test_a_cue_that_is_not_there_is_noticed(glossary: Glossary) -> None:
    blocks = glossary.get(glossary.job.key, "vtt").split(b"\n\n")
    glossary.put(glossary.job.key, "vtt", b"\n\n".join(blocks[:-1]) + b"\n")
    assert glossary.get_kinds() == {(PART, "cue")}


def test_an_mp3_that_was_cut_is_noticed(glossary: Glossary) -> None:
    glossary.put(glossary.job.key, "mp3", glossary.get(glossary.job.key, "mp3")[:-1000])
    assert "The MP3 file is cut" in get_told(glossary)


def test_an_mp3_that_is_shorter_than_its_marks_is_noticed(glossary: Glossary) -> None:
    recording = glossary.join(glossary.get_clips())
    glossary.store_sound(replace(recording, samples=recording.samples[:-2205]))
    assert glossary.get_kinds() == {(PART, "length")}


def test_a_mark_that_is_not_there_is_noticed(glossary: Glossary) -> None:
    recording = glossary.join(glossary.get_clips())
    glossary.store_marks(recording.sentences[:-1], len(recording.samples), recording.sample_rate)
    assert (PART, "mark") in glossary.get_kinds()


def test_marks_in_another_order_or_twice_are_noticed(glossary: Glossary) -> None:
    recording = glossary.join(glossary.get_clips())
    one, two = recording.sentences[FIRST], recording.sentences[SECOND]
    crossed = (replace(one, start=two.start, end=two.end), replace(two, start=one.start, end=one.end))
    timings = (*recording.sentences[:FIRST], *crossed, *recording.sentences[SECOND + 1 :], recording.sentences[0])
    glossary.store_marks(timings, len(recording.samples), recording.sample_rate)
    told = get_told(glossary)
    assert "Its mark does not follow the one before it." in told
    assert "It has more than one mark." in told


@pytest.mark.parametrize(
    "word",
    [[-1, 0, 4], [10**9, 0, 4], [0, 0, 999], [0, 4, 2], [0, 0]],
    ids=["before", "after", "long", "back", "short"],
)
def test_marks_of_words_that_lie_outside_their_sentence_are_noticed(glossary: Glossary, word: list[int]) -> None:
    body = json.loads(glossary.get(glossary.job.key, "marks.json"))
    body["sentences"][0]["words"] = [word]
    glossary.put(glossary.job.key, "marks.json", json.dumps(body).encode())
    assert glossary.get_kinds() <= {(PART, "mark"), (PART, "damaged")}
    assert glossary.get_kinds()


def test_marks_of_words_in_another_order_are_noticed(glossary: Glossary) -> None:
    body = json.loads(glossary.get(glossary.job.key, "marks.json"))
    body["sentences"][FIRST]["words"].reverse()
    glossary.put(glossary.job.key, "marks.json", json.dumps(body).encode())
    assert glossary.get_kinds() == {(PART, "mark")}


def test_a_whole_entry_with_a_section_out_of_place_is_noticed(glossary: Glossary) -> None:
    whole = glossary.catalogue.by_place["en", "care", ""]
    files = [glossary.get(key, "mp3") for key in whole.needs]
    lengths = [json.loads(glossary.get(key, "marks.json"))["samples"] for key in whole.needs]
    files[1], files[2], lengths[1], lengths[2] = files[2], files[1], lengths[2], lengths[1]
    glossary.put(whole.key, "mp3", mp3.join(files, lengths, 22050, whole.tags)[0])
    assert {part for part, _ in glossary.get_kinds()} == {""}
    assert ("", "sound") in glossary.get_kinds()


def test_a_recording_at_full_scale_and_too_loud_is_noticed(glossary: Glossary) -> None:
    recording = glossary.join(glossary.get_clips())
    hot = np.clip(recording.samples.astype(np.int32) * 8, -32768, 32767).astype(np.int16)
    glossary.put(glossary.job.key, "mp3", mp3.encode(hot, recording.sample_rate, glossary.job.mp3, glossary.job.tags))
    assert {(PART, kind) for kind in ("clipping", "loudness", "peak", "level")} <= glossary.get_kinds()


def test_a_recording_that_is_too_quiet_is_noticed(glossary: Glossary) -> None:
    recording = glossary.join(glossary.get_clips())
    samples = level(recording.samples, 0.0)
    glossary.put(glossary.job.key, "mp3", mp3.encode(samples, 22050, glossary.job.mp3, glossary.job.tags))
    assert (PART, "loudness") in glossary.get_kinds()


def test_a_sound_in_a_pause_is_noticed(glossary: Glossary) -> None:
    recording = glossary.join(glossary.get_clips())
    start = recording.sentences[0].end + 4000
    samples = recording.samples.copy()
    samples[start : start + 4000] = (3000 * np.sin(np.arange(4000) / 8)).astype(np.int16)
    glossary.store_sound(replace(recording, samples=samples))
    assert glossary.get_kinds() == {(PART, "noise")}


def test_a_silence_that_is_too_long_is_noticed(glossary: Glossary) -> None:
    says = glossary.job.get_says()
    script = tuple(
        step if isinstance(step, Say) or number != 3 else replace(step, milliseconds=2000)
        for number, step in enumerate(glossary.job.script)
    )
    assert len(says) > SECOND
    glossary.store_all(glossary.join(glossary.get_clips(), script))
    assert glossary.get_kinds() == {(PART, "silence")}
