"""Spoken forms: what is said in place of what is written, and the way back."""

from __future__ import annotations

import pytest

from service.speech.spoken import Form, Pronunciation, WayBack, check_forms, get_pronunciations, get_spoken, merge

TEXT = "It cost £4.50 (then)."
FORMS = (Form(8, 13, "four pounds fifty", "money"), Form(14, 15, "", "brackets"), Form(19, 20, "", "brackets"))


def test_forms_are_spoken_and_the_rest_as_written() -> None:
    assert get_spoken(TEXT, FORMS) == "It cost four pounds fifty then."
    assert get_spoken(TEXT, ()) == TEXT


@pytest.mark.parametrize(
    ("heard", "written"),
    [("It", "It"), ("four", "£4.50"), ("fifty", "£4.50"), ("four pounds fifty", "£4.50"), ("then", "then")],
)
def test_every_word_heard_leads_back_to_what_is_written(heard: str, written: str) -> None:
    start = get_spoken(TEXT, FORMS).index(heard)
    found = WayBack(TEXT, FORMS).get_written(start, start + len(heard))
    assert TEXT[slice(*found)] == written


def test_a_word_that_is_half_a_form_leads_back_to_the_whole_of_both() -> None:
    forms = (Form(0, 2, "ten ", "number"),)
    start, end = WayBack("10km", forms).get_written(0, 6)
    assert "10km"[start:end] == "10km"


def test_nothing_spoken_leads_back_to_nothing() -> None:
    assert WayBack("", ()).get_written(0, 3) == (0, 0)


def test_the_first_of_two_that_touch_the_same_text_stands() -> None:
    lexicon, rules = Form(3, 8, "a", "lexicon"), [Form(0, 2, "x", "r"), Form(2, 4, "y", "r"), Form(8, 9, "z", "r")]
    assert [form.spoken for form in merge([lexicon], rules)] == ["x", "a", "z"]


def test_a_sound_is_told_where_it_is_in_the_spoken_text() -> None:
    forms = (Form(0, 3, "eleven", "number"), Form(4, 8, "word", "lexicon", "wɜːd"))
    assert get_pronunciations("11, word", forms) == (Pronunciation(7, 11, "wɜːd"),)


@pytest.mark.parametrize("edges", [(2, 1), (0, 9), (0, 2, 1, 3)])
def test_forms_that_do_not_fit_the_text_are_a_fault(edges: tuple[int, ...]) -> None:
    forms = [Form(start, end, "x", "r") for start, end in zip(edges[::2], edges[1::2], strict=True)]
    with pytest.raises(ValueError, match="do not lie in order"):
        check_forms("abc", forms)
