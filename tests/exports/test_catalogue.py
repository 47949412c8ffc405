"""The catalogue plans every recording, and a key names all that decides its bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.audio.description import Mp3Settings
from service.document.library import Library, read_library
from service.exports.catalogue import get_wanted_voices

from .studio import make_library, plan


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_library(tmp_path)


def test_every_part_of_every_entry_is_planned_and_then_the_whole(library: Library) -> None:
    places = list(plan(library).by_place)
    assert places == [
        ("en", slug, part) for slug in ("care", "hope") for part in ("introduction", "definition", "how-it-heals", "")
    ]


def test_every_job_is_found_by_its_key_alone(library: Library) -> None:
    catalogue = plan(library)
    assert len(catalogue.by_key) == len(catalogue.jobs) == 8
    assert all(catalogue.by_key[job.key] is job for job in catalogue.jobs)


def test_a_whole_entry_needs_each_of_its_sections_in_order(library: Library) -> None:
    for entry in library.get_entries():
        *sections, whole = plan(library).get_jobs(entry)
        assert whole.needs == tuple(job.key for job in sections)


def test_a_plan_made_again_has_the_same_keys(library: Library) -> None:
    assert list(plan(library).by_key) == list(plan(library).by_key)


@pytest.mark.parametrize(
    "values",
    [
        {"words_a_minute": 166},
        {"mp3": Mp3Settings(kilobits=64)},
        {"mp3": Mp3Settings(quality=2)},
        {"site": "Another"},
        {"neutral": True},
        {"engine": "pyttsx3"},
    ],
    ids=lambda values: next(iter(values)),
)
def test_whatever_decides_the_bytes_changes_every_key(library: Library, values: dict[str, Any]) -> None:
    assert set(plan(library).by_key).isdisjoint(plan(library, **values).by_key)


@pytest.mark.parametrize("name", ["needs", "texts", "language", "encoder", "tags"])
def test_each_field_of_a_whole_entry_is_in_its_key(library: Library, name: str) -> None:
    job = plan(library).by_place["en", "hope", ""]
    assert replace(job, **{name: "other" if name != "tags" else replace(job.tags, title="Other")}).key != job.key


def test_an_edit_changes_the_keys_of_its_section_and_its_entry_alone(tmp_path: Path) -> None:
    before = plan(make_library(tmp_path / "a")).by_place
    make_library(tmp_path / "b")
    path = tmp_path / "b" / "content" / "en" / "hope.md"
    path.write_text(path.read_text().replace("It rests.", "It sleeps."))
    after = plan(read_library(path.parents[1])).by_place
    changed = [place[1:] for place in before if before[place].key != after[place].key]
    assert changed == [("hope", "how-it-heals"), ("hope", "")]


def test_a_voice_is_wanted_for_each_language_that_is_spoken(library: Library) -> None:
    assert get_wanted_voices(library, {"en": "x", "fr": "y"}) == (("en-gb", "x"), ("fr", "y"))
    assert get_wanted_voices(library, {}) == (("en-gb", ""), ("fr", ""))


def test_a_section_carries_the_voices_that_it_speaks_with_and_no_others(library: Library) -> None:
    by_place = plan(library).by_place
    languages = [
        [voice.language for voice in by_place["en", "hope", part].voices] for part in ("definition", "how-it-heals")
    ]  # type: ignore[union-attr]
    assert languages == [["en-gb", "fr"], ["en-gb"]]


def test_tags_name_the_subject(library: Library) -> None:
    tags = plan(library, site="Words").by_place["en", "hope", "definition"].tags
    assert (tags.title, tags.album, tags.track, tags.tracks) == ("Definition", "Words: Hope", 2, 3)
    assert tags.text == "Definition It grows. It says le mot."


def test_neutral_tags_do_not(library: Library) -> None:
    for job in plan(library, neutral=True, site="Hope and care").jobs:
        told = f"{job.tags.title} {job.tags.album} {job.tags.artist} {job.tags.text}".lower()
        assert not any(word in told for word in ("hope", "care", "definition", "heals", "grows"))
