"""The content that is shipped."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from service.document.library import Library, read_library
from service.document.model import Entry, Helpline
from service.languages import get_languages
from service.speech.script import Say, get_script, spoken

CONTENT = Path(__file__).parents[2] / "content"
LIBRARY = read_library(CONTENT)
ENTRIES = tuple(LIBRARY.get_entries())
HELPLINES = [shelf.helplines for shelf in LIBRARY.shelves.values() if shelf.helplines]
NUMBERS = [number for each in HELPLINES for number in (*each.emergency, *each.helplines)]
MEMBERS = ("definition", "how-it-forms", "how-it-shows-up", "how-it-heals")
SLUGS = {"trauma-bonding", "attachment", "grief", "shame", "survival-responses", "withdrawal"}

each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.language}-{entry.slug}")
each_number = pytest.mark.parametrize("number", NUMBERS, ids=lambda each: f"{each.country} {each.number}")


def count_syllables(text: str) -> int:
    """Groups of vowels, without a silent e at the end of a word. textstat counts by a dictionary from the network."""
    count = 0
    for word in re.findall(r"[a-z]+", text.lower()):
        plain = re.sub(r"(?<=[^aeioul])es?$|(?<=[aeiouy]l)es?$|(?<=[^aeioutd])ed$", "", word)
        count += max(1, len(re.findall(r"[aeiouy]+", plain)))
    return count


def get_grade(sentences: list[str]) -> float:
    """Years of school by Kincaid and others, 1975."""
    text = " ".join(sentences)
    words = len(re.findall(r"[A-Za-z0-9']+", text))
    return 0.39 * words / len(sentences) + 11.8 * count_syllables(text) / words - 15.59


@pytest.fixture(scope="module")
def library() -> Library:
    return LIBRARY


def test_nothing_is_lost_between_the_folder_and_the_library(library: Library) -> None:
    files = {path.stem for path in (CONTENT / "en").glob("*.md")}
    shelf = library.get_shelf("en")
    assert files == {entry.slug for entry in (*shelf.entries, *shelf.drafts)} >= SLUGS
    assert {path.stem for path in (CONTENT / "en" / "pages").glob("*.md")} == {page.slug for page in shelf.pages}


def test_every_content_language_has_its_words(library: Library) -> None:
    assert set(library.shelves) <= set(get_languages())


@each_entry
def test_every_entry_has_the_four_sections_first(entry: Entry) -> None:
    ids = [section.id for section in entry.sections]
    assert [each for each in ids if each in MEMBERS] == list(MEMBERS)
    assert entry.parts[0].id == "introduction"


@each_entry
def test_every_entry_can_be_read_with_eight_or_nine_years_of_school(entry: Entry) -> None:
    assert get_grade([sentence.text for sentence in entry.get_sentences()]) <= 9


def test_the_reading_grade_is_that_of_flesch_and_kincaid() -> None:
    assert count_syllables("The little people were reading about an abused relative") == 16
    assert round(get_grade(["The cat sat on the mat.", "It was happy."]), 2) == -0.72
    assert get_grade(["Interpersonal relationships necessitate considerable psychological negotiation."]) > 20


@each_entry
def test_every_entry_warns_and_names_its_sources(entry: Entry) -> None:
    assert entry.content_note.startswith("This page ")
    assert len(entry.sources) >= 2
    assert entry.reviewed <= date(2030, 1, 1)
    assert entry.related


@each_entry
def test_every_sentence_is_spoken_exactly_once_in_order(entry: Entry) -> None:
    says = [step for part in entry.parts for step in get_script(part, entry.language) if isinstance(step, Say)]
    assert [(say.sentence, say.text) for say in says] == [(each.id, each.text) for each in entry.get_sentences()]
    assert len({say.sentence for say in says}) == len(says) > 30


@each_entry
def test_every_word_of_the_file_is_spoken(entry: Entry) -> None:
    text = (CONTENT / entry.language / f"{entry.slug}.md").read_text()
    body = text.split("+++\n", 2)[2]
    words = "".join(
        letter if letter.isalpha() else " " for letter in body.replace("[[", " ").replace("]]", " ")
    ).split()
    says = " ".join(spoken(get_script(part, entry.language)) for part in entry.sections)
    heard = "".join(letter if letter.isalpha() else " " for letter in says).split()
    plain = "](" not in body and "|" not in body and "{lang" not in body
    assert words == heard if plain else set(heard) <= set(words)


@each_number
def test_every_number_has_two_sites_that_give_it(number: Helpline) -> None:
    hosts = {source.link.split("/")[2].removeprefix("www.") for source in number.sources}
    assert len(hosts) >= 2
    assert number.checked <= date(2030, 1, 1)


def test_numbers_are_listed_once() -> None:
    for helplines in HELPLINES:
        names = [(each.country, each.region, each.name, each.number) for each in helplines.helplines]
        assert len(names) == len(set(names))
        emergency = [(each.country, each.number) for each in helplines.emergency]
        assert len(emergency) == len(set(emergency))
