from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from audio.sounds import decode
from exports.studio import HereQueue

from service.audio.description import Mp3Settings, Tags
from service.audio.loudness import get_loudness
from service.cli._progress import get_summary_lines
from service.errors import EngineError, UnknownName
from service.languages import get_language
from service.render import section
from service.render.cast import Cast, Part, get_cast
from service.render.clips import get_clip_key
from service.render.job import Bench, is_done
from service.render.run import run
from service.render.section import SectionJob
from service.render.speaking import get_gain, get_gain_key, speak, speak_span
from service.speech.clip import Clip
from service.speech.engines import Engine
from service.speech.finding import make_find_forms
from service.speech.script import Pause, Say, Span
from service.speech.spoken import Form
from service.speech.voice import Voice
from service.store.contract import Name

from .benches import get_spoken, make_real_bench, make_unreliable_bench
from .jobs import AUDIBLE, CALIBRATION, SILENT, make_job

_CHANGES = {
    "script": (Say("s-0", (Span("Another text here.", "en"),)),),
    "language": "es",
    "voices": (replace(SILENT, engine_version="2"),),
    "words_a_minute": 200,
    "calibrations": ("Another text.",),
    "mp3": Mp3Settings(kilobits=64),
    "is_piece": True,
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


WRONG = {"NOTHING": "0.00 s of sound", "HALF": "s of sound came", "LONG": "s of sound came", "MUTE": "is silent"}


@pytest.mark.parametrize("word", WRONG)
def test_speech_that_cannot_be_whole_is_tried_twice_told_and_never_kept(tmp_path: Path, word: str) -> None:
    bench = make_unreliable_bench(tmp_path)
    text = f"This comes back as {word} of the sentence."
    job = make_job(text, voice=SILENT if word in ("NOTHING", "HALF") else AUDIBLE)
    summary = run([job], bench.store, HereQueue(bench), lambda *_: None)
    (told,) = [line for line in get_summary_lines(summary) if line.startswith("Failed: ")]
    assert told.startswith("Failed: entry: part: ")
    assert WRONG[word] in told
    assert get_spoken(tmp_path) == [text, text]
    assert [name for name in bench.store.get_names() if name.kind in ("flac", "mp3")] == []


def test_the_tone_of_these_tests_is_taken_for_speech_when_it_is_as_long_as_its_words(tmp_path: Path) -> None:
    bench, text = make_unreliable_bench(tmp_path), "This comes back as it should."
    assert make_job(text, voice=AUDIBLE).perform(bench).spoken == 1
    assert get_spoken(tmp_path).count(text) == 1


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
    job = replace(make_job("A text."), script=(say,), voices=voices, calibrations=(CALIBRATION,) * 2)
    outcome = job.perform(bench)
    marks = bench.store.get(Name(job.key, "marks.json"))
    assert outcome.spoken == 1
    assert marks is not None
    words = json.loads(marks.data)["sentences"][0]["words"]
    assert [say.text[start:end] for _, start, end in words][:4] == ["They", "said", "bonjour", "tout"]
    assert say.text[words[-1][1] : words[-1][2]] == "left"


def test_a_second_voice_comes_without_a_gap_and_as_loud_as_the_first(tmp_path: Path) -> None:
    bench = make_real_bench(tmp_path)
    engine = bench.get_engine("pyttsx3")
    parts = [Part(engine.get_voice("", tag), get_language("en").calibration) for tag in ("en-gb", "fr")]
    quieter = replace(parts[1], voice=replace(parts[1].voice, engine="quiet"))
    cast = Cast(parts[0], {"en": parts[0], "fr": quieter}, 165)
    bench.make = lambda name: Quieter(engine) if name == "quiet" else engine
    english, french = "They all said to me as I went in: ", "bonjour tout le monde, et bienvenue à la maison"
    clip = speak(Say("s", (Span(english, "en"), Span(french, "fr"))), cast, bench)
    joint = next(word.start for word in clip.words if word.text_start >= len(english))
    loudness = [get_loudness(each, clip.sample_rate) for each in (clip.samples[:joint], clip.samples[joint:])]
    assert abs(loudness[0] - loudness[1]) < 3  # LUFS; the second voice by itself is 12 quieter
    assert get_quiet_seconds(clip.samples, joint) < 0.06


PHRASES = {
    "en": ("They all said to me as I went in: ", " and then they brought a meal to the table for everybody."),
    "es": ("bienvenida a nuestra casa, aquí puedes descansar un rato", "Me lo dijeron todos al entrar: "),
}


@pytest.mark.parametrize(
    "spans",
    [[("en", 0), ("es", 0), ("en", 1)], [("es", 1), ("en", 1)], [("es", 0), ("en", 0), ("es", 1)]],
    ids=["to Spanish and back", "to English", "to English and back"],
)
def test_between_two_voices_is_neither_a_gap_nor_a_jump(tmp_path: Path, spans: list[tuple[str, int]]) -> None:
    bench = make_real_bench(tmp_path)
    engine = bench.get_engine("pyttsx3")
    parts = {tag: Part(engine.get_voice("", tag), get_language(tag).calibration) for tag in ("en", "es")}
    cast = Cast(parts[spans[0][0]], parts, 165)
    said = [Span(PHRASES[language][number], language) for language, number in spans]
    clip = speak(Say("s", tuple(said)), cast, bench)
    alone = [speak_span(span, parts[span.language], 165, bench) for span in said]
    lengths = [len(each.samples) for each in alone]
    assert sum(lengths) == len(clip.samples)
    main = get_gain(cast.main, 165, bench)
    pieces = np.split(clip.samples, np.cumsum(lengths)[:-1])
    for span, piece, by_itself in zip(said, pieces, alone, strict=True):  # each as loud as a file of its own voice
        own = get_loudness(by_itself.samples, clip.sample_rate) + get_gain(parts[span.language], 165, bench)
        assert get_loudness(piece, clip.sample_rate) + main == pytest.approx(own, abs=0.8)  # the limiter takes the rest
    loudness = [get_loudness(piece, clip.sample_rate) for piece in pieces]
    assert max(loudness) - min(loudness) < 2.5  # what two phrases of one voice may differ by
    for joint in np.cumsum(lengths)[:-1]:
        assert get_quiet_seconds(clip.samples, int(joint)) < 0.06


def get_quiet_seconds(samples: np.ndarray, place: int, rate: int = 22050) -> float:
    """How long it is silent (under -44 dBFS) around a place."""
    loud = np.flatnonzero(np.abs(samples.astype(int)) >= 200)
    return float(loud[loud >= place].min(initial=len(samples)) - loud[loud < place].max(initial=0)) / rate


class Quieter:
    """An engine at a quarter of its level: 12 dB less."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def speak(self, text: str, voice: Voice, *rest: Any) -> Clip:
        clip = self._engine.speak(text, replace(voice, engine="pyttsx3"), *rest)
        return replace(clip, samples=clip.samples // 4)


@pytest.mark.parametrize("text", ["…", "😀", "( )", "—"])
def test_a_sentence_without_words_is_never_sent_to_an_engine(tmp_path: Path, text: str) -> None:
    bench = make_unreliable_bench(tmp_path)
    outcome = make_job("One word.", text, "Another.").perform(bench)
    again = make_job("One word.", text, "A third.").perform(bench)
    assert (outcome.spoken, again.spoken, again.reused) == (3, 1, 2)
    assert text not in get_spoken(tmp_path)


def test_voices_of_different_sample_rates_share_a_sentence(tmp_path: Path) -> None:
    bench = make_real_bench(tmp_path)
    spoken = bench.get_engine("pyttsx3").get_voice("", "en-gb")
    silent = replace(SILENT, sample_rate=16000)
    say = Say("s", (Span("One two three ", "en"), Span("quatre cinq six", "fr")))
    clip = speak(
        say,
        Cast(Part(spoken, CALIBRATION), {"en": Part(spoken, CALIBRATION), "fr": Part(silent, CALIBRATION)}, 165),
        bench,
    )
    assert clip.sample_rate == 22050
    alone = len(bench.get_engine("silence").speak("quatre cinq six", silent, 165).samples) / 16000
    first = next(word.start for word in clip.words if word.text_start == 14)
    assert (len(clip.samples) - first) / 22050 == pytest.approx(alone, abs=0.001)
    assert [say.text[word.text_start : word.text_end] for word in clip.words] == say.text.split()


def test_words_are_marked_where_they_are_written_and_not_where_they_are_spoken(tmp_path: Path) -> None:
    bench = make_real_bench(tmp_path)
    text = "It cost £4.50 in 1999, Dr Smith said."
    span = Span(text, "en", make_find_forms({})(text, "en"))
    part = Part(bench.get_engine("pyttsx3").get_voice("", "en-gb"), CALIBRATION)
    clip = speak(Say("s", (span,)), Cast(part, {"en": part}, 165), bench)
    assert span.spoken == "It cost four pounds fifty in nineteen ninety-nine, Doctor Smith said."
    lit = [text[word.text_start : word.text_end] for word in clip.words]
    assert [word.strip(",.") for word in lit] == ["It", "cost", "£4.50", "in", "1999", "Dr", "Smith", "said"]
    money, year = clip.words[2], clip.words[4]
    assert year.start - money.start > clip.sample_rate // 2  # three spoken words and "in" lie between the two


def test_a_number_of_300_digits_is_spoken_whole_by_the_default_engine(tmp_path: Path) -> None:
    bench = make_real_bench(tmp_path)
    text = f"The number is {'9' * 300} now."
    span = Span(text, "en", make_find_forms({})(text, "en"))
    job = make_job("A text.", voice=bench.get_engine("pyttsx3").get_voice("", "en-gb"))
    outcome = replace(job, script=(Say("s-0", (span,)), Pause(300))).perform(bench)
    assert outcome.samples / outcome.sample_rate > 60  # five digits a second are not said faster
    marks = bench.store.get(Name(replace(job, script=(Say("s-0", (span,)), Pause(300))).key, "marks.json"))
    assert marks is not None
    words = [text[start:end] for _, start, end in json.loads(marks.data)["sentences"][0]["words"]]
    assert [word.strip(".") for word in words] == ["The", "number", "is", "9" * 300, "now"]


def test_the_name_of_a_rule_decides_no_key() -> None:
    job = make_job("It is 5.")
    say = job.get_says()[0]
    keys, sections = set(), set()
    for form in (Form(6, 7, "five", "number"), Form(6, 7, "five", "lexicon"), Form(6, 7, "six", "number")):
        changed = Say(say.sentence, (Span("It is 5.", "en", (form,)),))
        keys.add(get_clip_key(changed, get_cast(job)))
        sections.add(replace(job, script=(changed,)).key)
    assert (len(keys), len(sections)) == (2, 2)


@pytest.mark.parametrize("name", ["TRIMMING_VERSION", "LEVEL_VERSION"])
def test_a_section_is_made_again_when_its_clips_are_trimmed_or_levelled_in_another_way(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = make_job("One.").key
    monkeypatch.setattr(section, name, "another")
    assert make_job("One.").key != before


def test_a_section_of_two_sample_rates_names_what_brings_them_together(monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(SILENT, language="fr", sample_rate=16000)
    one = make_job("One.")
    two = replace(one, voices=(SILENT, other), calibrations=(CALIBRATION,) * 2)
    monkeypatch.setattr(section, "get_resampler", lambda rates: "another" if len(set(rates)) > 1 else "")
    assert replace(one).key == one.key
    assert replace(two).key != two.key


def test_the_key_of_a_sentence_of_two_voices_names_all_that_sets_their_levels() -> None:
    say = Say("s", (Span("One ", "en"), Span("deux", "fr")))
    main, other = Part(SILENT, CALIBRATION), Part(replace(SILENT, language="fr"), CALIBRATION)
    casts = [
        Cast(main, {"en": main, "fr": other}, 165),
        Cast(replace(main, calibration="Another."), {"en": main, "fr": other}, 165),
        Cast(main, {"en": main, "fr": replace(other, calibration="Another.")}, 165),
        Cast(replace(main, voice=replace(SILENT, digest="0")), {"en": main, "fr": other}, 165),
        Cast(main, {"en": main, "fr": other}, 166),
    ]
    assert len({get_clip_key(say, cast) for cast in casts}) == len(casts)


def test_the_key_of_a_sentence_of_one_voice_does_not_depend_on_others() -> None:
    say, part = Say("s", (Span("One.", "en"),)), Part(SILENT, CALIBRATION)
    alone, beside = Cast(part, {"en": part}, 165), Cast(part, {"en": part, "fr": replace(part, calibration="B")}, 165)
    assert get_clip_key(say, alone) == get_clip_key(say, beside)


def test_a_gain_is_measured_for_each_rate(tmp_path: Path) -> None:
    bench = make_real_bench(tmp_path)
    part = Part(bench.get_engine("pyttsx3").get_voice("", "en-gb"), CALIBRATION)
    for words_a_minute in (165, 165, 240):
        get_gain(part, words_a_minute, bench)
    assert sum(name.kind == "gain" for name in bench.store.get_names()) == 2


def test_a_gain_is_measured_once_whoever_asks_for_it(tmp_path: Path) -> None:
    part = Part(AUDIBLE, CALIBRATION)
    gains = [get_gain(part, 165, make_unreliable_bench(tmp_path)) for _ in range(3)]  # as in three workers
    assert gains == gains[:1] * 3
    assert get_spoken(tmp_path) == [CALIBRATION]


@pytest.mark.parametrize("name", ["engine", "engine_version", "name", "digest", "sample_rate"])
def test_another_version_of_a_voice_is_measured_anew(name: str) -> None:
    other = replace(AUDIBLE, **{name: 16000 if name == "sample_rate" else "other"})
    assert get_gain_key(Part(other, CALIBRATION), 165) != get_gain_key(Part(AUDIBLE, CALIBRATION), 165)


@pytest.mark.parametrize("text", ["Attachment", "Shame", "Survival responses"])
def test_a_word_or_two_by_themselves_are_as_loud_as_any_file_and_within_a_section_as_loud_as_their_voice(
    tmp_path: Path, text: str
) -> None:
    bench = make_real_bench(tmp_path)
    voice = bench.get_engine("pyttsx3").get_voice("", "en-gb")
    alone = replace(make_job(text, voice=voice), script=(Say("s-0", (Span(text, "en"),)), Pause(100)))
    piece = replace(alone, is_piece=True)
    assert get_stored_loudness(alone, bench) == pytest.approx(-18, abs=1)
    assert abs(get_stored_loudness(piece, bench) + 18) > abs(get_stored_loudness(alone, bench) + 18)


def get_stored_loudness(job: SectionJob, bench: Bench) -> float:
    job.perform(bench)
    found = bench.store.get(job.products[-1])
    assert found is not None
    return get_loudness(*decode(found.data))
