"""What the menu knows of the content, and how entries are found in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from service.document.library import Library, read_library
from service.errors import SettingsError, UnknownName
from service.languages import get_language, use_languages
from service.phone.book import Book, Line, fold, get_unspoken, make_book, spell
from service.phone.call import Keys, Play, Started
from service.phone.clips import Chunk, Letter, Number, Title
from service.phone.menu import step
from service.phone.numbers import get_near, is_whole
from service.phone.spelling import get_hits, get_nearest
from service.phone.state import Mode
from service.phone.wording import make_say

from .books import BOOK, ENGLISH, LETTERS, make_entry, make_shelf

ROOT = Path(__file__).parents[2]
THIRD = ROOT / "tests" / "languages" / "third"
SHELF = BOOK.shelves[0]


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(ROOT / "content")


@pytest.fixture(scope="module")
def book(library: Library) -> Book:
    return make_book(library, Line())


def test_all_entries_of_all_languages_are_in_the_book(book: Book, library: Library) -> None:
    assert [shelf.language for shelf in book.shelves] == ["en", "es"]
    for shelf in book.shelves:
        entries = library.get_shelf(shelf.language).entries
        assert [entry.slug for entry in shelf.entries] == [entry.slug for entry in entries]
        assert [len(entry.parts) for entry in shelf.entries] == [len(entry.parts) for entry in entries]


def test_every_sentence_of_an_entry_is_in_its_chunks_in_order(book: Book, library: Library) -> None:
    say = make_say(library, Line())
    entry, known = library.get_shelf("en").get_entry("grief"), book.shelves[0].by_code["110"]
    chunks = (Chunk("grief", part.id, number) for part in known.parts for number in range(1, part.chunks + 1))
    heard = " ".join(say(chunk, "en") for chunk in chunks)
    assert [sentence.text for sentence in entry.get_sentences() if sentence.text not in heard] == []


def test_every_clip_has_words_and_stands_once(book: Book, library: Library) -> None:
    say = make_say(library, Line())
    for shelf in book.shelves:
        clips = list(shelf.get_clips())
        assert len(set(clips)) == len(clips) > 100
        assert all(say(clip, shelf.language).strip() for clip in clips)


def test_every_entry_is_found_by_its_number(book: Book) -> None:
    for shelf in book.shelves:
        only = Book((shelf,))
        for entry in shelf.entries:
            state, _ = step(None, Started(), only)
            state, action = step(state, Keys("1" + entry.code.replace("9", "#")), only)
            assert (state.mode, state.code) == (Mode.LISTEN, entry.code)
            assert isinstance(action, Play)
            assert action.clips[0] == Chunk(entry.slug, entry.parts[0].id, 1)


def test_languages_that_cannot_be_offered_are_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"no language of the phone line named 'fr'. Known: en, es"):
        make_book(library, Line(languages=("en", "fr")))
    with pytest.raises(SettingsError, match="0 languages"):
        make_book(Library({}), Line())
    use_languages(THIRD)
    try:
        assert get_unspoken(read_library(THIRD)) == ("fr",)
    finally:
        use_languages(tmp_path)


@pytest.mark.parametrize(
    ("title", "folded"),
    [
        ("Vergüenza", ("verguenza", (0,))),
        ("Niñez", ("ninez", (0,))),
        ("Catch-22 effect", ("catcheffect", (0, 5))),
        ("Don't panic", ("dontpanic", (0, 4))),
        ("42", ("", ())),
    ],
)
def test_letters_are_those_of_keys(title: str, folded: tuple[str, tuple[int, ...]]) -> None:
    assert fold(title) == folded


def test_a_title_is_spelled_with_the_letters_of_its_language() -> None:
    assert spell("Niñé 2", LETTERS) == (Letter("N"), Letter("I"), Letter("Ñ"), Letter("E"), Number(2))
    assert spell("Ñu", get_language("en").phone["letters"]) == (Letter("N"), Letter("U"))


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("47433", ["grief"]),
        ("74", ["shame", "shelter"]),
        ("1", ["withdrawal"]),  # W
        ("14843721", ["withdrawal"]),
        ("266", ["coercive-control", "trauma-bonding"]),  # later words
        ("2", ["coercive-control", "cycle-of-abuse", "trauma-bonding"]),
        ("555", []),
    ],
)
def test_keys_find_titles_and_words_of_titles(typed: str, slugs: list[str]) -> None:
    assert [entry.slug for entry in get_hits(ENGLISH, typed)] == slugs


@pytest.mark.parametrize("typed", ["7825", "1825", "7811", "1811"])
def test_q_is_on_7_and_on_1_and_the_letters_of_9_are_on_1(typed: str) -> None:
    words = [make_entry("301", "Quak", 1), make_entry("302", "Quzz", 1)]
    assert len(get_hits(words, typed)) == 1


@pytest.mark.parametrize(("typed", "slug"), [("47533", "grief"), ("7473538", "shelter"), ("743583", "shelter")])
def test_a_word_that_is_nearly_so_is_among_the_nearest(typed: str, slug: str) -> None:
    assert slug in [entry.slug for entry in get_nearest(ENGLISH, typed)][:2]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("20", ["201"]), ("301", ["101", "201", "108", "109"]), ("10", ["101", "103", "104", "107", "108", "109"])],
)
def test_numbers_that_begin_so_or_are_near_are_offered(typed: str, codes: list[str]) -> None:
    near = [entry.code for entry in get_near(SHELF, typed)]
    assert sorted(near) == sorted(codes)


def test_a_number_ends_when_no_other_goes_on_with_it() -> None:
    longer = make_shelf("en", (make_entry("10", "A", 1), make_entry("101", "B", 1), make_entry("2", "C", 1)))
    assert [is_whole(longer, typed) for typed in ("1", "10", "101", "2", "3", "333")] == [
        False, False, True, True, False, True,
    ]  # fmt: skip


def test_an_entry_is_named_by_its_title(library: Library) -> None:
    assert make_say(library, Line())(Title("grief"), "en") == "Grief."


def test_a_voice_with_one_speed_is_not_asked_for_another() -> None:
    slow = Book((replace(SHELF, speeds=(1.0,)),))
    state, _ = step(None, Started(), slow)
    state, action = step(state, Keys("11016"), slow)
    assert isinstance(action, Play)
    assert action.speed == 1.0
    _, action = step(replace(state, mode=Mode.OPTIONS), Keys("5"), slow)
    assert "option_speed" not in str(action)
