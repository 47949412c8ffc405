"""Every language TOML has all words, in the forms that pages, files and voices need."""

from __future__ import annotations

import string
import tomllib
from pathlib import Path

import pytest

import service.languages
from service.errors import UnknownName
from service.languages import Language, get_language, get_languages

FOLDER = Path(service.languages.__file__ or "").parent
ENGLISH = get_language("en")


@pytest.fixture(params=get_languages())
def language(request: pytest.FixtureRequest) -> Language:
    return get_language(request.param)


def get_places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_languages_are_the_files_of_the_folder() -> None:
    assert set(get_languages()) == {path.stem for path in FOLDER.glob("*.toml")} >= {"en"}


def test_every_language_has_the_words_of_english_and_no_others(language: Language) -> None:
    assert set(language.interface) == set(ENGLISH.interface)


def test_every_language_fills_the_same_places(language: Language) -> None:
    places = {name: get_places(text) for name, text in language.interface.items()}
    assert places == {name: get_places(text) for name, text in ENGLISH.interface.items()}


def test_no_word_is_empty_or_has_markup(language: Language) -> None:
    for name, text in language.interface.items():
        assert text == text.strip() != "", name
        assert not set(text) & set("<>&\n"), name


def test_the_defaults_have_their_forms(language: Language) -> None:
    assert language.direction in ("ltr", "rtl")
    assert (len(language.three_letters), language.three_letters.islower()) == (3, True)
    assert language.voice_language == language.voice_language.lower()
    assert language.page_tag.split("-")[0] == language.tag.split("-")[0] == language.voice_language.split("-")[0]
    assert len(language.interface["months"].split()) == 12


def test_the_calibration_is_speech_of_some_length_that_an_engine_takes(language: Language) -> None:
    assert 200 <= len(language.calibration) <= 600


def test_words_are_filled(language: Language) -> None:
    assert "Grief" in language.words("whole_entry", title="Grief")
    with pytest.raises(KeyError):
        language.words("no such words")
    with pytest.raises(KeyError):
        language.words("whole_entry")


def test_no_string_stands_twice_in_a_file() -> None:
    for path in FOLDER.glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))  # TOML refuses a name that stands twice


@pytest.mark.parametrize("tag", ["tlh", "", "EN", "../en", "en.toml", "__init__"])
def test_an_unknown_language_lists_the_known_ones(tag: str) -> None:
    with pytest.raises(UnknownName, match=r"Known: .*\ben\b"):
        get_language(tag)
