"""The content that is shipped."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from service.document.library import Library, Shelf, read_library
from service.document.model import Entry, Helpline, Page
from service.document.sentences import split_sentences
from service.languages import get_languages
from service.speech.script import Say, get_script, spoken

CONTENT = Path(__file__).parents[2] / "content"
LIBRARY = read_library(CONTENT)
ENTRIES = tuple(LIBRARY.get_entries())
HELPLINES = [shelf.helplines for shelf in LIBRARY.shelves.values() if shelf.helplines]
NUMBERS = [number for each in HELPLINES for number in (*each.emergency, *each.helplines)]
MEMBERS = {
    "en": ("definition", "how-it-forms", "how-it-shows-up", "how-it-heals"),
    "es": ("definicion", "como-se-forma", "como-se-nota", "como-se-sana"),
}
WARNINGS = {"en": "This page ", "es": "Esta página "}
CODES = {"101", "105", "106", "107", "108", "110"}
MOST_WORDS = 55
"""Of a summary: the longest that stand have 50."""
PAGES = {"about", "accessibility", "help", "safety"}
"""The code finds these pages by their slugs, in every language."""

each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.language}-{entry.slug}")
each_page = pytest.mark.parametrize(
    "page", [page for shelf in LIBRARY.shelves.values() for page in shelf.pages], ids=lambda p: f"{p.language}-{p.slug}"
)
each_shelf = pytest.mark.parametrize("shelf", LIBRARY.shelves.values(), ids=lambda shelf: shelf.language)
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


def count_spanish_syllables(text: str) -> int:
    """A vowel that is strong or stressed, with the weak ones beside it, or weak ones alone."""
    count = 0
    for word in re.findall(r"[a-záéíóúüñ]+", text.lower()):
        plain = re.sub(r"y$", "i", re.sub(r"qu|gu(?=[eiéí])", "k", word))
        count += max(1, len(re.findall(r"[iuü]*[aeoáéó][iuü]*|[íú]|[iuü]+", plain)))
    return count


def get_spanish_ease(sentences: list[str]) -> float:
    """0 to 100 by Szigriszt, 1993; from 65 "fairly easy" on the scale INFLESZ of Barrio, 2008."""
    text = " ".join(sentences)
    words = len(re.findall(r"\w+", text))
    return 206.835 - 62.3 * count_spanish_syllables(text) / words - words / len(sentences)


IS_EASY: dict[str, Callable[[list[str]], bool]] = {
    "en": lambda sentences: get_grade(sentences) <= 9,
    "es": lambda sentences: get_spanish_ease(sentences) >= 65,
}


@pytest.fixture(scope="module")
def library() -> Library:
    return LIBRARY


@each_shelf
def test_nothing_is_lost_between_the_folder_and_the_library(shelf: Shelf) -> None:
    folder = CONTENT / shelf.language
    every = (*shelf.entries, *shelf.drafts)
    assert {path.stem for path in folder.glob("*.md")} == {entry.slug for entry in every}
    assert {path.stem for path in (folder / "pages").glob("*.md")} == {page.slug for page in shelf.pages} >= PAGES
    assert {entry.code for entry in every} >= CODES
    assert shelf.helplines is not None
    assert shelf.helplines.emergency


def test_every_content_language_has_its_words(library: Library) -> None:
    assert set(library.shelves) <= set(get_languages())


@each_entry
def test_every_entry_has_the_four_sections_first(entry: Entry) -> None:
    ids = [section.id for section in entry.sections]
    assert tuple(ids[:4]) == MEMBERS[entry.language]
    assert entry.parts[0].id == "introduction"


@each_entry
def test_every_entry_can_be_read_with_eight_or_nine_years_of_school(entry: Entry) -> None:
    assert IS_EASY[entry.language]([sentence.text for sentence in entry.get_sentences()])


def split(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@each_entry
def test_every_summary_is_short_and_as_easy_by_itself(entry: Entry) -> None:
    """It may be all that somebody reads (WCAG 2.2, technique G86)."""
    assert len(entry.summary.split()) <= MOST_WORDS
    assert IS_EASY[entry.language](split(entry.summary, entry.language))


@each_page
def test_every_page_and_its_summary_can_be_read_with_as_little_school(page: Page) -> None:
    assert len(page.summary.split()) <= MOST_WORDS
    assert IS_EASY[page.language](split(page.summary, page.language))
    assert IS_EASY[page.language]([each.text for part in page.sections for each in part.get_sentences()])


def test_the_reading_grade_is_that_of_flesch_and_kincaid() -> None:
    assert count_syllables("The little people were reading about an abused relative") == 16
    assert round(get_grade(["The cat sat on the mat.", "It was happy."]), 2) == -0.72
    assert get_grade(["Interpersonal relationships necessitate considerable psychological negotiation."]) > 20


def test_the_ease_of_spanish_is_that_of_szigriszt() -> None:
    words = "vínculo traumático idea vergüenza leía cuidado respuesta quien guerra muy hay construía"
    assert [count_spanish_syllables(word) for word in words.split()] == [3, 4, 3, 3, 3, 3, 3, 1, 2, 1, 1, 4]
    assert get_spanish_ease(["El gato come.", "Está contento."]) == pytest.approx(79.735)
    assert get_spanish_ease(["Las relaciones interpersonales necesitan considerables negociaciones."]) < 40


@each_entry
def test_every_entry_warns_and_names_its_sources(entry: Entry) -> None:
    assert entry.content_note.startswith(WARNINGS[entry.language])
    assert len(entry.sources) >= 2
    assert entry.reviewed <= date(2030, 1, 1)
    assert entry.related


WRITTEN = ("text", "image", "code_inline")


def get_words(text: str) -> list[str]:
    return "".join(letter if letter.isalpha() else " " for letter in text).split()


@each_entry
def test_every_sentence_is_spoken_exactly_once_in_order(entry: Entry) -> None:
    says = [step for part in entry.parts for step in get_script(part, entry.language) if isinstance(step, Say)]
    assert [(say.sentence, say.text) for say in says] == [(each.id, each.text) for each in entry.get_sentences()]
    assert len({say.sentence for say in says}) == len(says) > 30


@each_entry
def test_every_word_of_the_file_is_spoken_in_order(entry: Entry) -> None:
    """What another reader of Markdown finds in the file, which knows nothing of ours."""
    text = (CONTENT / entry.language / f"{entry.slug}.md").read_text(encoding="utf-8")
    body = re.sub(r"\[\[([^\]|]+\|)?|\]\]", " ", text.split("+++\n", 2)[2])
    body = re.sub(r"\[([^\[\]]*)\]\{[^}]*\}", r"\1", body)
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    shown = " ".join(each.content for token in tokens for each in token.children or () if each.type in WRITTEN)
    heard = " ".join(spoken(get_script(part, entry.language)) for part in entry.sections)
    assert get_words(heard) == get_words(shown)
    assert len(get_words(heard)) > 500


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
