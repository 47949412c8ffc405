"""What lists, links and searches need of an entry, without its text: small enough to hold for ten thousand."""

from __future__ import annotations

from dataclasses import dataclass, field

from service.document.folding import get_words
from service.document.model import Entry, Image

EntryWords = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""The folded words of an entry's title in order, and each word of its summary and of all that is spoken, once."""


@dataclass(frozen=True, slots=True)
class Card:
    slug: str
    language: str
    title: str
    code: str
    lead: str
    """The first sentence of the summary."""
    languages: tuple[str, ...] = ()
    """Tags of the spans that are in another language, as they are written, each once."""
    images: tuple[str, ...] = ()
    """Files of the images that it shows."""
    digest: str = field(default="", compare=False)
    """Of its file, if that is at hand: while it stays, so does all that is made of the entry."""


def get_card(entry: Entry) -> Card:
    runs = (run for sentence in entry.get_sentences() for run in sentence.runs)
    languages = dict.fromkeys(run.language for run in runs if run.language)
    blocks = (block for section in entry.sections for block in section.blocks)
    images = dict.fromkeys(block.file for block in blocks if isinstance(block, Image))
    lead = next(entry.introduction.get_sentences(), entry.introduction.heading)
    for paragraph in entry.introduction.blocks[:1]:
        lead = next(iter(getattr(paragraph, "sentences", ())), lead)
    return Card(entry.slug, entry.language, entry.title, entry.code, lead.text, tuple(languages), tuple(images))


def get_entry_words(entry: Entry) -> EntryWords:
    """What a search finds an entry by."""
    text = " ".join(sentence.text for sentence in entry.get_sentences())
    summary = tuple(dict.fromkeys(get_words(entry.summary)))
    return get_words(entry.title), summary, tuple(dict.fromkeys(get_words(text)))
