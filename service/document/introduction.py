"""Title, summary and content note as a section of their own, so that they too are spoken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.document.identity import SentenceMaker, get_block_id
from service.document.inlines import Inlines
from service.document.model import Paragraph, Run, Section, get_paragraphs

INTRODUCTION: Final = "introduction"


def check_introduction(introduction: Section, lines: Mapping[str, int], inlines: Inlines) -> None:
    """Note sentences that are too long for a voice, or that need a language of their own, at their field's line."""
    summary, note = (tuple(get_paragraphs(block))[0].sentences for block in introduction.blocks)
    for name, sentences in (("title", (introduction.heading,)), ("summary", summary), ("content_note", note)):
        for sentence in sentences:
            inlines.check_sentence(sentence, lines.get(name, 1))
            inlines.check_direction(sentence.runs[0], lines.get(name, 1))


def make_introduction(values: dict[str, str], maker: SentenceMaker) -> Section:
    """The section "introduction" from the fields of an entry."""
    heading = maker.make((Run(values["title"].strip()),))
    summary = maker.make_paragraph((Run(values["summary"].strip()),))
    note = maker.make_paragraph((Run(values["content_note"].strip()),))
    blocks: tuple[Paragraph, ...] = (
        Paragraph(get_block_id("p", summary.sentences), summary.sentences),
        Paragraph(get_block_id("p", note.sentences), note.sentences),
    )
    return Section(INTRODUCTION, heading, blocks)
