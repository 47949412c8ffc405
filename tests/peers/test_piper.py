"""The real Piper with voices that the tests build: each phoneme is a tone, so what is heard can be read back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from service.audio.loudness import get_loudness
from service.errors import EngineUnavailable, UnknownName
from service.languages import get_language
from service.render.cast import Cast, Part
from service.render.job import Bench
from service.render.speaking import get_gain, speak_span
from service.render.speaking import speak as speak_sentence
from service.speech.clip import Clip, check_clip
from service.speech.engines import Engine, make_engine
from service.speech.engines._piper_model import get_prepared_model
from service.speech.script import Say, Span
from service.speech.spoken import Pronunciation
from service.speech.voice import Voice
from service.store.folder import FolderStore

from .conftest import ROOT

pytest.importorskip("piper", reason="NOT PROVED HERE: piper-tts is not installed; tests/peers/install.sh installs it")
pytest.importorskip("onnx", reason="NOT PROVED HERE: onnx is not installed; tests/peers/install.sh installs it")

from speech.tiny_voice import SAMPLE_RATE, get_hertz, make_model, write_voice  # noqa: E402

TEXT = "It grows in cycles, and each one is a little longer."
MANY = {"num_speakers": 3, "speaker_id_map": {"anna": 0, "bö": 1, "#3": 2}}
Make = Callable[..., Engine]


@pytest.fixture
def piper(tmp_path: Path) -> Make:
    """Writes a voice with the given changes and makes an engine over all that were written."""

    def make(name: str = "en_GB-tiny-low", durations: str = "hidden", **changes: Any) -> Engine:
        write_voice(tmp_path / "voices", name, durations, **changes)
        return make_engine("piper", tmp_path / "voices")

    return make


def speak(engine: Engine, text: str = TEXT, name: str = "", pace: int = 165, *given: Pronunciation) -> Clip:
    return engine.speak(text, engine.get_voice(name, "en-gb"), pace, given)


def get_tone(clip: Clip, start: int) -> float:
    """Hertz of what is heard within 50 ms of a sample."""
    piece = clip.samples[start : start + SAMPLE_RATE // 20].astype(float)
    loudest = int(np.abs(np.fft.rfft(piece * np.hanning(len(piece)), SAMPLE_RATE)).argmax())
    return float(loudest)


def test_each_word_starts_at_the_sample_at_which_its_first_phoneme_is_heard(piper: Make) -> None:
    clip, phonemes = speak(engine := piper()), engine.get_phonemes(TEXT, engine.get_voice("", "en-gb"))
    firsts = [group[0] for group in phonemes.split()]
    assert len(firsts) == len(clip.words)
    for word, first in zip(clip.words, firsts, strict=True):
        assert abs(get_tone(clip, word.start) - get_hertz(first)) < 10
        before = clip.samples[word.start - 200 : word.start - 50].astype(int)
        assert np.abs(before).max() < 3000  # the gap before a word has no tone, so it starts neither late nor early


def test_words_that_espeak_runs_together_are_marked_one_by_one(piper: Make) -> None:
    text = "I am of the house; I have been there. “Why?” she asked."
    clip = speak(piper(), text)
    words = [text[word.text_start : word.text_end] for word in clip.words]
    assert words == ["I", "am", "of", "the", "house", "I", "have", "been", "there", "Why", "she", "asked"]
    starts = [word.start for word in clip.words]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize(("durations", "are_told"), [("output", True), ("hidden", True), ("absent", False)])
def test_words_are_told_where_the_voice_tells_of_durations(piper: Make, durations: str, are_told: bool) -> None:
    clip = speak(piper(durations=durations))
    assert len(clip.words) == (11 if are_told else 0)
    assert len(clip.samples) > 3 * SAMPLE_RATE


@pytest.mark.parametrize(("durations", "outputs"), [("output", 2), ("hidden", 2), ("absent", 1)])
def test_a_model_stays_valid_and_draws_no_chance(durations: str, outputs: int) -> None:
    import onnx

    model = onnx.load_model_from_string(get_prepared_model(make_model(False, durations).SerializeToString()))
    onnx.checker.check_model(model, full_check=True)
    assert len(model.graph.output) == outputs
    assert not [node.op_type for node in model.graph.node if "Random" in node.op_type]


def test_a_voice_keeps_its_own_noise(piper: Make) -> None:
    noisy = speak(piper()).samples.astype(int)
    still = speak(piper(inference={"noise_scale": 0, "noise_w": 0})).samples.astype(int)
    quiet = slice(0, 1000)  # before the first sound
    assert (int(np.abs(still[quiet]).max()), len(noisy) == len(still)) == (0, False)
    assert 200 < noisy[quiet].std() < 700  # 0.02 * 0.667 of full scale is 437


def test_two_words_a_minute_are_as_far_apart_as_their_numbers_say(piper: Make) -> None:
    engine = piper(inference={"length_scale": 1.5, "noise_w": 0})
    usual, fast = (len(speak(engine, pace=pace).samples) for pace in (165, 330))
    assert 0.5 <= fast / usual < 0.6  # frames are rounded up


def test_a_voice_keeps_its_own_rate(piper: Make) -> None:
    usual, slow = (len(speak(piper(inference={"length_scale": each})).samples) for each in (1, 2))
    assert 1.7 < slow / usual < 2.1


def test_the_longest_text_is_spoken_whole_at_the_slowest_rate(piper: Make) -> None:
    text = ("It grows in cycles, " * 30)[:599] + "."
    clip = speak(piper(), text, pace=80)
    check_clip(clip, text, 80)
    assert len(clip.words) == 120


def test_samples_are_as_loud_as_the_voice_makes_them(piper: Make) -> None:
    for text in ("Go.", TEXT):
        assert 15_500 < int(np.abs(speak(piper(inference={"noise_scale": 0}), text).samples).max()) <= 16_384


def test_a_given_sound_is_heard_in_its_place(piper: Make) -> None:
    engine, text = piper(), "Ask Nguyen’s house."
    voice, given = engine.get_voice("", "en-gb"), Pronunciation(4, 10, "ŋwi.ən")
    assert engine.get_phonemes(text, voice, [given]) == "ˈɑːsk ŋwiənz hˈaʊs."
    clip = speak(engine, text, "", 165, given)
    assert [text[word.text_start : word.text_end] for word in clip.words] == ["Ask", "Nguyen’s", "house"]
    assert abs(get_tone(clip, clip.words[1].start) - get_hertz("ŋ")) < 10


def test_a_sound_that_the_voice_cannot_make_is_spoken_as_written(piper: Make) -> None:
    engine = piper()
    voice, given = engine.get_voice("", "en-gb"), [Pronunciation(0, 2, "ℵ")]
    assert engine.get_phonemes("Go on.", voice, given) == engine.get_phonemes("Go on.", voice) != ""


def test_double_brackets_are_text_like_any_other(piper: Make) -> None:
    engine = piper()
    assert "zzz" not in engine.get_phonemes("So [[zzz]] on.", engine.get_voice("", "en-gb"))


def test_a_voice_that_is_spelled_speaks_its_letters(piper: Make) -> None:
    engine = piper(phoneme_type="text")
    text, given = "go on", [Pronunciation(0, 2, "ə")]
    assert engine.get_phonemes(text, engine.get_voice("", "en-gb"), given) == "go on"
    assert [word.text_start for word in speak(engine, text).words] == [0, 3]


def test_each_speaker_has_a_voice_of_its_own(piper: Make) -> None:
    engine = piper(**MANY)
    names = [voice.name for voice in engine.get_voices()]
    assert names == ["en_GB-tiny-low", *(f"en_GB-tiny-low#{each}" for each in MANY["speaker_id_map"])]  # type: ignore
    tones = [get_tone(clip, clip.words[0].start) for clip in (speak(engine, name=name) for name in names)]
    assert np.allclose(np.array(tones) / get_hertz("ɪ"), [1, 1, 2, 3], atol=0.02)


@pytest.mark.parametrize("name", ["en_GB-tiny-low#eve", "en_GB-tiny-low#", "#anna", "../voices/en_GB-tiny-low"])
def test_an_unknown_speaker_or_a_path_lists_the_known_voices(piper: Make, name: str) -> None:
    with pytest.raises(UnknownName, match="Known: en_GB-tiny-low, en_GB-tiny-low#"):
        piper(**MANY).get_voice(name, "en-gb")


def test_a_voice_is_chosen_by_its_language_then_by_the_first_part_in_order_of_names(piper: Make) -> None:
    for name, code in (("a", "en_US"), ("b", "en_GB"), ("c", "en_GB"), ("é", "fr_FR")):
        engine = piper(name, language={"code": code})
    chosen = [engine.get_voice("", language).name for language in ("en-gb", "EN-us", "en-au", "en", "fr")]
    assert chosen == ["b", "a", "a", "a", "é"]
    with pytest.raises(UnknownName, match=r"docs/speech.md.*named 'de'. Known: a, b, c, é"):
        engine.get_voice("", "de")


def test_without_voices_the_engine_says_where_they_come_from(tmp_path: Path) -> None:
    engine = make_engine("piper", tmp_path / "nowhere")
    assert engine.get_voices() == ()
    with pytest.raises(UnknownName, match=r"nowhere \(docs/speech.md says where voices come from\).*Known: none"):
        engine.get_voice("", "en-gb")


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def cut_at_the_end(data: bytes) -> bytes:
    return data[:-3]


@pytest.mark.parametrize(
    ("suffix", "change", "message"),
    [
        (".onnx", cut, "is cut: its end is missing"),
        (".onnx", cut_at_the_end, "it is cut: its end is missing"),
        (".onnx", lambda _: b"\x00" * 5000, "it holds no graph of ONNX"),
        (".onnx", lambda _: b"RIFF....WAVEfmt " * 50, "it holds no graph of ONNX"),
        (".onnx", lambda data: data.replace(b"GreaterOrEqual", b"GreaterOrEqua_"), "cannot be loaded by onnxruntime"),
        (".onnx", lambda data: data.replace(b"RandomNormalLike", b"RandomNormalLik_"), "draws chance by"),
        (".onnx", lambda data: data.replace(b"input_lengths", b"input_len_ths"), "do not belong together"),
        (".onnx.json", cut, "is not JSON"),
        (".onnx.json", lambda data: data.replace(b'"num_speakers": 1', b'"num_speakers": 2'), "do not belong together"),
        (".onnx.json", lambda data: data.replace(b"en-gb-x-rp", b"tlh-klingon"), "Failed to set voice: tlh-klingon"),
        (".onnx.json", lambda data: data.replace(b'"z": [38]', b'"z": [380]'), "does not fit"),
        (".onnx.json", lambda data: data.replace(b'"1.0.0"', b'"9.1.0"'), "asks for Piper 9.1.0; here is 1."),
    ],
)
def test_a_broken_voice_is_named_with_what_is_wrong(
    piper: Make, tmp_path: Path, suffix: str, change: Callable[[bytes], bytes], message: str
) -> None:
    engine, path = piper(), tmp_path / "voices" / f"en_GB-tiny-low{suffix}"
    changed = change(path.read_bytes())
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    with pytest.raises(EngineUnavailable, match=rf"en_GB-tiny-low\.onnx.*{re.escape(message)}"):
        engine.get_voice("", "en-gb")


def test_a_voice_that_changed_during_a_run_is_not_spoken(piper: Make) -> None:
    engine = piper()
    voice = engine.get_voice("", "en-gb")
    piper(inference={"length_scale": 2})
    with pytest.raises(EngineUnavailable, match="was changed since this run began"):
        engine.speak("Go.", voice, 165)
    assert engine.speak("Go.", engine.get_voice("", "en-gb"), 165).words


def test_a_worker_speaks_in_one_thread(piper: Make) -> None:
    engine = piper()
    before = set(Path("/proc/self/task").iterdir())
    speak(engine)  # loads the voice
    assert set(Path("/proc/self/task").iterdir()) == before


@pytest.mark.parametrize("order", [("piper", "pyttsx3"), ("pyttsx3", "piper")])
def test_piper_and_pyttsx3_speak_in_one_process_as_they_do_alone(order: tuple[str, str]) -> None:
    texts = [TEXT, "Café, of the house."]
    together = run_speakers(f"{order[0]} {order[1]} {order[0]} {order[1]}".split(), texts)
    assert {name: run_speakers([name], texts)[name] for name in order} == together


def run_speakers(names: list[str], texts: list[str]) -> dict[str, str]:
    """What each engine speaks, in turn for each text, in a process of its own: a digest of the last round."""
    code = f"""
from speech.speakers import get_digest, make_speaker, speak
engines = {{name: make_speaker(name) for name in {names!r}}}
for name in {names!r} * 2:
    found = [get_digest(speak(engines[name], text)) for text in {texts!r}]
    print(name, *found, len(engines[name].get_voices()))
"""
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=variables, timeout=60)
    assert done.returncode == 0, done.stderr
    rounds = [line.partition(" ") for line in done.stdout.splitlines()]
    said = {name: {rest for each, _, rest in rounds if each == name} for name in names}
    assert all(len(each) == 1 for each in said.values())
    return {name: each.pop() for name, each in said.items()}


def run_service(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "LECTERN_ENGINE": "piper", "LECTERN_PIPER_VOICES": "my voices"}
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        cwd=folder, env=variables, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_say_speaks_with_a_voice_of_the_folder_that_is_set(tmp_path: Path) -> None:
    write_voice(tmp_path / "my voices")
    done = run_service(tmp_path, "say", TEXT, "-o", "a.mp3")
    assert (done.returncode, done.stderr[:9]) == (0, "a.mp3: 5."), done.stderr


def test_doctor_tells_of_piper_and_its_voices(tmp_path: Path) -> None:
    write_voice(tmp_path / "my voices", **MANY)
    (tmp_path / "my voices" / "broken.onnx").write_bytes(b"")
    (tmp_path / "content").symlink_to(ROOT / "content")
    done = run_service(tmp_path, "doctor")
    for words in (
        "Piper: piper-tts 1.", "en_GB-tiny-low (en-gb, 3 speakers).", "broken: CANNOT BE USED.", "broken.onnx.json",
        "rhasspy/piper-voices", "MODEL_CARD", "chosen en-gb: en_GB-tiny-low", "Engine and voices: piper (piper-tts 1.",
    ):  # fmt: skip
        assert words in done.stdout


def test_a_voice_names_all_that_decides_its_sound(piper: Make) -> None:
    voice = piper().get_voice("", "en-gb")
    assert (voice.engine, voice.name, voice.language, voice.sample_rate) == ("piper", "en_GB-tiny-low", "en-gb", 22050)
    assert re.fullmatch(r"piper-tts [\d.]+, onnxruntime [\d.]+, preparation \d+", voice.engine_version)
    assert isinstance(voice, Voice)
    assert len(voice.digest) == 64


SPANS = (
    Span("They all said to me as I went in: ", "en"),
    Span("bienvenida a nuestra casa, aquí puedes descansar un rato", "es"),
    Span(" and then they brought a meal to the table for everybody.", "en"),
)


def test_a_quiet_voice_of_another_rate_is_as_loud_as_the_other_within_one_sentence(piper: Make, tmp_path: Path) -> None:
    spanish = {"code": "es_ES", "family": "es"}
    piper("es_ES-tiny-low", loudness=0.05, language=spanish, espeak={"voice": "es"},
          audio={"sample_rate": 16000, "quality": "x_low"})  # fmt: skip
    engine = piper(loudness=0.25)
    parts = {tag: Part(engine.get_voice("", tag), get_language(tag).calibration) for tag in ("en", "es")}
    bench, cast = Bench(FolderStore(tmp_path / "cache"), make=lambda _: engine), Cast(parts["en"], parts, 165)
    clip = speak_sentence(Say("s", SPANS), cast, bench)
    alone = [speak_span(span, parts[span.language], 165, bench) for span in SPANS]
    assert [each.sample_rate for each in alone] == [SAMPLE_RATE, 16000, SAMPLE_RATE]
    pieces = np.split(clip.samples, [len(alone[0].samples), len(clip.samples) - len(alone[2].samples)])
    by_itself = [get_loudness(each.samples, each.sample_rate) for each in alone]
    assert by_itself[0] - by_itself[1] > 10
    loudness = [get_loudness(piece, clip.sample_rate) for piece in pieces]
    gains = [get_gain(parts[span.language], 165, bench) - get_gain(parts["en"], 165, bench) for span in SPANS]
    print(f"LUFS by itself {by_itself}, in the sentence {loudness}")
    assert loudness == pytest.approx([own + gain for own, gain in zip(by_itself, gains, strict=True)], abs=0.8)
    assert max(loudness) - min(loudness) < 2.5
