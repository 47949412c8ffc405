"""What letters, numbers and prompts say, by the sounds that the real voice makes of them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from service.document.library import Shelf
from service.errors import UnknownName
from service.languages import get_language
from service.phone.clips import Letter, Number
from service.phone.sayings import get_letter_script, get_letters, get_number_script, get_numbers, get_prompt_script
from service.render.job import PhonemesTask
from service.speech.engines import Engine, make_engine
from service.speech.finding import make_find_forms
from service.speech.script import Say, Script, spoken

ENGLISH = {
    "A": "eɪ", "B": "biː", "C": "siː", "D": "diː", "E": "iː", "F": "ɛf", "G": "dʒiː", "H": "eɪtʃ", "I": "aɪ",
    "J": "dʒeɪ", "K": "keɪ", "L": "ɛl", "M": "ɛm", "N": "ɛn", "O": "əʊ", "P": "piː", "Q": "kjuː", "R": "ɑː",
    "S": "ɛs", "T": "tiː", "U": "juː", "V": "viː", "W": "dʌbəljuː", "X": "ɛks", "Y": "waɪ", "Z": "zɛd",
}  # fmt: skip
SPANISH = {
    "A": "a", "B": "be", "C": "θe", "D": "de", "E": "e", "F": "efe", "G": "xe", "H": "atʃe", "I": "i", "J": "xota",
    "K": "ka", "L": "ele", "M": "eme", "N": "ene", "Ñ": "eɲe", "O": "o", "P": "pe", "Q": "ku", "R": "ere", "S": "ese",
    "T": "te", "U": "u", "V": "uβe", "W": "uβe ðoβle", "X": "ekis", "Z": "θeta",
}  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Engine:
    return make_engine("pyttsx3")


def get_sounds(script: Script, language: str, engine: Engine) -> str:
    """IPA of the first sentence, without its stress marks."""
    (say,) = (step for step in script if isinstance(step, Say))
    voice = engine.get_voice("", get_language(language).voice_language)

    class Bench:
        def get_engine(self, name: str) -> Engine:
            return engine

    sounds = PhonemesTask(say.spans, voice).perform(Bench())  # type: ignore[arg-type]
    return sounds.replace("ˈ", "").replace("ˌ", "")


@pytest.mark.parametrize(("language", "names"), [("en", ENGLISH), ("es", SPANISH)])
def test_every_letter_is_heard_as_its_name(language: str, names: Mapping[str, str], engine: Engine) -> None:
    assert {
        letter: get_sounds(get_letter_script(Letter(letter), language), language, engine) for letter in names
    } == names


def test_y_in_spanish_is_a_letter_and_not_the_word_and(engine: Engine) -> None:
    assert get_sounds(get_letter_script(Letter("Y"), "es"), "es", engine) in ("i ɣɾieɣa", "ʝe")


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [("en", 0, "zero."), ("en", 7, "seven."), ("en", 42, "forty-two."), ("es", 0, "cero."), ("es", 1, "uno."),
     ("es", 21, "veintiuno.")],
)  # fmt: skip
def test_numbers_are_in_the_language_s_own_words(language: str, number: int, words: str) -> None:
    assert spoken(get_number_script(Number(number), language, make_find_forms({}))) == words


def test_a_prompt_is_cut_into_sentences_that_engines_take() -> None:
    text = "To go on, press 2. " * 60
    says = [step for step in get_prompt_script(text, "en", make_find_forms({})) if isinstance(step, Say)]
    assert [say.spoken for say in says] == ["To go on, press two."] * 60


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_a_prompt_without_words_says_nothing(text: str) -> None:
    assert get_prompt_script(text, "en", make_find_forms({})) == ()


def test_letters_and_numbers_reach_as_far_as_they_can_be_needed() -> None:
    shelf = Shelf("es", (), (), None)
    assert {"A", "Z", "Ñ"} <= {each.letter for each in get_letters(shelf)}
    assert [each.value for each in get_numbers((), 1)] == list(range(10))
    assert [each.value for each in get_numbers((3, 12, 5), 1)][-1] == 12
    assert [each.value for each in get_numbers((3, 5), 11)][-1] == 11


def test_a_language_that_is_not_known_is_named() -> None:
    with pytest.raises(UnknownName, match="no language named 'xx'"):
        get_letter_script(Letter("A"), "xx")
