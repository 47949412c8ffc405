"""Every word that is seen comes from the language's TOML."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from service.languages import get_language
from service.web import app
from service.web.wording import get_date, get_dial_address, get_duration, get_size, get_spelled

ROOM = Path(app.__file__ or "").parent
TEMPLATES = sorted(ROOM.glob("templates/*.html"))
ENGLISH = get_language("en")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_words_of_its_own(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!DOCTYPE html>", "", template.read_text(), flags=re.DOTALL)
    seen = re.sub(r"<[^>]*>", "", text) + " ".join(re.findall(r'(?:alt|title|aria-label|placeholder)="([^"]*)"', text))
    assert re.findall(r"\w+", seen) == []


def test_every_name_of_words_is_in_the_language() -> None:
    code = "".join(path.read_text() for path in (*TEMPLATES, *ROOM.glob("*.py")))
    names = set(re.findall(r"words\(\s*['\"](\w+)['\"]\s*[,)]", code))
    assert len(names) > 50
    assert names - set(ENGLISH.interface) == set()


@pytest.mark.parametrize("name", ["400", "404", "405", "413", "416", "500", "503", "other"])
def test_every_error_has_words(name: str) -> None:
    assert ENGLISH.words(f"error_{name}_title")
    assert ENGLISH.words(f"error_{name}_text")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 second"),
        (1, "1 second"),
        (59.4, "59 seconds"),
        (59.6, "1 minute"),
        (60, "1 minute"),
        (80.4, "1 minute 20 seconds"),
        (121, "2 minutes 1 second"),
        (4000, "66 minutes 40 seconds"),
    ],
)
def test_a_length_is_told_in_minutes_and_seconds(seconds: float, words: str) -> None:
    assert get_duration(seconds, ENGLISH) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "1 kilobyte"),
        (999, "1 kilobyte"),
        (1_600, "2 kilobytes"),
        (640_123, "640 kilobytes"),
        (999_499, "999 kilobytes"),
        (999_999, "1.0 megabytes"),
        (1_250_000, "1.2 megabytes"),
    ],
)
def test_a_size_is_told_in_kilobytes_or_megabytes(size: int, words: str) -> None:
    assert get_size(size, ENGLISH) == words


def test_a_size_has_the_decimal_sign_of_its_language() -> None:
    assert get_size(1_250_000, get_language("es")) == "1,2 megabytes"


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 11, 22), "22 November 2026"), (date(2027, 1, 1), "1 January 2027")]
)
def test_a_date_is_told_in_words(day: date, words: str) -> None:
    assert get_date(day, ENGLISH) == words


def test_a_code_is_told_digit_by_digit() -> None:
    assert get_spelled("101") == "1 0 1"


@pytest.mark.parametrize(
    ("number", "address"), [("999", "tel:999"), ("1-800-799-7233", "tel:18007997233"), ("+44 20 1", "tel:+44201")]
)
def test_a_number_is_dialled_without_its_spaces(number: str, address: str) -> None:
    assert get_dial_address(number) == address
