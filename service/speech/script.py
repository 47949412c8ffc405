"""What is said and where it pauses: the same sentences as on the page, in the same order.

`docs/speech.md` has the table of what is spoken and what is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from service.document.model import Block, Image, ItemList, Paragraph, Quotation, Section, Sentence, Table
from service.speech.spoken import Form, get_spoken

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
    forms: tuple[Form, ...] = ()
    """What is spoken otherwise than it is written."""

    @property
    def spoken(self) -> str:
        """The words that an engine is given."""
        return get_spoken(self.text, self.forms)


FindForms = Callable[[str, str], tuple[Form, ...]]
"""The spoken forms of a text in a language (BCP 47 tag)."""


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence to be spoken as one clip."""

    sentence: str
    """Id of the sentence on the page."""
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """What is written."""
        return "".join(span.text for span in self.spans)

    @property
    def spoken(self) -> str:
        """What is heard, as words."""
        return "".join(span.spoken for span in self.spans)


@dataclass(frozen=True, slots=True)
class Pause:
    milliseconds: int


Script = tuple[Say | Pause, ...]


def find_no_forms(text: str, language: str) -> tuple[Form, ...]:
    """Everything is spoken as it is written."""
    del text, language
    return ()


def get_script(section: Section, language: str, find_forms: FindForms = find_no_forms) -> Script:
    """The script of one section in a document of `language`: heading first, each sentence once."""
    steps: list[Say | Pause] = [make_say(section.heading, language, find_forms), Pause(AFTER_HEADING)]
    for block in section.blocks:
        for paragraph, after in _get_parts(block):
            for sentence in paragraph.sentences:
                steps += (make_say(sentence, language, find_forms), Pause(AFTER_SENTENCE))
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


def make_say(sentence: Sentence, language: str, find_forms: FindForms) -> Say:
    """One sentence of a document of `language`, in as few spans as it has languages, with its spoken forms.

    A mark between or after words of another language is left to the voice that has just spoken, for its melody.
    """
    spans: list[Span] = []
    for run in sentence.runs:
        spoken_in = run.language or language
        has_words = any(letter.isalnum() for letter in run.text)
        if spans and (spans[-1].language == spoken_in or not has_words):
            spans[-1] = Span(spans[-1].text + run.text, spans[-1].language)
        elif spans and not any(letter.isalnum() for letter in spans[-1].text):
            spans[-1] = Span(spans[-1].text + run.text, spoken_in)
        else:
            spans.append(Span(run.text, spoken_in))
    return Say(sentence.id, tuple(replace(span, forms=find_forms(span.text, span.language)) for span in spans))


def spoken(script: Script) -> str:
    """What a listener hears, as words: "How it forms. It grows in cycles." """
    texts = (step.spoken for step in script if isinstance(step, Say))
    return " ".join(text if text[-1:] in ".!?:;…\"'”’)" else text + "." for text in texts)
