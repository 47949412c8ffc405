"""Content in other scripts than the Latin one."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.document import entry_reader
from service.document.library import read_library
from service.languages import Language, get_language

from .files import FRONT, write

_HEBREW = FRONT + "\n## אהבה\n\nזה גדל.\n\n## תקווה\n\nזה נשאר.\n"


def test_headings_without_latin_letters_have_ids_of_their_own(tmp_path: Path) -> None:
    body = FRONT + "\n## Любовь\n\nОна растёт.\n\n## Надежда\n\nОна живёт.\n"
    entry = read_library(write(tmp_path / "content", {"ru/hope.md": body})).get_shelf("ru").get_entry("hope")
    first, second = (section.id for section in entry.sections)
    assert first != second
    assert first.startswith("section-")


def test_a_document_that_is_written_from_right_to_left_needs_no_spans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = get_language("en")
    hebrew = Language(tag="he", direction="rtl", page_tag="he", name="עברית", voice_language="he", three_letters="heb",
                      calibration=english.calibration, interface=english.interface, spoken={})  # fmt: skip
    monkeypatch.setattr(entry_reader, "get_languages", lambda: ("en", "he"))
    monkeypatch.setattr(entry_reader, "get_language", lambda tag: {"en": english, "he": hebrew}[tag])
    shelf = read_library(write(tmp_path / "content", {"he/hope.md": _HEBREW})).get_shelf("he")
    assert [section.title for section in shelf.get_entry("hope").sections] == ["אהבה", "תקווה"]
