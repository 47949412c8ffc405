"""What an engine is given for each sentence of the shipped pages: no word of the page is lost on the way.

`spoken_forms.txt` has every form. After a change that is meant, `REWRITE_SPOKEN_FORMS=yes` before the command of this
test writes it anew: read the difference before you keep it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from flask.testing import FlaskClient

from service.document.library import Library
from service.document.model import Entry
from service.exports.catalogue import Catalogue, Rendition, get_wanted_voices, make_catalogue
from service.languages import get_language
from service.render.section import SectionJob
from service.speech.engines import make_engine
from service.speech.finding import make_find_forms
from service.speech.lexicon import read_lexicons
from service.speech.script import Say, Span
from service.speech.spoken import Form

from .conftest import CONTENT, LIBRARY
from .html import get_sentences, parse

GOLDEN: Final = Path(__file__).with_name("spoken_forms.txt")
REWRITE: Final = "REWRITE_SPOKEN_FORMS"
ENTRIES: Final = tuple(LIBRARY.get_entries())
FOOTNOTE: Final = r"\[\d+\]|[⁰¹²³⁴-⁹]+"
"""Digits that `docs/spoken-forms.md` calls skipped."""


@pytest.fixture(scope="module")
def catalogue(library: Library) -> Catalogue:
    """Every recording, as the wiring plans it: with the shipped lexicons and rules."""
    engine = make_engine("silence")
    voices = [engine.get_voice(name, language) for language, name in get_wanted_voices(library, {})]
    find_forms = make_find_forms(read_lexicons(CONTENT, library.shelves))
    return make_catalogue(library, voices, Rendition(), find_forms)


def get_says(catalogue: Catalogue, entry: Entry) -> list[Say]:
    parts = {part.id for part in entry.parts}
    jobs = [job for job in catalogue.get_jobs(entry) if isinstance(job, SectionJob) and job.part in parts]
    return [say for job in jobs for say in job.get_says()]


def is_lost(written: str, form: Form, language: str) -> bool:
    """Whether a form leaves out what is no skipped sign: a letter, a digit, or a sign that the docs do not list."""
    if any(letter.isalnum() for letter in form.spoken):
        return False
    rest = re.sub(FOOTNOTE, "", written)
    if form.spoken.strip():  # a pause: a comma for a dash
        return any(letter.isalnum() for letter in rest)
    signs = get_language(language).spoken.get("skipped", {}).get("signs", "")
    return any(not letter.isspace() and letter not in signs for letter in rest)


def get_lost(say: Say) -> Iterator[str]:
    for span in say.spans:
        language = span.language.partition("-")[0]
        for form in span.forms:
            if is_lost(span.text[form.start : form.end], form, language):
                yield f"{say.sentence}: {span.text[form.start : form.end]!r} by {form.rule}"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.language}-{entry.slug}")
def test_every_word_of_a_page_is_given_to_the_engine(client: FlaskClient, catalogue: Catalogue, entry: Entry) -> None:
    prefix = "" if entry.language == "en" else f"/{entry.language}"
    says = get_says(catalogue, entry)
    shown = list(get_sentences(parse(client.get(f"{prefix}/glossary/{entry.slug}/").text)))
    assert shown == [(say.sentence, say.text) for say in says]
    assert [lost for say in says for lost in get_lost(say)] == []
    plain = [span for say in says for span in say.spans if not span.forms]
    assert [span.text for span in plain if span.spoken != span.text] == []


@pytest.mark.parametrize(
    ("text", "spoken", "lost"),
    [("word", "", True), ("5", "", True), ("5", ", ", True), ("•", "", False), ("½", "", True), ("[1]", "", False),
     ("&", "", True), (" – ", ", ", False), ("5", "five", False)],
)  # fmt: skip
def test_a_rule_or_alias_that_says_nothing_for_a_word_is_found(text: str, spoken: str, lost: bool) -> None:
    say = Say("s-0", (Span(f"A {text} here.", "en", (Form(2, 2 + len(text), spoken, "rule"),)),))
    assert bool(list(get_lost(say))) is lost


def test_each_spoken_form_of_the_shipped_pages_is_the_one_that_was_read(catalogue: Catalogue) -> None:
    said = "".join(f"{line}\n" for entry in ENTRIES for line in get_lines(catalogue, entry))
    if os.environ.get(REWRITE):
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8"), f"if it is as it should be, see {REWRITE} in this test"
    assert said.count("\n") > 90


def get_lines(catalogue: Catalogue, entry: Entry) -> Iterator[str]:
    """Each form: entry, written, spoken, rule."""
    for say in get_says(catalogue, entry):
        for span in say.spans:
            for form in span.forms:
                sound = f" /{form.phonemes}/" if form.phonemes else ""
                written = span.text[form.start : form.end]
                yield f"{entry.language}/{entry.slug} {say.sentence}: {written} == {form.spoken}{sound} ({form.rule})"
