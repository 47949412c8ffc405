"""What the line answers: mistyped numbers, help asked for twice, silences, each language in its own words."""

from __future__ import annotations

import pytest

from service.languages import get_language
from service.phone.call import Event, Keys, Silent, Unplayable
from service.phone.clips import Number, Prompt, Title
from service.phone.numbers import get_near
from service.phone.prompts import get_prompts
from service.phone.sayings import AFTER_NUMBER
from service.phone.state import Mode

from .books import BOOK, LINE, TWO, make_entry, make_shelf
from .test_places import call

NO_LIMIT = (Keys("4"), Keys("2"), Keys("4"), Keys("*"))


def get_names(*events: Event, book: object = BOOK) -> list[str]:
    return [clip.name for clip in call(*events, book=book)[1].clips if isinstance(clip, Prompt)]


@pytest.mark.parametrize(("key", "lead"), [("0", "help_choosing"), ("7", "wrong_key")])
def test_a_key_after_the_last_language_is_answered_in_every_language(key: str, lead: str) -> None:
    answers = [call(*(Silent(),) * 3, Keys(key), *more, book=TWO)[1] for more in ((), (Silent(),))]
    assert [(each.language, each.clips[0]) for each in answers] == [("en", Prompt(lead)), ("es", Prompt(lead))]


def test_any_key_for_more_time_begins_with_the_first_language_again() -> None:
    silences = (Silent(),) * 9
    assert "still_here" in get_names(*silences, book=TWO)
    assert call(*silences, Keys("4"), book=TWO)[1].language == "en"


def test_zero_is_a_digit_once_digits_are_typed() -> None:
    state, action = call(Keys("1"), Keys("2"), Keys("0"))
    assert (state.typed, action.clips) == ("20", ())
    assert call(Keys("1"), Keys("200"))[1].clips[:4] == (Prompt("no_entry"), Number(2), Number(0), Number(0))


def test_star_and_then_zero_helps_while_a_number_is_entered() -> None:
    assert get_names(Keys("1"), Keys("2"), Keys("*"), Keys("0"))[0] == "help_number"


@pytest.mark.parametrize("events", [(Keys("042"),), (Keys("0"), Keys("4", 0, 400), Keys("2"))])
def test_a_number_that_begins_with_zero_is_read_back_whole(events: tuple[Event, ...]) -> None:
    assert call(Keys("1"), *events)[1].clips[:4] == (Prompt("no_entry"), Number(0), Number(4), Number(2))


@pytest.mark.parametrize("events", [(Keys("0104"),), (Keys("0"), Keys("104", 0, 400)), (Keys("0"), Keys("104", 1, 9))])
def test_a_number_typed_right_after_help_is_found(events: tuple[Event, ...]) -> None:
    assert call(Keys("1"), *events)[0].code == "104"


def test_help_in_a_number_is_asked_for_with_zero_alone() -> None:
    state, _ = call(Keys("1"), Keys("0"), Keys("4", 0, 5000))
    assert state.typed == "4"


def test_the_waiting_times_are_told_from_the_keys_that_choose_them() -> None:
    for tag in ("en", "es"):
        texts = get_prompts(get_language(tag), LINE)
        assert all(texts[f"wait_{wait}"].startswith(("To wait ", "Para esperar ")) for wait in (4, 8, 20, 0))
    assert AFTER_NUMBER == 500


def test_after_any_key_for_more_time_the_digits_are_told() -> None:
    silences = (Silent(),) * 3
    assert get_names(Keys("1"), Keys("1"), *silences) == ["still_here"]
    assert get_names(Keys("1"), Keys("1"), *silences, Keys("0")) == ["entered", "number_more"]


@pytest.mark.parametrize(("way", "typed"), [("1", "1"), ("2", "5")])
def test_without_a_limit_what_was_typed_is_still_told_once(way: str, typed: str) -> None:
    state, action = call(*NO_LIMIT, Keys("*"), Keys(way), Keys(typed), book=BOOK)
    assert (action.clips, action.wait) == ((), 20_000)
    state, action = call(*NO_LIMIT, Keys("*"), Keys(way), Keys(typed), Silent(), book=BOOK)
    assert (state.typed, bool(action.clips), action.wait) == (typed, True, None)


def test_a_digit_left_out_leads_to_the_numbers_that_have_it() -> None:
    codes = ("101", "102", "103", "104", "105", "115", "145")
    shelf = make_shelf("en", tuple(make_entry(code, f"Word {code}", 1) for code in codes))
    assert [entry.code for entry in get_near(shelf, "15")][:3] == ["105", "115", "145"]


def test_several_titles_are_chosen_by_hash_and_their_number() -> None:
    assert get_names(Keys("2"), Keys("74")) == ["spell_choose"]
    assert "hash, then its number" in get_prompts(get_language("en"), LINE)["spell_choose"]


def test_a_second_zero_during_help_says_whom_to_call_at_once() -> None:
    assert get_names(Keys("0"), Keys("0", 1, 700)) == ["help_person", "menu"]
    assert get_names(Keys("0"), Keys("0", 1, 700), Keys("0", 0, 700))[0] == "help_choosing"
    assert get_names(Keys("0"), Keys("0", 4, 700))[0] == "help_choosing"


def test_the_number_of_the_person_is_said_twice() -> None:
    for tag, number in (("en", "0800 000 000"), ("es", "900 000 000")):
        assert get_prompts(get_language(tag), LINE)["help_person"].count(number) == 2


def test_ending_the_call_is_called_that() -> None:
    for tag, words in (("en", "To end the call at once, press 9."), ("es", "Para terminar la llamada ya, pulsa 9.")):
        texts = get_prompts(get_language(tag), LINE)
        assert texts["leave"] == words
        names = ("help_listening", "help_choosing", "help_number", "help_spelling")
        assert all(texts[name].endswith(words) for name in names)


def test_a_number_that_only_begins_says_why_titles_follow() -> None:
    state, action = call(Keys("1"), Keys("1"), Keys("#"))
    assert state.mode == Mode.NUMBERS
    assert action.clips[:3] == (Prompt("begin_with"), Number(1), Title("trauma-bonding"))


@pytest.mark.parametrize(("code", "between"), [("104", ()), ("108", (Silent(),))])
def test_an_entry_that_is_not_recorded_is_told_apart(code: str, between: tuple[Event, ...]) -> None:
    failing = (Unplayable(0), *between, Unplayable(0 if between else 1))
    assert get_names(Keys("1"), Keys(code), *failing) == ["not_recorded", "menu"]
    assert get_names(Keys("1"), Keys("104"), Silent(), Unplayable(0), Unplayable(1)) == ["sorry", "menu"]


def test_in_spanish_the_line_speaks_of_itself_in_one_way() -> None:
    texts = get_prompts(get_language("es"), LINE)
    assert "Para la Ñ, pulsa 6." in texts["help_spelling"]
    assert "lento" not in texts["help_listening"]
    assert "rápido" not in texts["help_listening"]
    assert texts["option_wait"] == "Para cambiar cuánto espera la línea,"
    assert texts["no_entry"] == "No existe la entrada"
