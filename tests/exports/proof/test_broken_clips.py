"""What goes wrong with stored clips is found, even where MP3 and marks were made of them and so agree with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from service.audio.flac import get_flac, read_flac
from service.render.cast import get_cast
from service.render.clips import get_clip_key
from service.store.contract import Name

from .glossary import PART, Glossary

FIRST, SECOND = 1, 3
"""Sentences of the section: each other's clip would be no implausible length."""


def get_key(glossary: Glossary, number: int) -> str:
    return get_clip_key(glossary.job.get_says()[number], get_cast(glossary.job))


def get_stored(glossary: Glossary, number: int) -> tuple[bytes, dict[str, Any]]:
    found = glossary.store.get(Name(get_key(glossary, number), "flac"))
    assert found is not None
    return found.data, dict(found.stored.facts)


def put(glossary: Glossary, number: int, data: bytes, facts: dict[str, Any]) -> None:
    glossary.put(get_key(glossary, number), "flac", data, facts)


def make_anew(glossary: Glossary) -> None:
    """MP3, marks and WebVTT of the clips as they lie in the store."""
    glossary.store_all(glossary.join(glossary.get_clips()))


def get_told(glossary: Glossary) -> list[str]:
    number = glossary.job.get_says()[FIRST].sentence
    return [fault.message for fault in glossary.prove().faults if fault.place.part == PART and fault.sentence == number]


def shape(glossary: Glossary, make: Callable[[np.ndarray], np.ndarray]) -> None:
    """Change the sound of one clip as a faulty engine would have given it, its words moved within it."""
    data, facts = get_stored(glossary, FIRST)
    samples, rate = read_flac(data)
    other = make(samples).astype(np.int16)
    words = [[min(start, len(other)), *text] for start, *text in facts["words"]]
    put(glossary, FIRST, get_flac(other, rate), {**facts, "words": words})
    make_anew(glossary)


def test_a_clip_that_was_dropped_is_told(glossary: Glossary) -> None:
    clips, step = glossary.get_clips(), glossary.job.get_says()[FIRST]
    glossary.discard(get_key(glossary, FIRST), "flac")
    script = tuple(each for each in glossary.job.script if each is not step)
    glossary.store_all(glossary.join([*clips[:FIRST], *clips[FIRST + 1 :]], script))
    told = get_told(glossary)
    assert "It has no mark." in told
    assert any("There is no flac" in each for each in told)


def test_clips_under_each_other_s_keys_are_told(glossary: Glossary) -> None:
    first, second = get_stored(glossary, FIRST), get_stored(glossary, SECOND)
    put(glossary, FIRST, *second)
    put(glossary, SECOND, *first)
    make_anew(glossary)
    proof = glossary.prove()
    told = [(fault.sentence, fault.kind) for fault in proof.faults if "Other words than these" in fault.message]
    assert told == [(glossary.job.get_says()[number].sentence, "clip") for number in (FIRST, SECOND)]
    assert not {"pace", "sound", "level"} & {fault.kind for fault in proof.faults}  # the sound tells nothing of it
    assert proof.completeness < 100


def test_a_clip_that_was_cut_is_told(glossary: Glossary) -> None:
    shape(glossary, lambda samples: samples[: len(samples) * 2 // 5])
    assert get_told(glossary)


def test_a_clip_that_was_silenced_is_told(glossary: Glossary) -> None:
    shape(glossary, lambda samples: samples * 0)
    assert any("silent" in each for each in get_told(glossary))


def test_a_clip_whose_last_third_was_silenced_is_told(glossary: Glossary) -> None:
    shape(glossary, lambda samples: np.where(np.arange(len(samples)) < len(samples) * 2 // 3, samples, 0))
    assert any(each.startswith("Nothing is heard at the mark of its word") for each in get_told(glossary))


def test_a_clip_that_was_made_louder_is_told(glossary: Glossary) -> None:
    shape(glossary, lambda samples: np.clip(samples * 2.5, -32768, 32767))
    assert any("louder" in each for each in get_told(glossary))


def test_a_clip_of_before_its_words_were_kept_is_no_fault(glossary: Glossary) -> None:
    data, facts = get_stored(glossary, FIRST)
    put(glossary, FIRST, data, {"words": facts["words"]})
    assert glossary.get_kinds() == set()


def test_a_word_fewer_in_the_marks_than_in_the_clip_is_told(glossary: Glossary) -> None:
    clips = glossary.get_clips()
    clips[FIRST] = replace(clips[FIRST], words=clips[FIRST].words[:-1])
    glossary.store_all(glossary.join(clips))
    assert any("not those of its clip" in each for each in get_told(glossary))


@pytest.mark.parametrize("words", [[[10**9, 0, 4]], [[5000, 0, 4], [0, 5, 7]], [[0]]])
def test_words_of_a_clip_that_lie_outside_of_it_are_told(glossary: Glossary, words: object) -> None:
    data, facts = get_stored(glossary, FIRST)
    put(glossary, FIRST, data, {**facts, "words": words})
    assert {fault.kind for fault in glossary.prove().faults if fault.place.part == PART} == {"clip"}
