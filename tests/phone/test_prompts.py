"""Every sentence that the line can say is there in every language, and none that it never says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from service.errors import SettingsError, UnknownName
from service.languages import Language, get_language, get_languages, use_languages
from service.phone.book import Line
from service.phone.call import Play
from service.phone.clips import Prompt
from service.phone.prompts import OUT_OF_ORDER, get_prompts

from .books import LINE
from .callers import SCRIPTS, read_script, run_script

THIRD = Path(__file__).parents[1] / "languages" / "third"
SPOKEN = tuple(get_language(tag) for tag in get_languages() if get_language(tag).phone)
each_language = pytest.mark.parametrize("language", SPOKEN, ids=lambda language: language.tag)


def get_said() -> set[str]:
    """Prompts that the scripts hear."""
    actions = [action for path in SCRIPTS for _, _, action in run_script(read_script(path))]
    clips = {clip for action in actions if isinstance(action, Play) for clip in action.clips}
    return {clip.name for clip in clips if isinstance(clip, Prompt)}


def test_the_shipped_languages_speak_on_the_phone() -> None:
    assert {"en", "en-US", "es"} <= {language.tag for language in SPOKEN}


@each_language
def test_every_prompt_is_there_and_heard_in_some_script(language: Language) -> None:
    line = replace(LINE, persons={language.tag: LINE.persons["en"]})
    assert set(get_prompts(language, line)) == get_said() | {OUT_OF_ORDER}


@each_language
def test_no_place_is_left_unfilled(language: Language) -> None:
    for text in get_prompts(language, LINE).values():
        assert not set(text) & set("{}<>*#")
        assert text == text.strip() != ""


def test_keys_are_named_as_people_of_the_place_name_them() -> None:
    assert get_prompts(get_language("en"), LINE)["more"] == "For more, press hash."
    assert get_prompts(get_language("en-US"), LINE)["more"] == "For more, press pound."
    assert get_prompts(get_language("es"), LINE)["more"] == "Para oír más, pulsa almohadilla."


def test_settings_are_filled_in() -> None:
    texts = get_prompts(get_language("en"), Line(greetings={"en": "Hello {x}."}, web_address="a.org"))
    assert (texts["greeting"], texts["help_web"]) == ("Hello {x}.", "On the web, the same words are at a.org.")
    assert "help_person" not in texts
    assert "help_web" not in get_prompts(get_language("en"), Line())


@pytest.mark.parametrize("greeting", ["", "   ", "Welcome to the line of words."])
def test_a_greeting_that_is_empty_or_delays_the_way_to_leave_is_refused(greeting: str) -> None:
    with pytest.raises(SettingsError, match="greeting.*1 to 24 characters"):
        get_prompts(get_language("en"), Line(greetings={"en": greeting}))


def test_a_language_without_a_phone_table_is_not_spoken(tmp_path: Path) -> None:
    use_languages(THIRD)
    try:
        with pytest.raises(UnknownName, match="phone"):
            get_prompts(get_language("fr"), LINE)
    finally:
        use_languages(tmp_path)


def use(folder: Path, tables: str) -> None:
    (folder / "en").mkdir()
    (folder / "en" / "language.toml").write_text(f'extends = "en"\n{tables}\n', encoding="utf-8")
    use_languages(folder)


@pytest.mark.parametrize(
    ("tables", "fault"),
    [
        ('[phone.keys]\nend = "1"', "'end' is '1'; write one of 9 0"),
        ('[phone.keys]\nrepeat = "4"\nslower = "5"', "'repeat' is '4'; write one of 5 6 7 8"),
        ('[phone.keys]\nspell = "4"\nslower = "7"', "'spell' is '4'; write one of 5 6 7 8"),
        ('[phone.keys]\nend = "0"', "'help' and 'end' are both '0'"),
        ('[phone.keys]\nback = "**"', r"'back' is '\*\*'"),
        ('[phone.keys]\nrecord = "7"', r"\[phone.keys\], these are not known: record"),
        ('[phone.key_names]\n"#" = ""', "'#' is not a text"),
        ('[phone.letters]\nab = "x"', "not one capital letter: ab"),
        ("[phone.prompts]\nmenu = 7", "'menu' is not a text"),
        ('[phone.prompts]\nmenu = "{menu}"', "'menu' fills menu, which is no function of a key"),
        ('[phone.prompts]\nmenu = "{"', "'menu' cannot be filled"),
        ('[phone.prompts]\nhelp_person = "Call."', "'help_person' must fill {number}, {person}"),
        ("phone = 7", r"write the tables \[phone.keys\]"),
    ],
)
def test_a_fault_of_the_tables_is_told(tmp_path: Path, tables: str, fault: str) -> None:
    try:
        with pytest.raises(SettingsError, match=fault):
            use(tmp_path, tables)
    finally:
        use_languages(tmp_path / "nowhere")


def test_keys_can_be_others_in_a_language(tmp_path: Path) -> None:
    use(tmp_path, '[phone.keys]\nend = "0"\nhelp = "9"\nback = "#"\nskip = "*"')
    try:
        assert get_prompts(get_language("en"), LINE)["leave"] == "To end the call at once, press zero."
    finally:
        use_languages(tmp_path / "nowhere")


def test_prompts_put_the_use_before_the_key() -> None:
    texts = get_prompts(get_language("en"), LINE)
    backwards = {name for name, text in texts.items() if re.search(r"[Pp]ress (?:any )?\w+ (?:to|for) (?!each)", text)}
    assert backwards == {"still_here"}  # "Press any key for more time": the words of the reference
