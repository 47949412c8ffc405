"""Everything in `content/`: entries, pages and helplines of each language, proved before any is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from service.document.cards import Card, get_card, get_entry_words
from service.document.introduction import INTRODUCTION
from service.document.model import Entry, Helplines, Page
from service.document.problems import Problems
from service.document.words import Words, WordsAtHand
from service.errors import ContentError, UnknownName

SAY_IT: Final = "say-it"
TAKEN: Final = frozenset({INTRODUCTION, SAY_IT, "all"})
"""Ids that no section may have: the introduction's, the title's own sound's, and the whole entry's in addresses."""
PAGES_FOLDER: Final = "pages"
IMAGES_FOLDER: Final = "images"
HELPLINES_FILE: Final = "helplines.toml"


@runtime_checkable
class _Indexed(Protocol):
    """Entries that are read when they are asked for: what lists and searches need is at hand without."""

    @property
    def cards(self) -> Sequence[Card]: ...

    @property
    def words(self) -> Words: ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """All content of one language."""

    language: str
    entries: Sequence[Entry]
    """In the order of their titles, accents aside: "Ética" stands under E. Each may be read when it is asked for."""
    pages: Sequence[Page]
    helplines: Helplines | None
    drafts: Sequence[Entry] = ()
    """Entries that are checked but not shown, nor linked to, nor spoken."""
    _by_slug: Mapping[str, Entry] = field(repr=False, default_factory=dict)

    @property
    def cards(self) -> Sequence[Card]:
        """One for each entry, in their order, without reading any text."""
        if isinstance(self.entries, _Indexed):
            return self.entries.cards
        return tuple(get_card(entry) for entry in self.entries)

    @property
    def words(self) -> Words:
        """Which entries have a word."""
        if isinstance(self.entries, _Indexed):
            return self.entries.words
        return WordsAtHand(get_entry_words(entry) for entry in self.entries)

    def has_entry(self, slug: str) -> bool:
        return slug in self._by_slug

    def get_entry(self, slug: str) -> Entry:
        """:raise UnknownName: if there is no such entry."""
        try:
            return self._by_slug[slug]
        except KeyError:
            raise UnknownName("entry", slug, self._by_slug) from None

    def get_page(self, slug: str) -> Page:
        """:raise UnknownName: if there is no such page."""
        for page in self.pages:
            if page.slug == slug:
                return page
        raise UnknownName("page", slug, (page.slug for page in self.pages))


@dataclass(frozen=True, slots=True)
class Library:
    """The shelves, by language tag."""

    shelves: dict[str, Shelf]

    def get_shelf(self, language: str) -> Shelf:
        """:raise UnknownName: if there is no content in that language."""
        try:
            return self.shelves[language]
        except KeyError:
            raise UnknownName("content language", language, self.shelves) from None

    def get_entries(self) -> Iterator[Entry]:
        """Every entry of every language."""
        for shelf in self.shelves.values():
            yield from shelf.entries

    def get_cards(self) -> Iterator[Card]:
        """The card of every entry of every language."""
        for shelf in self.shelves.values():
            yield from shelf.cards


def get_language_folders(content: Path) -> list[Path]:
    """The folders of the languages of `content/`."""
    return sorted(path for path in content.iterdir() if path.is_dir()) if content.is_dir() else []


def read_library(content: Path) -> Library:
    """Read and prove all of `content/`.

    :raise ContentError: with every fault in every file.
    """
    from service.document.shelf_reader import ShelfReader

    problems: list[Problems] = []
    shelves = {}
    for folder in get_language_folders(content):
        read = ShelfReader(folder, content, problems).read()
        by_slug = {entry.slug: entry for entry in read.entries}
        shelves[folder.name] = Shelf(folder.name, read.entries, read.pages, read.helplines, read.drafts, by_slug)
    raise_if_any(content, problems, has_entries=any(shelf.entries for shelf in shelves.values()))
    return Library(shelves)


def raise_if_any(content: Path, problems: list[Problems], *, has_entries: bool) -> None:
    """:raise ContentError: with every fault, or for content without an entry."""
    if not has_entries and not any(each.found for each in problems):
        nothing = Problems(content.name)
        nothing.add("F014", 0, "There is no entry in this folder.")
        problems.append(nothing)
    if faults := [fault for each in problems for fault in each.found]:
        raise ContentError(faults)
