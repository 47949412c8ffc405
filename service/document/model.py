"""The document: Entry > Section > Block > Sentence > Run. Frozen, complete when built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text within a sentence that looks and sounds the same throughout."""

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str | None = None
    """Address of a link that the author wrote, or None."""
    entry: str | None = None
    """Slug of the entry that `[[Title]]` links to, or None."""
    language: str | None = None
    """BCP 47 tag where it differs from the document's language, or None."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit of work: shown once, spoken once, cached by itself."""

    id: str
    """`s-` and eight hex digits of the text's SHA-256, with `-2`, `-3` for later repeats in the entry."""
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Paragraph:
    id: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class ItemList:
    """A bulleted or numbered list; each item is a paragraph. Lists are never nested."""

    id: str
    ordered: bool
    items: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    id: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row. Every cell is a paragraph, perhaps of no sentences."""

    id: str
    headers: tuple[Paragraph, ...]
    rows: tuple[tuple[Paragraph, ...], ...]


@dataclass(frozen=True, slots=True)
class Image:
    id: str
    file: str
    """Name of a file in `content/<language>/images/`."""
    alternative: Sentence
    """The text alternative, spoken in the image's place."""


Block = Paragraph | ItemList | Quotation | Table | Image


def get_paragraphs(block: Block) -> Iterator[Paragraph]:
    """Each paragraph of a block in reading order; tables row by row; an image's alternative as one paragraph."""
    match block:
        case Paragraph():
            yield block
        case ItemList():
            yield from block.items
        case Quotation():
            yield from block.paragraphs
        case Table():
            yield from block.headers
            for row in block.rows:
                yield from row
        case Image():
            yield Paragraph(block.id, (block.alternative,))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks under it: the unit of a recording."""

    id: str
    """The heading in lower-case ASCII with hyphens, or its digest where it has no such letters; unique in its entry."""
    heading: Sentence
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        return self.heading.text

    def get_sentences(self) -> Iterator[Sentence]:
        """Every sentence in reading order, the heading first."""
        yield self.heading
        for block in self.blocks:
            for paragraph in get_paragraphs(block):
                yield from paragraph.sentences


@dataclass(frozen=True, slots=True)
class Source:
    """A published work that the entry rests on."""

    author: str
    year: int
    title: str
    where: str
    link: str | None = None
    language: str | None = None
    """BCP 47 tag of the title, where it differs from the entry's, or None."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One term of the glossary: one Markdown file."""

    slug: str
    language: str
    """BCP 47 tag of the content folder, such as `en`."""
    title: str
    code: str
    """Three to five digits, as many for each entry of a language: the same on the page and on the phone."""
    say: str
    """How to say the title, in plain letters."""
    summary: str
    content_note: str
    related: tuple[str, ...]
    """Slugs of related entries, in the author's order."""
    sources: tuple[Source, ...]
    reviewed: date
    introduction: Section
    """Title, summary and content note as a section of its own, so that they too are spoken."""
    sections: tuple[Section, ...]

    @property
    def parts(self) -> tuple[Section, ...]:
        """The introduction and then each section: all that is spoken, in order."""
        return (self.introduction, *self.sections)

    def get_sentences(self) -> Iterator[Sentence]:
        for part in self.parts:
            yield from part.get_sentences()


@dataclass(frozen=True, slots=True)
class Page:
    """A page beside the glossary, such as "Get help now": shown, not spoken."""

    slug: str
    language: str
    title: str
    summary: str
    reviewed: date
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class HelplineSource:
    """Where a number was published."""

    publisher: str
    title: str
    link: str
    language: str | None = None
    """BCP 47 tag of the title, where it differs from the page's, or None."""


@dataclass(frozen=True, slots=True)
class Helpline:
    """A public number, listed only when two independent sources give it."""

    country: str
    number: str
    checked: date
    sources: tuple[HelplineSource, ...]
    name: str = ""
    """Empty for an emergency number."""
    region: str = ""
    who: str = ""
    """Whom it is for, or a note on an emergency number."""
    hours: str = ""
    cost: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Helplines:
    reviewed: date
    emergency: tuple[Helpline, ...]
    helplines: tuple[Helpline, ...]
