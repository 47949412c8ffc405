"""A clip of the phone line: what names it, what it is made of, and how it sounds with the real voice."""

from __future__ import annotations

import io
import subprocess
import wave
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from G722 import G722

from service.audio.formats import g722
from service.audio.speech_level import get_active_level
from service.audio.telephone import ACTIVE_LEVEL
from service.errors import AudioError
from service.languages import get_language
from service.render import telephone
from service.render.job import Bench, is_done
from service.render.section import SectionJob
from service.render.telephone import KINDS, MOST_BYTES, TelephoneJob, make_telephone_job
from service.speech.clip import Samples
from service.speech.decoding import find_ffmpeg
from service.speech.script import Pause, Say, Span
from service.speech.spoken import Form
from service.store.contract import Name

from .benches import get_spoken, make_real_bench, make_unreliable_bench
from .jobs import CALIBRATION, SILENT, make_job

_CHANGES: dict[str, Any] = {
    "script": (Say("s-0", (Span("Another text here.", "en"),)),),
    "language": "es",
    "voices": (replace(SILENT, engine_version="2"),),
    "words_a_minute": 200,
    "calibrations": ("Another text.",),
}
SENTENCES = (
    "Grief is the pain of losing someone or something that mattered.",
    "To hear it again, press 5.",
    "In that cycle harm takes turns with kindness, and nobody knows when it will end.",
    "Survivors often say that the quiet days were the hardest to explain.",
    "Relief and sorrow can live side by side, and neither is wrong.",
)


def make_clip_job(*texts: str, **values: Any) -> TelephoneJob:
    return replace(_make(make_job(*texts)), **values)


def _make(job: SectionJob) -> TelephoneJob:
    return make_telephone_job(job, job.slug, job.title, job.script)


def make_real_job(bench: Bench, *texts: str, words_a_minute: int = 165) -> TelephoneJob:
    voice = bench.get_engine("pyttsx3").get_voice("", "en-gb")
    calibrations = (get_language("en").calibration,)
    return make_clip_job(*texts, voices=(voice,), calibrations=calibrations, words_a_minute=words_a_minute)


def read(job: TelephoneJob, bench: Bench, kind: str) -> bytes:
    found = bench.store.get(Name(job.key, kind))
    assert found is not None
    return found.data


def get_samples(job: TelephoneJob, bench: Bench) -> Samples:
    with wave.open(io.BytesIO(read(job, bench, "wav"))) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


@pytest.mark.parametrize("name", _CHANGES)
def test_whatever_decides_the_bytes_changes_the_key(name: str) -> None:
    job = make_clip_job("A text here.")
    assert replace(job, **{name: _CHANGES[name]}).key != job.key


def test_every_field_of_a_job_is_in_its_key_or_known_not_to_decide_its_bytes() -> None:
    only_for_people = {"slug", "part", "title", "key", "needs"}
    assert {field.name for field in fields(TelephoneJob)} == set(_CHANGES) | only_for_people


@pytest.mark.parametrize("name", ["TELEPHONE_VERSION", "LEVEL_VERSION", "TRIMMING_VERSION", "SCHEMA"])
def test_a_clip_is_made_again_when_its_making_changes(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = make_clip_job("One.").key
    monkeypatch.setattr(telephone, name, "another")
    assert make_clip_job("One.").key != before


def test_the_key_names_the_libraries_that_make_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [each.split()[0] for each in telephone.get_telephone_tools().split(", ")] == [
        "g722", "numpy", "soundfile", "soxr",
    ]  # fmt: skip
    before = make_clip_job("One.").key
    monkeypatch.setattr(telephone, "get_telephone_tools", lambda: "g722 0")
    assert make_clip_job("One.").key != before


def test_a_pause_and_a_spoken_form_change_the_key_and_the_name_of_a_sentence_does_not() -> None:
    say = Say("s-1", (Span("It is 5.", "en"),))
    formed = Say("s-1", (Span("It is 5.", "en", (Form(6, 7, "five", "number"),)),))
    scripts = [(say, Pause(300)), (say, Pause(301)), (formed, Pause(300))]
    assert len({make_clip_job("x", script=script).key for script in scripts}) == 3
    renamed = replace(say, sentence="s-2")
    assert make_clip_job("x", script=(renamed,)).key == make_clip_job("x", script=(say,)).key


def test_a_clip_takes_of_a_section_only_the_voices_that_it_needs() -> None:
    french = replace(SILENT, language="fr")
    section = replace(make_job("One."), voices=(SILENT, french), calibrations=(CALIBRATION, "Un deux."))
    other = (Say("s-0", (Span("Deux.", "fr"),)),)
    assert make_telephone_job(section, "a", "b", section.script).voices == (SILENT,)
    needed = make_telephone_job(section, "a", "b", other)
    assert (needed.voices, needed.calibrations) == ((SILENT, french), (CALIBRATION, "Un deux."))


def test_the_phone_uses_the_very_clips_of_the_web(tmp_path: Path) -> None:
    bench, section = make_unreliable_bench(tmp_path), make_job("One sentence here.", "And another one.")
    section.perform(bench)
    job = _make(section)
    first, second = job.perform(bench), job.perform(bench)
    assert (first.rendered, first.spoken, first.reused) == (True, 0, 2)
    assert (second.rendered, second.samples) == (False, first.samples)
    assert is_done(job, bench.store)
    assert sorted(set(get_spoken(tmp_path)) - {CALIBRATION}) == ["And another one.", "One sentence here."]
    assert len(get_spoken(tmp_path)) == 3


def test_the_three_files_last_equally_long(tmp_path: Path) -> None:
    bench = make_unreliable_bench(tmp_path)
    job = make_clip_job("One sentence here.")
    outcome = job.perform(bench)
    sizes = {kind: len(read(job, bench, kind)) for kind in KINDS}
    assert sizes == {"ulaw": outcome.samples, "g722": outcome.samples, "wav": 44 + 2 * outcome.samples}
    assert outcome.size == sum(sizes.values())
    assert outcome.samples % 160 == 0
    assert [name.kind for name in job.products] == list(KINDS)


def test_a_failed_clip_leaves_no_file(tmp_path: Path) -> None:
    bench = make_unreliable_bench(tmp_path)
    long = make_clip_job(*(f"Word {number} " * 60 for number in range(3)))
    with pytest.raises(AudioError, match="a telephone clip lasts at most 62 s"):
        long.perform(bench)
    assert not [name for name in bench.store.get_names() if name.key == long.key]


def test_the_longest_sentence_that_may_be_written_fits_at_every_speed(tmp_path: Path) -> None:
    bench = make_real_bench(tmp_path)
    text = ("Nobody knew how long the silence would last, " * 14)[:600]
    for words_a_minute in (132, 165, 206, 248):
        job = make_real_job(bench, text, words_a_minute=words_a_minute)
        job.perform(bench)
        assert max(len(read(job, bench, kind)) for kind in KINDS) < MOST_BYTES


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, list[TelephoneJob]]:
    """The sentences in the real voice at every speed."""
    bench = make_real_bench(tmp_path_factory.mktemp("speech"))
    rates = (132, 165, 206, 248)
    jobs = [make_real_job(bench, text, words_a_minute=rate) for rate in rates for text in SENTENCES]
    for job in jobs:
        job.perform(bench)
    return bench, jobs


def test_real_sentences_at_every_speed_are_at_one_level(speech: tuple[Bench, list[TelephoneJob]]) -> None:
    bench, jobs = speech
    levels = [get_active_level(get_samples(job, bench), 8000) for job in jobs]
    assert levels == pytest.approx([ACTIVE_LEVEL] * len(levels), abs=1.0)


def test_no_clip_clips_or_ends_in_sound(speech: tuple[Bench, list[TelephoneJob]]) -> None:
    bench, jobs = speech
    for job in jobs:
        samples = get_samples(job, bench).astype(int)
        assert np.abs(samples).max() < 22_760
        assert np.abs(samples[:8]).max() < 300
        assert np.abs(samples[-800:]).max() < 100  # the pause at the end


def test_mu_law_and_wav_are_the_same_sound(speech: tuple[Bench, list[TelephoneJob]]) -> None:
    bench, jobs = speech
    for job in jobs[:5]:
        coded = io.BytesIO(read(job, bench, "ulaw"))
        heard, _ = soundfile.read(
            coded, dtype="int16", format="RAW", subtype="ULAW", samplerate=8000, channels=1,
        )  # fmt: skip
        sent = get_samples(job, bench)
        error = heard.astype(float) - sent
        assert 10 * np.log10(np.sum(sent.astype(float) ** 2) / np.sum(error**2)) > 30  # dB: mu-law has 38


def test_the_same_job_gives_the_same_bytes_in_another_store(
    speech: tuple[Bench, list[TelephoneJob]], tmp_path: Path
) -> None:
    bench, jobs = speech
    other = make_real_bench(tmp_path)
    jobs[0].perform(other)
    assert [read(jobs[0], bench, kind) for kind in KINDS] == [read(jobs[0], other, kind) for kind in KINDS]


def test_wideband_clips_that_follow_each_other_in_a_call_begin_as_clean_as_alone(
    speech: tuple[Bench, list[TelephoneJob]],
) -> None:
    bench, jobs = speech
    files = [read(job, bench, "g722") for job in jobs]
    run_in = bytes(G722(16000, 64000).encode(g722.add_floor(np.zeros(0, np.int16))))
    heard, position, ratios = decode_g722(b"".join(files)), 0, []
    for file in files:
        meant = decode_g722(run_in + file)[g722.RUN_IN :].astype(float)
        part = heard[position : position + len(meant)]
        position += len(meant)
        ratios.append(10 * np.log10(np.sum(meant[:8000] ** 2) / np.sum((part - meant)[:8000] ** 2)))
    assert min(ratios) > 10  # dB; coded from the codec's first state, some are under 0
    assert np.median(ratios) > 20


def decode_g722(data: bytes) -> Samples:
    command = [find_ffmpeg(), "-v", "error", "-f", "g722", "-i", "pipe:0", "-f", "s16le", "pipe:1"]
    return np.frombuffer(subprocess.run(command, input=data, capture_output=True, check=True).stdout, np.int16)
