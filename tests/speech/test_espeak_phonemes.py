"""IPA into espeak-ng: what is meant is what is said, or the words are spoken as they are written."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.document.library import read_library
from service.errors import EngineUnavailable
from service.speech.engines import Engine, _espeak_phonemes, make_engine
from service.speech.engines._espeak import EspeakEngine
from service.speech.engines._espeak_mnemonics import get_mnemonics
from service.speech.engines._espeak_phonemes import get_canonical, has_same_stress
from service.speech.lexicon import read_lexicons
from service.speech.spoken import Pronunciation, get_pronunciations, get_spoken

from .speakers import get_digest
from .test_engines import get_sounds

CONTENT = Path(__file__).parents[2] / "content"
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="NOT PROVED HERE: only Linux loads espeak-ng itself"
)


@cache
def start() -> Engine:
    try:
        return make_engine("pyttsx3")
    except EngineUnavailable as error:
        pytest.skip(f"NOT PROVED HERE: {error}")


def hear(text: str, sounds: dict[str, str] | None = None, language: str = "en-gb") -> str:
    engine = start()
    return engine.get_phonemes(text, engine.get_voice("", language), get_sounds(text, sounds or {}))


def say(text: str, sounds: dict[str, str]) -> str:
    engine = start()
    return get_digest(engine.speak(text, engine.get_voice("", "en-gb"), 165, get_sounds(text, sounds)))


SAID = {
    "a name": ("ˈduːtɒn", "en-gb", "dˈuːtɒn"),
    "stress before the syllable": ("kɒzˈlɒfskə", "en-gb", "kɒzlˈɒfskə"),
    "no stress": ("kɑːnz", "en-gb", "kˈɑːnz"),
    "no stress but a weaker one": ("ˌkɑːnz", "en-gb", "kˌɑːnz"),
    "two stresses": ("ˌrekəˈmend", "en-gb", "ɹˌɛkəmˈɛnd"),
    "ties and breaks": ("ˈt͡ʃeɪ.n", "en-gb", "tʃˈeɪn"),
    "two sounds that are no affricate": ("ˈnʌtʃel", "en-gb", "nˈʌtʃɛl"),
    "a British vowel as dictionaries write it": ("fɛː", "en-gb", "fˈeə"),
    "a syllabic consonant": ("ˈbʌtn̩", "en-gb", "bˈʌtn̩"),
    "American r": ("nɝs", "en-us", "nˈɜːs"),
    "American r between vowels": ("ˈsɑɹi", "en-us", "sˈɑːɹi"),
    "an American flap": ("ˈbɛɾɚ", "en-us", "bˈɛɾɚ"),
    "Spanish r": ("ˈpero", "es", "pˈero"),
    "Spanish": ("ˈxente", "es", "xˈente"),
    "Spanish, softened": ("ˈabla", "es", "ˈaβla"),
    "another language, with what all have": ("ˈmano", "it", "mˈano"),
    "two words": ("ˈdʒuːdɪθ ˈhɜːmən", "en-gb", "dʒˈuːdɪθ hˈɜːmən"),
}


@pytest.mark.parametrize("word", ["Blip", "Blip Blop", "Blip Blop Blup"])
@pytest.mark.parametrize(("ipa", "language", "heard"), SAID.values(), ids=SAID)
def test_what_is_meant_is_said_for_one_word_or_more(word: str, ipa: str, language: str, heard: str) -> None:
    assert hear(word, {word: ipa}, language) == heard


def test_another_main_stress_is_noticed() -> None:
    assert has_same_stress("kɒzˈlɒfskə", "kɒzlˈɒfskə", "gmw/en")
    assert not has_same_stress("kɒzˈlɒfskə", "kˈɒzlɒfskə", "gmw/en")
    assert has_same_stress("kɑːnz", "kˈɑːnz", "gmw/en")


def test_a_wrong_line_of_the_table_is_never_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {**get_mnemonics("gmw/en"), "ɪ": ("V", "ɪ")}
    monkeypatch.setattr(_espeak_phonemes, "get_mnemonics", lambda identifier: wrong)
    assert EspeakEngine().get_phonemes("Blip", start().get_voice("", "en-gb"), get_sounds("Blip", {"Blip": "tɪk"})) == (
        hear("Blip")
    )


def test_brackets_of_a_text_without_sounds_are_never_phonemes() -> None:
    engine = start()
    voice = engine.get_voice("", "en-gb")
    plain = engine.speak("a [[p|'i:]] b", voice, 165)
    given = engine.speak("a Q b", voice, 165, get_sounds("a Q b", {"Q": "piː"}))
    assert plain.samples.tobytes() != given.samples.tobytes()


def test_a_sound_changes_what_is_heard_and_gives_the_same_bytes_each_time() -> None:
    assert say("By Dutton.", {"Dutton": "ˈduːtɒn"}) != say("By Dutton.", {})
    assert say("By Dutton.", {"Dutton": "ˈduːtɒn"}) == say("By Dutton.", {"Dutton": "ˈduːtɒn"})


@pytest.mark.parametrize("ipa", ["ˈmaɪ̯ŋǃ", "bɔ̃ˈʒuʁ", "ma˥", "ˈdVtən", "d|t"])
def test_a_sound_without_a_mnemonic_is_spoken_as_it_is_written(ipa: str) -> None:
    assert hear("By Dutton.", {"Dutton": ipa}) == hear("By Dutton.")


def test_one_sound_that_cannot_be_said_takes_no_other_with_it() -> None:
    assert hear("Dutton and Painter", {"Dutton": "ǃǃ", "Painter": "ˈpɑːntə"}) == "dˈʌtən and pˈɑːntə"


def test_words_beside_a_sound_are_as_without_it() -> None:
    assert hear("The apple of Dutton, and more?", {"Dutton": "ˈduːtɒn"}) == "ðɪ ˈapəl ɒv dˈuːtɒn and mˈɔː"
    assert hear("The apple", {"apple": "ˈæpəl"}) == hear("The apple")


BRACKETS = ["x [[ y", "[[d'Vt@n]] y", "x]] y", "[[[x", "[[[[", "x [[p]] [[ y", "[x] [y]"]


@pytest.mark.parametrize("text", BRACKETS)
def test_brackets_of_a_text_are_never_phonemes(text: str) -> None:
    with_spaces = re.sub(r"\[(?=\[)", "[ ", text)
    assert hear(f"{text} Dutton", {"Dutton": "ˈduːtɒn"}).split() == [*hear(with_spaces).split(), "dˈuːtɒn"]
    assert hear(f"Dutton {text}", {"Dutton": "ˈduːtɒn"}).split() == ["dˈuːtɒn", *hear(with_spaces).split()]


@pytest.mark.parametrize(
    "before", ["", " ", "“", "‘", "(", "[", "[[", "-", "—", "…", "/", "'", "*", "&", ",", "a-", "5 "]
)
@pytest.mark.parametrize(
    "after", ["", " ", "”", "’", ")", "]", "]]", "-", "—", "…", "/", "'", "*", ",", ".", "?", "-a"]
)
def test_a_sound_is_said_whatever_stands_beside_it(before: str, after: str) -> None:
    text = f"one {before}Dutton{after} two"
    heard = hear(text, {"Dutton": "ˈduːtɒn"}).replace("ˌ", "ˈ")
    assert "dˈuːtɒn" in heard
    assert heard.startswith("wˈɒn")
    assert heard.endswith("tˈuː")


def test_nearly_every_word_of_the_glossary_comes_back_as_it_was_told() -> None:
    words = sorted({word for text in get_texts() for word in re.findall(r"[A-Za-z]{3,}", text)})
    told = {word: hear(word) for word in words}
    changed = [word for word in words if hear("Ah", {"Ah": told[word]}).replace("ˌ", "") != told[word].replace("ˌ", "")]
    assert len(words) > 1000
    assert len(changed) < 0.03 * len(words), changed


def test_no_word_is_lost_where_sounds_are_given() -> None:
    for text in get_texts()[::40]:
        words = [found.span() for found in re.finditer(r"[A-Za-z’]{6,}", text)]
        sounds = tuple(Pronunciation(*span, hear(text[slice(*span)])) for span in words)
        engine = start()
        voice = engine.get_voice("", "en-gb")
        given, plain = (engine.speak(text, voice, 165, each) for each in (sounds, ()))
        assert {word.text_start for word in plain.words} - {word.text_start for word in given.words} == set()


def test_espeak_says_every_sound_of_the_shipped_lexicon() -> None:
    lexicon = read_lexicons(CONTENT, ["en"])["en"]
    engine = start()
    voice = engine.get_voice("", "en-gb")
    said = 0
    for text in get_texts():
        forms = lexicon.get_forms(text)
        spoken, sounds = get_spoken(text, forms), get_pronunciations(text, forms)
        if sounds:
            said += len(sounds)
            heard = engine.get_phonemes(spoken, voice, sounds)
            assert heard != engine.get_phonemes(text, voice)
            for sound in sounds:
                assert get_canonical(sound.phonemes, voice.name) in get_canonical(heard, voice.name)
    assert said >= 10


def get_texts() -> list[str]:
    return [sentence.text for entry in read_library(CONTENT).get_entries() for sentence in entry.get_sentences()]


@given(st.text("adnt [](){}'’“”-.,!?&*é😀\u00ad\n5", max_size=30), st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_no_text_around_a_sound_breaks_it(text: str, place: int) -> None:
    place = min(place, len(text))
    whole = f"{text[:place]}Dutton{text[place:]}"
    engine = start()
    voice = engine.get_voice("", "en-gb")
    clip = engine.speak(whole, voice, 165, (Pronunciation(place, place + 6, "ˈduːtɒn"),))
    places = [place for word in clip.words for place in (word.text_start, word.text_end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(whole) for place in places)
    heard = engine.get_phonemes(whole, voice, (Pronunciation(place, place + 6, "ˈduːtɒn"),))
    assert "d" in heard
