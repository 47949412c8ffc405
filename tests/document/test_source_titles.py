"""Titles of sources name their language where it is not that of the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.document.library import Library, read_library
from service.document.model import HelplineSource, Source
from service.document.source_titles import guess_language
from service.languages import get_writing

from .files import ENTRY, get_faults, read
from .test_helplines import WHOLE

TITLE_LINE = ENTRY[: ENTRY.index('title = "Notes"')].count("\n") + 1
LIBRARY = read_library(Path(__file__).parents[2] / "content")


def get_entry(title: str, more: str = "") -> str:
    return ENTRY.replace('title = "Notes"', f'title = "{title}"\n{more}')


def get_every_source(library: Library) -> list[tuple[str, Source | HelplineSource]]:
    """Each source of the entries and of the numbers, with the language of its page."""
    found: list[tuple[str, Source | HelplineSource]] = []
    for language, shelf in library.shelves.items():
        found += [(language, source) for entry in shelf.entries for source in entry.sources]
        numbers = (*shelf.helplines.emergency, *shelf.helplines.helplines) if shelf.helplines else ()
        found += [(language, source) for number in numbers for source in number.sources]
    return found


SOURCES = get_every_source(LIBRARY)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("es", "Trauma and Recovery"),
        ("es", "The Battered Woman"),
        ("es", "Appeasement: replacing Stockholm syndrome as a definition of a survival strategy"),
        ("en", "Suben levemente las consultas al 016"),
        ("en", "Violences familiales : donner l'alerte"),
        ("en", "Angebot im Überblick"),
        ("en", "Numero antiviolenza e stalking 1522"),
    ],
)
def test_a_title_in_another_language_must_name_it(tmp_path: Path, language: str, title: str) -> None:
    faults = get_faults(tmp_path / "a", {f"{language}/hope.md": get_entry(title)})
    assert faults == [("hope.md", TITLE_LINE, "D029")]
    assert get_faults(tmp_path / "b", {f"{language}/hope.md": get_entry(title, 'language = "fr"')}) == []


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("es", "Los llamados a la línea 144 aumentaron un 12,9 por ciento"),
        ("es", "Llame al 133 para denunciar maltrato"),
        ("es", "No estás sola"),
        ("en", "Shame and Guilt"),
        ("en", "El Salvador: a guide for the UN and for you"),
        ("en", "Notes"),
        ("en", "E-mail safety"),
        ("xx", "Trauma and Recovery"),
    ],
)
def test_a_title_in_the_language_of_its_page_needs_no_tag(language: str, title: str) -> None:
    assert guess_language(title, language, get_writing(language).get("common_words", {})) == ""


def test_words_of_a_language_are_those_of_its_regions_too() -> None:
    assert guess_language("Shame and Guilt", "en-US", get_writing("en-US")["common_words"]) == ""


def test_the_title_of_a_page_that_gives_a_number_must_name_it_too(tmp_path: Path) -> None:
    text = WHOLE.replace('"B page"', '"Consultas al 016 en 2024"')
    line = text[: text.index("Consultas")].count("\n") + 1
    files: dict[str, str | bytes] = {"en/hope.md": ENTRY, "en/helplines.toml": text}
    assert get_faults(tmp_path / "a", files) == [("helplines.toml", line, "D029")]
    files["en/helplines.toml"] = text.replace("en 2024", 'en 2024"\n  language = "es')
    helplines = read(tmp_path / "b", files).get_shelf("en").helplines
    assert helplines is not None
    assert [source.language for source in helplines.helplines[0].sources] == [None, "es"]


@pytest.mark.parametrize("tag", ['"sp"', '"jp"', '"english"', '"EN"', '"en_GB"', '""', "3", '["en"]'])
def test_a_language_that_there_is_not_is_refused(tmp_path: Path, tag: str) -> None:
    files: dict[str, str | bytes] = {"en/hope.md": get_entry("Notes", f"language = {tag}")}
    assert [code for _, _, code in get_faults(tmp_path, files)] == ["F007"]


@pytest.mark.parametrize("tag", ["en", "pt-br", "es-419", "zh-Hant", "nah"])
def test_a_tag_is_kept_as_it_is_written(tmp_path: Path, tag: str) -> None:
    entry = read(tmp_path, {"en/hope.md": get_entry("Notes", f'language = "{tag}"')}).get_shelf("en").entries[0]
    assert entry.sources[0].language == tag


def test_a_title_that_stands_on_two_shelves_has_one_language() -> None:
    """So an English title cannot stand on a Spanish page as if it were Spanish, whatever its words are."""
    languages: dict[str, set[str]] = {}
    for language, source in SOURCES:
        languages.setdefault(source.title, set()).add(source.language or language)
    assert {title: found for title, found in languages.items() if len(found) > 1} == {}
    assert len(languages) > 100


def test_most_titles_that_are_tagged_would_be_found_without_it() -> None:
    tagged = {(source.title, language) for language, source in SOURCES if source.language}
    missed = [
        title
        for title, language in tagged
        if not guess_language(title, language, get_writing(language)["common_words"])
    ]
    assert missed == ["Disenfranchised Grief: Recognizing Hidden Sorrow"]
