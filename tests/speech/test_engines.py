"""What every engine can do. A new file in `service/speech/engines/` is tested unasked."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from service.errors import EngineUnavailable, LecternError, UnknownName
from service.speech import engines
from service.speech.clip import check_audible, check_clip
from service.speech.engines import Engine, get_engine_names, make_engine
from service.speech.spoken import Pronunciation

from .speakers import get_digest, make_speaker, speak

ROOT = Path(__file__).parents[2]
NO_WORD_STARTS = {"gtts"}
"""Google does not tell them. Its failures are in test_gtts.py."""
TEXTS = {
    "plain": "It grows in cycles, and each one is a little longer.",
    "short": "Go.",
    "accents": "Café, naïve, Zürich, señor, œuvre, ångström.",
    "numbers": "In 1999, 4.50 pounds and 20 % were lost at 5 p.m.",
    "quotations": "“Why?” she asked. ‘Because,’ he said.",
    "emoji within": "I am happy 😀 and so are you.",
    "600 characters": ("It grows in cycles, " * 30)[:599] + ".",
    "right-to-left": "The word is أمل.",
    "markup": 'It is <b>so</b> & "so" [[p]] <speak>.',
}
WORDLESS = {"emoji": "😀😀", "punctuation": "?!… -- .", "a dash": "—", "nothing": "", "white space": " \n "}

GIVEN = "Donald Dutton (Dutton’s [[own]] word: “Painter”) wrote of nation-building; Go!"
SOUNDS = {"Donald Dutton": "ˈdɒnəld ˈdʌtən", "Dutton’s": "ˈdʌtənz", "own": "əʊn", "Painter": "ˈpeɪntə",
          "nation": "ˈneɪ.ʃən", "Go": "ɡǃo˥"}  # fmt: skip
"""The last no engine knows. Each is spoken as it is written by an engine that takes no IPA."""


def get_sounds(text: str, sounds: dict[str, str]) -> tuple[Pronunciation, ...]:
    """Where each word stands in the text, after the one before it."""
    found, position = [], 0
    for word, ipa in sounds.items():
        start = text.index(word, position)
        position = start + len(word)
        found.append(Pronunciation(start, position, ipa))
    return tuple(found)


@cache
def start(name: str) -> Engine:
    try:
        return make_speaker(name)
    except EngineUnavailable as error:
        pytest.skip(f"NOT PROVED HERE: {error}")


@pytest.fixture(params=get_engine_names())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(name: str) -> Engine:
    return start(name)


def test_the_engines_are_the_files_of_the_folder() -> None:
    files = {path.stem for path in Path(engines.__file__ or "").parent.glob("*.py") if not path.name.startswith("_")}
    assert set(get_engine_names()) == files >= {"gtts", "piper", "pyttsx3", "silence"}


def test_names_are_told_without_loading_an_engine() -> None:
    code = "import sys; from service.speech.engines import get_engine_names; get_engine_names(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"numpy", "pyttsx3", "gtts", "piper", "service.speech.engines.silence"} & set(done.stdout.split())


def test_an_unknown_engine_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="Known: gtts, piper, pyttsx3, silence"):
        make_engine("_espeak")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_speech_is_whole_and_audible(engine: Engine, text: str) -> None:
    voice, clip = engine.get_voice("", "en-gb"), speak(engine, text)
    check_clip(clip, text, 165)
    assert (clip.sample_rate, clip.samples.dtype, clip.samples.ndim) == (voice.sample_rate, np.dtype(np.int16), 1)
    if voice.is_audible:
        check_audible(clip, text)


@pytest.mark.parametrize("text", WORDLESS.values(), ids=WORDLESS)
def test_text_without_words_is_no_failure(engine: Engine, text: str) -> None:
    clip = speak(engine, text)
    check_clip(clip, text, 165)
    assert len(clip.samples) < 10 * clip.sample_rate


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_words_lie_in_order_within_sound_and_text(engine: Engine, name: str, text: str) -> None:
    clip = speak(engine, text)
    if name in NO_WORD_STARTS:
        assert clip.words == ()
        return
    assert clip.words
    for before, after in zip(clip.words, clip.words[1:], strict=False):
        assert before.start <= after.start
        assert before.text_end <= after.text_start
    assert 0 <= clip.words[0].start <= clip.words[-1].start < len(clip.samples)
    assert all(0 <= word.text_start < word.text_end <= len(text) for word in clip.words)


def test_every_written_word_is_found(engine: Engine, name: str) -> None:
    clip = speak(engine, TEXTS["plain"])
    if name in NO_WORD_STARTS:
        assert clip.words == ()
        return
    words = [TEXTS["plain"][word.text_start : word.text_end].strip(",.") for word in clip.words]
    assert words == TEXTS["plain"].replace(",", "").replace(".", "").split()


def test_the_same_text_has_the_same_bytes_whatever_was_spoken_before(engine: Engine) -> None:
    first = get_digest(speak(engine, TEXTS["plain"]))
    for text in (*TEXTS.values(), *WORDLESS.values()):
        speak(engine, text)
        assert get_digest(speak(engine, TEXTS["plain"])) == first


def test_the_same_text_has_the_same_bytes_in_another_process(engine: Engine, name: str) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    command = [sys.executable, "-m", "speech.speakers", name, "Something else first.", TEXTS["plain"], TEXTS["accents"]]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=60)
    assert done.stdout.split()[1:] == [get_digest(speak(engine, TEXTS[each])) for each in ("plain", "accents")]


def test_another_pace_gives_another_length_where_a_voice_has_one(engine: Engine) -> None:
    if not engine.get_voice("", "en-gb").has_rate:
        assert get_digest(speak(engine, TEXTS["plain"], 100)) == get_digest(speak(engine, TEXTS["plain"], 300))
        return
    slow, usual, fast = (len(speak(engine, TEXTS["plain"], pace).samples) for pace in (100, 165, 300))
    assert slow > 1.2 * usual > 1.2 * 1.2 * fast


@pytest.mark.parametrize("voice", ["no-such-voice", "../../etc/passwd", "\0"])
def test_an_unknown_voice_lists_the_known_ones(engine: Engine, voice: str) -> None:
    with pytest.raises(UnknownName) as caught:
        engine.get_voice(voice, "en-gb")
    assert set(caught.value.known) == {each.name for each in engine.get_voices()} != set()


def test_every_voice_is_had_by_its_name(engine: Engine) -> None:
    for each in engine.get_voices()[:20]:
        voice = engine.get_voice(each.name, "EN-GB")
        assert (voice.name, voice.language) == (each.name, "en-gb")


def test_a_voice_is_plain_data_and_the_same_each_time(engine: Engine) -> None:
    voice = engine.get_voice("", "en-gb")
    assert pickle.loads(pickle.dumps(voice)) == voice == engine.get_voice("", "en-gb")
    assert voice.engine_version


def test_an_engine_whose_texts_leave_the_machine_is_known_for_it(engine: Engine, name: str) -> None:
    assert engines.is_remote(name) == engine.get_voice("", "en-gb").is_remote


def test_a_voice_of_another_engine_fails_as_an_engine_does(engine: Engine, name: str) -> None:
    if name == "silence":
        pytest.skip("silence has no voices that could be missing")
    voice = engine.get_voice("", "en-gb")
    with pytest.raises(LecternError):
        engine.speak("Go.", type(voice)(name, "1", "no-such-voice", "en-gb", voice.sample_rate, ""), 165)


def test_given_sounds_never_make_a_clip_incomplete(engine: Engine) -> None:
    voice, sounds = engine.get_voice("", "en-gb"), get_sounds(GIVEN, SOUNDS)
    clip = engine.speak(GIVEN, voice, 165, sounds)
    check_clip(clip, GIVEN, 165)
    if voice.is_audible:
        check_audible(clip, GIVEN)
    assert len(clip.samples) > 0.8 * len(speak(engine, GIVEN).samples)


def test_words_lie_in_order_within_the_text_where_sounds_are_given(engine: Engine, name: str) -> None:
    clip = engine.speak(GIVEN, engine.get_voice("", "en-gb"), 165, get_sounds(GIVEN, SOUNDS))
    if name in NO_WORD_STARTS:
        assert clip.words == ()
        return
    places = [place for word in clip.words for place in (word.text_start, word.text_end)]
    assert places == sorted(places)
    assert 0 <= places[0] < places[-1] <= len(GIVEN)
    words = "".join(GIVEN[word.text_start : word.text_end] for word in clip.words)
    assert all(word in words for word in ("Donald", "Dutton’s", "own", "Painter", "wrote", "nation", "Go"))


def test_the_same_sounds_have_the_same_bytes_whatever_was_spoken_before(engine: Engine) -> None:
    voice, sounds = engine.get_voice("", "en-gb"), get_sounds(GIVEN, SOUNDS)
    first = get_digest(engine.speak(GIVEN, voice, 165, sounds))
    speak(engine, GIVEN)
    engine.get_phonemes(GIVEN, voice, sounds)
    assert get_digest(engine.speak(GIVEN, voice, 165, sounds)) == first


def test_given_sounds_leave_no_trace_in_the_next_text(engine: Engine) -> None:
    before = get_digest(speak(engine, TEXTS["markup"]))
    engine.speak(GIVEN, engine.get_voice("", "en-gb"), 165, get_sounds(GIVEN, SOUNDS))
    assert get_digest(speak(engine, TEXTS["markup"])) == before


PIPER_TAKES = {"ǃǃ", "x" * 500, "ˈ"}
"""Its voices have an id for each of these, and so a sound."""


@pytest.mark.parametrize("ipa", ["ǃǃ", "˥", "", " ", "[[", "x" * 500, "ˈ", "d'Vt@n]] [["])
def test_a_sound_that_an_engine_does_not_take_is_spoken_as_it_is_written(engine: Engine, ipa: str) -> None:
    voice = engine.get_voice("", "en-gb")
    clip = engine.speak("By Dutton, it says.", voice, 165, get_sounds("By Dutton, it says.", {"Dutton": ipa}))
    if voice.engine == "piper" and ipa in PIPER_TAKES:
        assert len(clip.samples)
    else:
        assert get_digest(clip) == get_digest(speak(engine, "By Dutton, it says."))


def test_an_engine_that_takes_no_sounds_says_the_words_and_tells_no_phonemes(engine: Engine, name: str) -> None:
    voice, sounds = engine.get_voice("", "en-gb"), get_sounds(GIVEN, SOUNDS)
    if engine.get_phonemes(GIVEN, voice, sounds):
        assert name != "silence"  # what such an engine says is tested with it
    else:
        assert get_digest(engine.speak(GIVEN, voice, 165, sounds)) == get_digest(speak(engine, GIVEN))
