"""A shelf over an index: its entries are read when they are asked for, and a few are kept."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, overload

from service.document.cards import Card
from service.document.index.database import ENTRY, PAGE, Index
from service.document.library import Shelf
from service.document.model import Entry, Helplines, Page
from service.document.problems import Problems
from service.document.words import IN_TITLE, Places, Words
from service.errors import ContentError

if TYPE_CHECKING:
    from service.document.entry_reader import EntryReader
    from service.document.source import Source

Item = TypeVar("Item", Entry, Page)
Found = TypeVar("Found")

KEPT: Final = 256
"""So many entries of a language stay in memory once they were read: some 10 MB."""


class IndexedWords:
    """The words of one language."""

    def __init__(self, index: Index, language: str) -> None:
        self._index, self._language = index, language

    def get_places(self, where: int, word: str) -> Places:
        return self._index.get_places(self._language, where, word)

    def get_beginnings(self, where: int, beginning: str) -> Iterator[Places]:
        return self._index.get_beginnings(self._language, where, beginning)

    def get_title_words(self) -> Sequence[str]:
        return self._index.get_words(self._language, IN_TITLE)


class Items(Sequence[Item], Generic[Item]):
    """Entries or pages in their order, read by their slugs."""

    def __init__(self, cards: Sequence[Card], read: Callable[[str], Item], words: Words) -> None:
        self.cards, self.words = cards, words
        self._read: Callable[[str], Item] = read

    def __len__(self) -> int:
        return len(self.cards)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return tuple(self._read(card.slug) for card in self.cards[place])
        return self._read(self.cards[place].slug)


class BySlug(Mapping[str, Item], Generic[Item]):
    def __init__(self, cards: Sequence[Card], read: Callable[[str], Item]) -> None:
        self._slugs = {card.slug: None for card in cards}
        self._read: Callable[[str], Item] = read

    def __getitem__(self, slug: str) -> Item:
        if slug not in self._slugs:
            raise KeyError(slug)
        return self._read(slug)

    def __contains__(self, slug: object) -> bool:
        return slug in self._slugs

    def __iter__(self) -> Iterator[str]:
        return iter(self._slugs)

    def __len__(self) -> int:
        return len(self._slugs)


def make_shelf(index: Index, folder: Path, helplines: Helplines | None) -> Shelf:
    """The shelf of a language's folder."""
    language = folder.name
    shown, drafts = (index.get_cards(language, ENTRY, are_drafts=are_drafts) for are_drafts in (False, True))
    reader = _Texts(index, folder, shown)
    words = IndexedWords(index, language)
    pages = Items(index.get_cards(language, PAGE), reader.read_page, words)
    entries, others = Items(shown, reader.read_entry, words), Items(drafts, reader.read_entry, words)
    return Shelf(language, entries, pages, helplines, others, BySlug(shown, reader.read_entry))


class _Texts:
    """Reads what was proved before, from the index and not from its file, which may have changed in the meantime."""

    def __init__(self, index: Index, folder: Path, shown: Sequence[Card]) -> None:
        self._index, self._folder = index, folder
        self._slugs_by_title = {card.title.casefold(): card.slug for card in shown}
        self.read_entry = lru_cache(KEPT)(self._read_entry)
        self.read_page = lru_cache(KEPT)(self._read_page)

    def _read_entry(self, slug: str) -> Entry:
        reader, source, problems = self._open(ENTRY, slug)
        return _get_proved(reader.read_proved_entry(slug, source, problems), problems)

    def _read_page(self, slug: str) -> Page:
        reader, source, problems = self._open(PAGE, slug)
        return _get_proved(reader.read_proved_page(slug, source, problems), problems)

    def _open(self, kind: str, slug: str) -> tuple[EntryReader, Source, Problems]:
        from service.document.entry_reader import EntryReader, Surroundings
        from service.document.source import get_source_of

        problems = Problems(f"{self._folder.name}/{slug}.md")
        text = self._index.get_text(self._folder.name, kind, slug)
        source = get_source_of(zlib.decompress(text), problems.path, problems)
        reader = EntryReader(Surroundings(self._folder, self._slugs_by_title, ()))
        return reader, _get_proved(source, problems), problems


def _get_proved(found: Found | None, problems: Problems) -> Found:
    """:raise ContentError: if the index holds what it should not."""
    if found is None:
        raise ContentError(problems.found)
    return found
