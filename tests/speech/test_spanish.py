"""Spanish speaks by tables alone: what its data must bear beyond the rows of `forms/es.rows`."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from service.speech.normaliser import get_forms
from service.speech.spoken import get_spoken

ROWS = (Path(__file__).parent / "forms" / "es.rows").read_text(encoding="utf-8")


def hear(text: str) -> str:
    return get_spoken(text, get_forms(text, "es"))


def test_there_are_rows_enough() -> None:
    assert len({line for line in ROWS.splitlines() if " == " in line}) >= 450


@pytest.mark.parametrize("tag", ["es", "es-ES", "es-MX", "ES"])
def test_all_of_spain_and_america_have_its_forms(tag: str) -> None:
    assert get_spoken("21 mujeres", get_forms("21 mujeres", tag)) == "veintiuna mujeres"


@pytest.mark.parametrize(
    ("number", "masculine", "feminine"),
    [
        ("1.001", "mil un", "mil una"),
        ("21.021", "veintiún mil veintiún", "veintiún mil veintiuna"),
        ("101", "ciento un", "ciento una"),
        ("500", "quinientos", "quinientas"),
        ("900.700", "novecientos mil setecientos", "novecientas mil setecientas"),
        ("200.000.200", "doscientos millones doscientos", "doscientos millones doscientas"),
    ],
)
def test_numbers_agree_with_what_they_count(number: str, masculine: str, feminine: str) -> None:
    assert hear(f"{number} hombres") == f"{masculine} hombres"
    assert hear(f"{number} mujeres") == f"{feminine} mujeres"


@pytest.mark.parametrize(
    "noun",
    ["problemas", "síntomas", "sistemas", "programas", "traumas", "idiomas", "días", "mapas", "policías", "terapeutas"],
)
def test_nouns_in_as_that_are_masculine_are_known(noun: str) -> None:
    assert hear(f"21 {noun}") == f"veintiún {noun}"


@pytest.mark.parametrize("words", ["no más", "y medio", "o dos", "después", "las tres", "es mucho", "de cada"])
def test_what_is_no_noun_leaves_the_number_as_it_is(words: str) -> None:
    assert hear(f"21 {words}") == f"veintiuno {words}"


LONG = ["1.", "1 ", "a/a ", "os/as", "Aos/as ", "a@s ", "siglo I-", "siglos XX y ", "JJ. OO. ", "el 21 ", "1.º ",
        "016 ", "llame al 016 ", "(a)", "o(a) ", "5 p. m. ", "3,5 ", "1 000 ", "½ h ", "III Guerra ",
        "1,000 ", "$1,", "1/2 ", "1 ½ taza ", "1° ", "la 1 ", "entre 5-10 ", "5 €/kg/"]  # fmt: skip


@pytest.mark.parametrize("piece", LONG)
def test_ten_thousand_characters_end_soon(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    start = time.process_time()
    get_forms(text, "es")
    assert time.process_time() - start < 10  # of the processor: an expression that goes wrong would take minutes
