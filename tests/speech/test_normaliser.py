"""What must be heard: a table of rows for each language, and what holds for any text at all."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.errors import UnknownName
from service.languages import get_language, get_languages
from service.speech.normaliser import get_forms, get_forms_by
from service.speech.spoken import check_forms, get_spoken

FOLDER = Path(__file__).parent / "forms"
"""`<tag>.rows`: a row a line, "written == heard". A line that starts with "# " is a heading."""
FILES = sorted(FOLDER.glob("*.rows"))
FEWEST = {"en": 600, "en-US": 600, "es": 600}


def get_rows(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" == ", 1) for line in lines if line and not line.startswith("# "))
    return [(written, heard) for written, heard in pairs]


OWN_ROWS = [(path.stem, *row) for path in FILES for row in get_rows(path)]


def get_inherited_rows() -> Iterator[tuple[str, str, str]]:
    """A language that extends another says the rows of that one too, but those that it has itself."""
    for tag in sorted({tag for tag, _, _ in OWN_ROWS}):
        base, own = tag.partition("-")[0], {written for owner, written, _ in OWN_ROWS if owner == tag}
        if base != tag:
            yield from (
                (tag, written, heard) for owner, written, heard in OWN_ROWS if owner == base and written not in own
            )


ROWS = [*OWN_ROWS, *get_inherited_rows()]


def hear(text: str, language: str) -> str:
    """The spoken words as an ear has them: no capitals, no hyphens, no points within an initialism."""
    return fold(get_spoken(text, get_forms(text, language)))


def fold(spoken: str) -> str:
    apart = re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)|(?<=\w)-(?=\w)", " ", spoken.lower())
    return " ".join(apart.split())


@pytest.mark.parametrize(("language", "written", "heard"), ROWS, ids=lambda value: str(value)[:60])
def test_what_is_written_is_heard_as_a_reader_would_say_it(language: str, written: str, heard: str) -> None:
    assert hear(written, language) == fold(heard)


@pytest.mark.parametrize("language", FEWEST)
def test_there_are_rows_enough(language: str) -> None:
    assert len({written for tag, written, _ in ROWS if tag == language}) >= FEWEST[language]


def test_a_file_of_rows_is_of_a_language_that_speaks() -> None:
    assert [path.stem for path in FILES if not get_language(path.stem).spoken] == []


@pytest.mark.parametrize("language", [tag for tag in get_languages() if get_language(tag).spoken])
def test_every_language_that_speaks_has_rows(language: str) -> None:
    assert language in {path.stem for path in FILES}


@pytest.mark.parametrize(("tag", "heard"), [("en-GB", "percent"), ("EN-us", "percent"), ("en-AU", ""), ("tlh", "5%")])
def test_the_whole_tag_is_looked_for_and_then_its_first_part(tag: str, heard: str) -> None:
    assert heard in get_spoken("5%", get_forms("5%", tag)).replace(" ", "")


def test_american_and_british_english_differ() -> None:
    assert (hear("20%", "en-US"), hear("20%", "en-GB")) == ("twenty percent", "twenty per cent")


def test_a_language_without_rules_is_left_alone() -> None:
    assert get_forms("$4.50 & 5 km – e.g. BBC", "tlh") == ()
    assert get_forms_by("$4.50 & 5 km – e.g. BBC", {}) == ()


BARE = {"num2words": "eo", "decimal": ",", "point": "komo", "minus": "minus", "plus": "plus", "plus_or_minus": "±"}


def test_a_language_is_its_tables_alone_and_a_kind_without_a_table_is_left() -> None:
    text = "21 & 5 km"
    assert get_spoken(text, get_forms_by(text, {"numbers": BARE})) == "dudek unu & kvin km"
    units = {"numbers": BARE, "units": {"km": "kilometroj"}}
    assert get_spoken(text, get_forms_by(text, units)) == "dudek unu & kvin kilometroj"


def test_a_table_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(UnknownName, match="unitz.*Known: .*units"):
        get_forms_by("5 km", {"numbers": BARE, "unitz": {"km": "kilometroj"}})


def test_units_without_ranges_have_a_pause_between_the_ends() -> None:
    tables = {"numbers": BARE, "units": {"km": "kilometroj"}}
    assert get_spoken("2-3 km", get_forms_by("2-3 km", tables)) == "du, tri kilometroj"


def test_a_language_that_num2words_does_not_know_keeps_its_digits() -> None:
    tables = {"numbers": {**BARE, "num2words": "tlh"}}
    assert get_spoken("Jav: 5.", get_forms_by("Jav: 5.", tables)) == "Jav: 5."


def test_a_word_has_as_many_forms_as_the_language_wants() -> None:
    numbers = {**BARE, "num2words": "pl", "which_word": ["1", "[0-9]*[2-4](?<!1[2-4])"]}
    tables = {"numbers": numbers, "units": {"km": ["kilometr", "kilometry", "kilometrów"]}}
    heard = [get_spoken(text, get_forms_by(text, tables)).split()[-1] for text in ("1 km", "22 km", "12 km", "5 km")]
    assert heard == ["kilometr", "kilometry", "kilometrów", "kilometrów"]


def test_every_rule_says_which_it_is_and_covers_what_it_changes() -> None:
    text = "It cost £4.50 in 1999."
    assert [(form.rule, text[form.start : form.end]) for form in get_forms(text, "en")] == [
        ("money", "£4.50"),
        ("year", "1999"),
    ]


def test_a_word_in_a_shouted_sentence_is_in_small_letters_because_espeak_spells_it_in_capitals() -> None:
    assert get_spoken("CALL US NOW", get_forms("CALL US NOW", "en")) == "CALL us NOW"


@pytest.mark.parametrize(("language", "word"), [("en", "nine"), ("en-US", "nine"), ("es", "nueve")])
def test_300_digits_are_said_one_by_one(language: str, word: str) -> None:
    assert set(hear("9" * 300, language).replace(",", "").split()) == {word}
    assert hear("9" * 300, language).count(word) == 300


@pytest.mark.parametrize("digits", ["9" * 300, "1" + "0" * 305, "7" * 10_000, "-" + "3" * 300, "1." + "4" * 300])
def test_a_number_of_any_length_is_said(digits: str) -> None:
    assert not set(hear(f"It is {digits} now.", "en")) & set("0123456789")


SIGNS = "abcXIVZ0159 .,:;/-–—…()[]*'’\"“@#%&+=<>£$€°^¹²½①Ⅻ٣→✓😀\u200d\ufe0f\u00a0\n"
texts = st.one_of(st.text(max_size=80), st.text(alphabet=SIGNS, max_size=80))


@given(texts, st.sampled_from(["en", "en-US", "es", "tlh"]))
@example("0^¹", "en")
@example("①²", "en")
@settings(max_examples=400, deadline=None)
def test_for_any_text_forms_lie_in_order_within_it(text: str, language: str) -> None:
    forms = get_forms(text, language)
    check_forms(text, forms)
    assert forms == get_forms(text, language)
    assert all(form.rule and form.spoken != text[form.start : form.end] for form in forms)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ,.?", max_size=120).filter(lambda text: ".." not in text))
def test_plain_prose_in_lower_case_is_left_as_it_is(text: str) -> None:
    known = {"vs", "aka", "govt", "etc", "i.e", "e.g", "et al", "ca", "cf", "viz", "incl", "excl", "esp", "dept", "v"}
    words = set(re.findall(r"[a-z.]+", text))
    if not words & known and ". ." not in text and not re.search(r"\w\.\w|et al|approx|[a-z] v", text):
        assert get_forms(text, "en") == ()


LONG = (
    ["1", "1,", "a.", "A.", "a ", "1 2 ", "1-", "1/2 ", "(", "((a) ", "@a", "a@a.", "http://a/", "$1-", "I"]
    + ["World War I ", "+44 20 ", "0808 2000 ", "½", ". ", "  ", "😢 ", "😢\u200d", "*", "x²", "#a", "Dr ", "St. "]
    + ["[1]", "10:30 ", "5 p.m. ", "1990s ", "call 999 ", "-", "– ", "…", "in 1999 ", "5 March ", "B12", "Mon–"]
    + ["1x", "1' ", "he/", "1st–", "a" * 99 + " ", "A-", "a(", "v1.", "1/3/", "call a ", "£", "\n", "１", "٣"]
    + [
        "1m ",
        "1m a",
        "under 5s ",
        "US ",
        "A US ",
        "/a/",
        "C:\\",
        "13 11 14 ",
        "FY20",
        "9.00-",
        "5 - ",
        "1'000",
        "¹",
        "mc²",
    ]
    + ["World War ", "Henry the ", "a.us/", "ISBN ", "1800 ", "07700 ", "1 000 ", "5 kg/", "3e", "x^2 ", "➡️"]
    + ["St. James's St. ", "1 Smith ", "King Mary I was ", "between 5-10 ", "5/3/24–", "1,000,"]
)


@pytest.mark.parametrize("piece", LONG)
def test_ten_thousand_characters_end_soon(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    get_forms("1", "en")
    start = time.process_time()
    check_forms(text, get_forms(text, "en"))
    assert time.process_time() - start < 10  # of the processor: an expression that goes wrong would take minutes
