"""What the index keeps of one file, and the state in which the file was found."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.document.cards import Card, EntryWords, get_card, get_entry_words
from service.document.folding import get_words
from service.document.model import Entry, Page
from service.document.source import Source

_SETTLED: Final = 2_000_000_000
"""A file that was written less than so many nanoseconds before it was read may be written again at the same time."""


@dataclass(frozen=True, slots=True)
class State:
    """What tells cheaply that a file is still the same."""

    size: int
    changed: int
    """Time of the last change in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Row:
    """What was found out of one file when it was proved."""

    card: Card
    is_draft: bool
    links: tuple[str, ...]
    """Slugs that it links to or says to be related."""
    words: EntryWords
    state: State
    is_settled: bool
    """Whether the state alone proves that the file is the same; if not, its digest does."""
    digest: str
    text: bytes
    """The file, compressed."""

    @property
    def title(self) -> str:
        return self.card.title

    @property
    def code(self) -> str:
        return self.card.code

    def names(self, title: str, slug: str) -> bool:
        """Whether the file links to a slug, or has all words of a title."""
        return slug in self.links or set(get_words(title)) <= {word for words in self.words for word in words}


def get_states(folder: Path) -> dict[str, State]:
    """By slug, the states of the Markdown files in a folder."""
    found = {}
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".md") and not entry.name.startswith("."):
                with suppress(OSError):
                    status = entry.stat()
                    found[entry.name.removesuffix(".md")] = State(status.st_size, status.st_mtime_ns)
    return found


def make_entry_row(entry: Entry, source: Source, state: State, now: int, *, is_draft: bool) -> Row:
    """`now` is when the file was read, in nanoseconds."""
    links = (*entry.related, *_get_links(sentence.runs for sentence in entry.get_sentences()))
    return _make_row(get_card(entry), is_draft, links, get_entry_words(entry), source, state, now)


def make_page_row(page: Page, source: Source, state: State, now: int) -> Row:
    sentences = [sentence for section in page.sections for sentence in section.get_sentences()]
    text = " ".join((page.summary, *(sentence.text for sentence in sentences)))
    images = (image for section in page.sections for block in section.blocks if (image := getattr(block, "file", "")))
    card = Card(page.slug, page.language, page.title, "", page.summary, (), tuple(dict.fromkeys(images)))
    words = (get_words(page.title), (), tuple(dict.fromkeys(get_words(text))))
    return _make_row(card, False, _get_links(sentence.runs for sentence in sentences), words, source, state, now)


def _make_row(
    card: Card, is_draft: bool, links: Iterator[str] | tuple[str, ...], words: EntryWords, source: Source,
    state: State, now: int,
) -> Row:  # fmt: skip
    digest = hashlib.sha256(source.data).hexdigest()
    text = zlib.compress(source.data, 6)
    return Row(card, is_draft, tuple(dict.fromkeys(links)), words, state, is_settled(state, now), digest, text)


def is_settled(state: State, now: int) -> bool:
    """Whether a file that is written again would have another state."""
    return now - state.changed > _SETTLED


def _get_links(sentences: Iterator[tuple[object, ...]]) -> Iterator[str]:
    return (entry for runs in sentences for run in runs if (entry := getattr(run, "entry", None)))


def is_same(row: Row, path: Path, state: State) -> bool:
    """Whether a file still is what the row tells of."""
    if row.is_settled and row.state == state:
        return True
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == row.digest
    except OSError:
        return False
