"""The lexicon's word comes before the language's rules, and each language has rules of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.speech import finding
from service.speech.finding import make_find_forms
from service.speech.lexicon import read_lexicon
from service.speech.spoken import Form, get_spoken

from .lexicons import read, say


def hear(tmp_path: Path, text: str, language: str = "en", lexemes: str = "") -> str:
    lexicon = read(tmp_path, lexemes) if lexemes else read_lexicon(tmp_path / "none.pls", "en")
    return get_spoken(text, make_find_forms({"en": lexicon})(text, language))


def test_the_lexicon_comes_before_the_rules(tmp_path: Path) -> None:
    assert hear(tmp_path, "It cost £5.", lexemes=say("£5", "a fiver")) == "It cost a fiver."
    assert hear(tmp_path, "It cost £5.") == "It cost five pounds."


def test_a_shelf_is_spoken_by_the_rules_of_its_own_kind_of_language(tmp_path: Path) -> None:
    assert hear(tmp_path, "On 05/03/2024.", "en") != hear(tmp_path, "On 05/03/2024.", "en-US")


def test_a_language_without_rules_is_left_alone(tmp_path: Path) -> None:
    assert hear(tmp_path, "Le 05/03/2024, 4,50 €.", "fr") == "Le 05/03/2024, 4,50 €."


def test_forms_that_overlap_are_a_fault_and_not_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    overlapping = (Form(0, 3, "five", "one"), Form(2, 5, "six", "other"))
    monkeypatch.setattr(finding, "get_forms", lambda text, language: overlapping)
    with pytest.raises(ValueError, match="do not lie in order"):
        make_find_forms({})("5 km.", "en")
