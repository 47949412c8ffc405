"""What each clip says, as words to read."""

from __future__ import annotations

import pytest
from web.conftest import LIBRARY

from service.phone.book import Book, Line, make_book
from service.phone.clips import Chunk, Clip, Heading, Letter, Number, Prompt, Title
from service.phone.words import Words
from service.speech.script import find_no_forms

LINE = Line(web_address="example.org")
BOOK = make_book(LIBRARY, LINE)


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(LIBRARY, LINE, find_no_forms)


@pytest.fixture(scope="module")
def book() -> Book:
    return BOOK


def read(words: Words, *clips: Clip, language: str = "en") -> str:
    return " ".join("".join(text for text, _ in each) for each in words.get(clips, language))


@pytest.mark.parametrize("shelf", BOOK.shelves, ids=lambda shelf: str(shelf.language))
def test_every_clip_of_the_line_has_words(words: Words, shelf: object) -> None:
    for clip in shelf.get_clips():  # type: ignore[attr-defined]
        assert read(words, clip, language=shelf.language).strip(), clip  # type: ignore[attr-defined]


def test_every_sentence_of_an_entry_is_there_once_and_in_order(words: Words) -> None:
    entry = LIBRARY.get_shelf("en").get_entry("grief")
    book_entry = next(each for each in BOOK.get_shelf("en").entries if each.slug == "grief")
    for part, shown in zip(entry.parts, book_entry.parts, strict=True):
        clips = [Chunk("grief", shown.id, number) for number in range(1, shown.chunks + 1)]
        text = read(words, *clips)
        places = [text.index(sentence.text) for sentence in part.get_sentences()]
        assert places == sorted(places)


@pytest.mark.parametrize(
    ("clips", "text"),
    [
        ((Title("grief"), Prompt("press"), Number(1), Title("shame")), "Grief. Press 1. Shame."),
        ((Prompt("section"), Number(2), Prompt("of"), Number(4)), "Section 2 of 4."),
        ((Letter("G"), Letter("R"), Prompt("number_is"), Number(1), Number(0), Number(9)), "G R. Entry number: 1 0 9."),
        ((Heading("grief", "definition"), Prompt("menu_short")), "Definition. Entry number, 1."),
        ((Prompt("help_web"),), "On the web, the same words are at example.org."),
    ],
)
def test_clips_one_after_the_other_are_sentences(words: Words, clips: tuple[Clip, ...], text: str) -> None:
    assert read(words, *clips).startswith(text)


def test_words_have_the_language_that_they_are_in(words: Words) -> None:
    stretches = {tag for each in words.get([Prompt("menu")], "es") for _, tag in each}
    assert stretches == {"es"}


def test_no_clips_have_no_words(words: Words) -> None:
    assert words.get((), "en") == []
