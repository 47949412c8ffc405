"""What is said and where it pauses: the same sentences as on the page, in the same order.

`docs/speech.md` has the table of what is spoken and what is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from service.document.model import Block, Image, ItemList, Paragraph, Quotation, Section, Sentence, Table

AFTER_SENTENCE: Final = 350
AFTER_ITEM: Final = 500
AFTER_PARAGRAPH: Final = 700
AFTER_HEADING: Final = 800
AFTER_SECTION: Final = 1000
"""Pauses in milliseconds. They grow with the structure, so that its shape is heard: a sentence within a
paragraph, an item, a paragraph, a heading, the end. Listeners of other systems miss the pause after headings
and lists most. The values are ours, chosen by ear at 165 words a minute."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one language."""

    text: str
    language: str
    """BCP 47 tag."""


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence to be spoken as one clip."""

    sentence: str
    """Id of the sentence on the page."""
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Pause:
    milliseconds: int


Script = tuple[Say | Pause, ...]


def get_script(section: Section, language: str) -> Script:
    """The script of one section in a document of `language`: heading first, each sentence once."""
    steps: list[Say | Pause] = [_say(section.heading, language), Pause(AFTER_HEADING)]
    for block in section.blocks:
        for paragraph, after in _get_parts(block):
            for sentence in paragraph.sentences:
                steps += (_say(sentence, language), Pause(AFTER_SENTENCE))
            if paragraph.sentences:
                steps[-1] = Pause(after)
        steps[-1] = Pause(max(AFTER_PARAGRAPH, _milliseconds(steps[-1])))
    steps[-1] = Pause(AFTER_SECTION)
    return tuple(steps)


def _milliseconds(step: Say | Pause) -> int:
    return step.milliseconds if isinstance(step, Pause) else 0


def _get_parts(block: Block) -> Iterator[tuple[Paragraph, int]]:
    """Paragraphs of a block, each with the pause after it in milliseconds."""
    match block:
        case Paragraph():
            yield block, AFTER_PARAGRAPH
        case ItemList():
            for item in block.items:
                yield item, AFTER_ITEM
        case Quotation():
            for paragraph in block.paragraphs:
                yield paragraph, AFTER_PARAGRAPH
        case Table():
            for row in (block.headers, *block.rows):
                for number, cell in enumerate(row, start=1):
                    yield cell, AFTER_ITEM if number == len(row) else AFTER_SENTENCE
        case Image():
            yield Paragraph(block.id, (block.alternative,)), AFTER_PARAGRAPH


def _say(sentence: Sentence, language: str) -> Say:
    spans: list[Span] = []
    for run in sentence.runs:
        spoken_in = run.language or language
        if spans and spans[-1].language == spoken_in:
            spans[-1] = Span(spans[-1].text + run.text, spoken_in)
        else:
            spans.append(Span(run.text, spoken_in))
    return Say(sentence.id, tuple(spans))


def spoken(script: Script) -> str:
    """What a listener hears, as words: "How it forms. It grows in cycles." """
    texts = (step.text for step in script if isinstance(step, Say))
    return " ".join(text if text[-1:] in ".!?:;…\"'”’)" else text + "." for text in texts)
