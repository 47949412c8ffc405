"""The catalogue plans every recording, and a key names all that decides its bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from document.files import get_front, read
from speech.lexicons import read as read_lexicon_of
from speech.lexicons import say

from service.audio.description import Mp3Settings
from service.document.library import Library, read_library
from service.errors import UnknownName
from service.exports.catalogue import Rendition, get_wanted_voices, make_catalogue
from service.render.cast import get_cast
from service.render.clips import get_clip_key
from service.render.section import SectionJob
from service.speech.engines import make_engine
from service.speech.finding import make_find_forms
from service.speech.script import spoken
from service.speech.voice import Voice

from .studio import make_library, plan


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_library(tmp_path)


def test_every_part_of_every_entry_is_planned_and_then_the_whole(library: Library) -> None:
    places = list(plan(library).by_place)
    assert places == [
        ("en", slug, part)
        for slug in ("care", "hope")
        for part in ("introduction", "definition", "how-it-heals", "", "say-it")
    ]


def test_every_job_is_found_by_its_key_alone(library: Library) -> None:
    catalogue = plan(library)
    assert len(catalogue.by_key) == len(catalogue.jobs) == 10
    assert all(catalogue.by_key[job.key] is job for job in catalogue.jobs)


def test_a_whole_entry_needs_each_of_its_sections_in_order(library: Library) -> None:
    for entry in library.get_entries():
        *sections, whole, _ = plan(library).get_jobs(entry)
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


def test_translations_of_the_same_slug_have_recordings_of_their_own(tmp_path: Path) -> None:
    text = get_front("Hope", "101") + "## Definition\n\nNo.\n"
    both = read(tmp_path, {"en/hope.md": text, "es/hope.md": text})
    catalogue = plan(both)
    assert list(catalogue.by_place) == [
        (tag, "hope", part) for tag in ("en", "es") for part in ("introduction", "definition", "", "say-it")
    ]
    assert len(catalogue.by_key) == 8
    for entry in both.get_entries():
        assert {job.language for job in catalogue.get_jobs(entry)} == {entry.language}


def test_the_sound_of_a_title_says_the_title_alone(library: Library) -> None:
    job = plan(library).by_place["en", "hope", "say-it"]
    assert spoken(job.script) == "Hope."  # type: ignore[union-attr]


def test_an_entry_without_a_voice_is_left_out_and_named(library: Library) -> None:
    voices: list[Voice | UnknownName] = [make_engine("silence").get_voice("", "en-gb"), UnknownName("voice", "fr", [])]
    catalogue = make_catalogue(library, voices, Rendition())
    assert not catalogue.jobs
    assert [(entry.slug, error.name) for entry, error in catalogue.unspoken] == [("care", "fr"), ("hope", "fr")]


def test_a_language_without_a_voice_takes_no_other_with_it(tmp_path: Path) -> None:
    text = get_front("Hope", "101") + "## Definition\n\nNo.\n"
    both = read(tmp_path, {"en/hope.md": text, "es/hope.md": text})
    voices: list[Voice | UnknownName] = [make_engine("silence").get_voice("", "en-gb"), UnknownName("voice", "es", [])]
    catalogue = make_catalogue(both, voices, Rendition())
    assert {job.language for job in catalogue.jobs} == {"en"}
    assert [entry.language for entry, _ in catalogue.unspoken] == ["es"]


def test_an_edited_word_of_the_lexicon_speaks_again_only_the_sentences_that_hold_it(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    clips = []
    for sound in ("rests", "wrests", "wrests"):
        find_forms = make_find_forms({"en": read_lexicon_of(tmp_path, say("rests", sound))})
        jobs = [job for job in plan(library, find_forms=find_forms).jobs if isinstance(job, SectionJob)]
        clips.append({say.text: get_clip_key(say, get_cast(job)) for job in jobs for say in job.get_says()})
    first, second, third = clips
    assert second == third
    assert [text for text in first if first[text] != second[text]] == ["It rests."]
