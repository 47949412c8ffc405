from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

from service.audio.description import Mp3Settings, Tags
from service.errors import EngineError, IncompleteSpeech, UnknownName
from service.render.job import is_done
from service.render.section import SectionJob
from service.speech.script import Pause, Say, Span
from service.store.contract import Name

from .benches import get_spoken, make_real_bench, make_unreliable_bench
from .jobs import SILENT, make_job

_CHANGES = {
    "script": (Say("s-0", (Span("Another text here.", "en"),)),),
    "language": "es",
    "voices": (replace(SILENT, engine_version="2"),),
    "words_a_minute": 200,
    "calibration": "Another text.",
    "mp3": Mp3Settings(kilobits=64),
    "tags": Tags("other", "Album", 1, 1, "Nobody", "eng", ""),
}


@pytest.mark.parametrize("name", _CHANGES)
def test_whatever_decides_the_bytes_changes_the_key(name: str) -> None:
    job = make_job("A text here.")
    assert replace(job, **{name: _CHANGES[name]}).key != job.key


def test_every_field_of_a_job_is_in_its_key_or_known_not_to_decide_its_bytes() -> None:
    only_for_people = {"slug", "part", "title", "key", "needs"}
    assert {field.name for field in fields(SectionJob)} == set(_CHANGES) | only_for_people


@pytest.mark.parametrize("field", ["engine", "engine_version", "name", "sample_rate", "digest", "is_audible"])
def test_every_property_of_a_voice_is_in_the_key(field: str) -> None:
    job = make_job("A text here.")
    value = {"sample_rate": 16000, "is_audible": True}.get(field, "changed")
    assert replace(job, voices=(replace(SILENT, **{field: value}),)).key != job.key


def test_the_same_job_has_the_same_key_on_every_day() -> None:
    assert make_job("A text here.").key == make_job("A text here.").key


def test_a_job_is_made_once_and_then_found(tmp_path: Path) -> None:
    bench, job = make_unreliable_bench(tmp_path), make_job("One sentence here.", "And another one.")
    first, second = job.perform(bench), job.perform(bench)
    assert (first.rendered, first.spoken, first.reused) == (True, 2, 0)
    assert (second.rendered, second.size, second.samples) == (False, first.size, first.samples)
    assert is_done(job, bench.store)


def test_after_one_edited_sentence_exactly_one_is_spoken(tmp_path: Path) -> None:
    bench = make_unreliable_bench(tmp_path)
    texts = [f"This is sentence number {number}." for number in range(12)]
    make_job(*texts).perform(bench)
    before = len(get_spoken(tmp_path))
    outcome = make_job(*texts[:5], "This one is new.", *texts[6:]).perform(bench)
    assert (outcome.spoken, outcome.reused) == (1, 11)
    assert get_spoken(tmp_path)[before:] == ["This one is new."]


def test_a_changed_pause_speaks_nothing_again(tmp_path: Path) -> None:
    bench, job = make_unreliable_bench(tmp_path), make_job("One sentence here.")
    job.perform(bench)
    assert replace(job, script=(*job.script, Pause(2000))).perform(bench).spoken == 0


@pytest.mark.parametrize("word", ["NOTHING", "HALF"])
def test_speech_that_cannot_be_whole_is_tried_twice_and_never_kept(tmp_path: Path, word: str) -> None:
    bench, job = make_unreliable_bench(tmp_path), make_job(f"This comes back as {word} of the sentence.")
    with pytest.raises(IncompleteSpeech):
        job.perform(bench)
    assert len(get_spoken(tmp_path)) == 2
    assert [name for name in bench.store.get_names() if name.kind == "flac"] == []


def test_what_was_spoken_before_a_failure_is_kept(tmp_path: Path) -> None:
    bench = make_unreliable_bench(tmp_path)
    with pytest.raises(EngineError):
        make_job("A good sentence.", "This one must FAIL ALWAYS.").perform(bench)
    assert make_job("A good sentence.", "A better one.").perform(bench).spoken == 1


def test_a_damaged_clip_is_spoken_again(tmp_path: Path) -> None:
    bench, job = make_unreliable_bench(tmp_path), make_job("A good sentence.", "And another.")
    job.perform(bench)
    clip = next((tmp_path / "cache" / "o").glob("??/*.flac.sealed"))
    data = bytearray(clip.read_bytes())
    data[-10] ^= 1
    clip.write_bytes(data)
    outcome = make_job("A good sentence.", "And another.", part="other").perform(bench)
    assert (outcome.spoken, outcome.reused) == (1, 1)
    assert list((tmp_path / "cache" / "bad").iterdir())


def test_a_language_without_a_voice_is_an_error_that_lists_the_known(tmp_path: Path) -> None:
    job = make_job("A text here.")
    foreign = replace(job, script=(Say("s-0", (Span("Bonjour.", "fr"),)),))
    with pytest.raises(UnknownName, match=r"'fr'.*Known: en"):
        foreign.perform(make_unreliable_bench(tmp_path))


def test_a_span_in_another_language_is_spoken_by_its_own_voice_within_the_sentence(tmp_path: Path) -> None:
    bench = make_real_bench(tmp_path)
    engine = bench.get_engine("pyttsx3")
    voices = (engine.get_voice("", "en-gb"), engine.get_voice("", "fr"))
    say = Say("s-0", (Span("They said ", "en"), Span("bonjour tout le monde", "fr"), Span(" and left.", "en")))
    job = replace(make_job("A text."), script=(say,), voices=voices)
    outcome = job.perform(bench)
    marks = bench.store.get(Name(job.key, "marks.json"))
    assert outcome.spoken == 1
    assert marks is not None
    words = json.loads(marks.data)["sentences"][0]["words"]
    assert [say.text[start:end] for _, start, end in words][:4] == ["They", "said", "bonjour", "tout"]
    assert say.text[words[-1][1] : words[-1][2]] == "left"
