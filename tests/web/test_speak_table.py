"""The written table of what is spoken and what is skipped (`docs/speech.md`), held against pages and scripts.

Each row of the table has a check here; a row without one, or a check without a row, fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from flask.testing import FlaskClient

from service.document.library import Library
from service.document.model import Block, Entry, Image, ItemList, Paragraph, Run, Section, Sentence, Table
from service.exports.catalogue import Rendition, get_wanted_voices, make_catalogue
from service.render.section import SectionJob
from service.speech.engines import make_engine
from service.speech.script import find_no_forms, get_script, make_say
from service.speech.script import spoken as spoken_words

from .conftest import LIBRARY
from .html import get_text, parse

ROOT: Final = Path(__file__).parents[2]
SLUG: Final = "trauma-bonding"
SLUGS: Final = {"numbers of a numbered list": "cycle-of-abuse"}
"""Entries that have what the others lack."""
HELPLINES: Final = LIBRARY.get_shelf("en").helplines
NUMBERS: Final = {each.number for each in (*HELPLINES.emergency, *HELPLINES.helplines)} if HELPLINES else set()
Check = Callable[[Entry, str, str], bool]
"""Entry, text of its page, and all that is spoken of it."""


def are_all_spoken(texts: list[str], spoken: str) -> bool:
    return bool(texts) and all(text in spoken for text in texts)


def say(text: str) -> Paragraph:
    return Paragraph("p", (Sentence("s", (Run(text),)),))


def hear(block: Block) -> str:
    section = Section("heading", say("Heading").sentences[0], (block,))
    return spoken_words(get_script(section, "en"))


def get_paragraphs(entry: Entry) -> list[str]:
    return [sentence.text for section in entry.sections for sentence in section.get_sentences()]


CHECKS: Final[dict[str, Check]] = {
    "title": lambda entry, page, spoken: spoken.startswith(entry.title) and entry.title in page,
    "summary, content note": lambda entry, page, spoken: are_all_spoken(
        [sentence.text for sentence in entry.introduction.get_sentences()], spoken
    ),
    "heading of a section": lambda entry, page, spoken: are_all_spoken([each.title for each in entry.sections], spoken),
    "paragraph, list item, quotation": lambda entry, page, spoken: are_all_spoken(get_paragraphs(entry), spoken),
    "table": lambda entry, page, spoken: (
        hear(Table("t", (say("A"), say("B")), ((say("C"), Paragraph("p", ())),))) == "Heading. A. B. C."
    ),
    "image": lambda entry, page, spoken: (
        hear(Image("i", "tree.svg", say("A tree.").sentences[0])) == "Heading. A tree."
    ),
    "words of a link": lambda entry, page, spoken: "/glossary/" not in spoken and "http" not in spoken,
    "emphasis": lambda entry, page, spoken: "**" not in spoken and "<strong>" not in spoken,
    "words in another language": lambda entry, page, spoken: (
        [
            span.language
            for span in make_say(Sentence("s", (Run("Say "), Run("mot", language="fr"))), "en", find_no_forms).spans
        ]
        == ["en", "fr"]
    ),
    "numbers of a numbered list": lambda entry, page, spoken: (
        any(isinstance(block, ItemList) and block.ordered for section in entry.sections for block in section.blocks)
        and not re.search(r"(^|\s)\d+[.)] ", spoken)
    ),
    "code of the entry": lambda entry, page, spoken: " ".join(entry.code) in page and entry.code not in spoken,
    '"say it" line': lambda entry, page, spoken: entry.say in page and entry.say not in spoken,
    "sources, related entries, date of review": lambda entry, page, spoken: (
        all(source.title in page for source in entry.sources)
        and not any(source.title in spoken for source in entry.sources)
        and "Reviewed on" in page
        and "Reviewed on" not in spoken
    ),
    "navigation, links before and after, labels, buttons and links of players": lambda entry, page, spoken: (
        "Download audio" in page and "Download audio" not in spoken and "Next entry" not in spoken
    ),
    "pages beside the glossary, and helplines": lambda entry, page, spoken: (
        len(NUMBERS) > 20 and not any(number in spoken for number in NUMBERS)
    ),
}


def get_rows() -> list[str]:
    """The first cell of each row of the table."""
    text = (ROOT / "docs" / "speech.md").read_text(encoding="utf-8")
    table = text.split("| On the page | In speech |")[1].split("\n\n")[0]
    return [line.split("|")[1].strip() for line in table.strip().splitlines()[1:] if line.startswith("|")]


def test_every_row_of_the_table_has_a_check_and_every_check_a_row() -> None:
    assert get_rows() == list(CHECKS)


@pytest.mark.parametrize("row", CHECKS)
def test_what_the_table_says_holds(client: FlaskClient, library: Library, row: str) -> None:
    slug = SLUGS.get(row, SLUG)
    entry = library.get_shelf("en").get_entry(slug)
    page = get_text(parse(client.get(f"/glossary/{slug}/").text))
    assert CHECKS[row](entry, page, get_spoken(library, entry))


def get_spoken(library: Library, entry: Entry) -> str:
    """Everything that the jobs of an entry say, as it is written."""
    engine = make_engine("silence")
    voices = [engine.get_voice(name, language) for language, name in get_wanted_voices(library, {})]
    jobs = make_catalogue(library, voices, Rendition()).get_jobs(entry)
    parts = {part.id for part in entry.parts}
    scripts = [job for job in jobs if isinstance(job, SectionJob) and job.part in parts]
    return " ".join(say.text for job in scripts for say in job.get_says())
