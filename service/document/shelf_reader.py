"""Reads one language folder in two passes: front matter of all files first, since links need every title.

What is known of files that have not changed since they were proved is taken as it is, unless another file's title did
change that they name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol

from service.document.entry_reader import EntryReader, Surroundings
from service.document.fields import (
    ENTRY_FIELDS,
    is_code,
    is_slug,
    note_faults,
)
from service.document.folding import get_words
from service.document.helplines import read_helplines
from service.document.library import PAGES_FOLDER
from service.document.model import Entry, Helplines, Page
from service.document.places import note_taken_place
from service.document.problems import Problems
from service.document.source import Source, get_source
from service.languages import get_languages

_MANY_TITLES: Final = 20
"""If more titles change, everything is read again: that is soon cheaper than to look who names them."""


class Known(Protocol):
    """What was found out of a file when it was proved."""

    @property
    def title(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def is_draft(self) -> bool: ...
    def names(self, title: str, slug: str) -> bool:
        """Whether the file may name an entry of that title, or links to that slug."""
        ...


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of a shelf."""

    entries: MutableMapping[str, Any]
    """By slug, what is `Known` of files that have not changed."""
    pages: MutableMapping[str, Any]
    slugs_by_title: Mapping[str, str]
    """Of all entries that were shown, those too that have changed since."""


@dataclass(frozen=True, slots=True)
class ReadShelf:
    """What was read of one language; what was known is not among it."""

    entries: tuple[Entry, ...]
    """In the order of their titles."""
    drafts: tuple[Entry, ...]
    pages: tuple[Page, ...]
    helplines: Helplines | None
    sources: Mapping[str, Source]
    """By slug, those of the entries that were read."""
    page_sources: Mapping[str, Source]


@dataclass(frozen=True)
class _Front:
    """The front matter of a file, at hand or known."""

    path: Path
    shown_path: str
    known: Known | None

    @cached_property
    def source(self) -> Source | None:
        return get_source(self.path, self.shown_path, Problems(self.shown_path))

    def get(self, name: str) -> Any:
        if self.known is not None and name in ("title", "code"):
            return getattr(self.known, name)
        return self.source.fields.get(name) if self.source else None

    @property
    def is_draft(self) -> bool:
        return self.known.is_draft if self.known is not None else self.get("draft") is True

    def get_line(self, name: str) -> int:
        return self.source.field_lines.get(name, 1) if self.source else 1


class ShelfReader:
    def __init__(self, folder: Path, content: Path, problems: list[Problems], before: Before | None = None) -> None:
        """What is known, and must be read again all the same, is taken out of `before`."""
        self._folder, self._content, self._all = folder, content, problems
        before = before or Before({}, {}, {})
        self._known, self._known_pages, self._titles_before = before.entries, before.pages, before.slugs_by_title
        self._fronts: dict[str, _Front] = {}
        self._own: dict[str, Problems] = {}

    def read(self) -> ReadShelf:
        for path in sorted(self._folder.glob("*.md")):
            self._open(path)
        self._note_shared("title", "F011", str.casefold)
        self._note_shared("code", "F010", str)
        self._note_lengths()
        around = self._get_surroundings()
        self._forget_those_that_name(around.slugs_by_title)
        reader = EntryReader(around)
        sources = {slug: each.source for slug, each in self._fronts.items() if each.known is None and each.source}
        read = [reader.read_entry(slug, source, self._own[slug]) for slug, source in sources.items()]
        every = sort(entry for entry in read if entry)
        drafts = tuple(entry for entry in every if self._fronts[entry.slug].is_draft)
        shown = tuple(entry for entry in every if not self._fronts[entry.slug].is_draft)
        pages = self._read_pages(reader)
        helplines = read_helplines(self._folder, self._content, self._all)
        return ReadShelf(shown, drafts, tuple(page for page, _ in pages), helplines, sources,
                         {page.slug: source for page, source in pages})  # fmt: skip

    def _get_surroundings(self) -> Surroundings:
        shown = {slug: front for slug, front in self._fronts.items() if not front.is_draft}
        titles = {slug: front.get("title") for slug, front in shown.items()}
        by_title = {title.casefold(): slug for slug, title in titles.items() if isinstance(title, str)}
        return Surroundings(self._folder, by_title, shown.keys())

    def _forget_those_that_name(self, now: Mapping[str, str]) -> None:
        """Read again what names an entry whose title came, went or changed hands."""
        changed = self._titles_before.items() ^ now.items()
        is_much = len(changed) > _MANY_TITLES
        for kept in (self._known, self._known_pages):
            for other, known in list(kept.items()):
                if is_much or any(known.names(title, slug) for title, slug in changed):
                    del kept[other]
                    if kept is self._known:
                        self._open(self._fronts[other].path)

    def _problems_for(self, path: Path) -> Problems:
        problems = Problems(str(path.relative_to(self._content.parent)))
        self._all.append(problems)
        return problems

    def _open(self, path: Path) -> None:
        problems = self._problems_for(path)
        slug = path.stem
        front = _Front(path, problems.path, self._known.get(slug))
        if front.known is None:
            if not is_slug(slug):
                problems.add("F008", 0, f"The file name '{path.name}' is not a slug.")
            source = get_source(path, problems.path, problems)
            front.__dict__["source"] = source
            if source is None:
                return
            note_faults(source.fields, ENTRY_FIELDS, source.field_lines, problems)
        self._fronts[slug], self._own[slug] = front, problems

    def _note_shared(self, name: str, code: str, fold: Callable[[str], str]) -> None:
        first: dict[str, str] = {}
        for slug, front in self._fronts.items():
            value = front.get(name)
            if not isinstance(value, str):
                continue
            if (other := first.setdefault(fold(value), slug)) != slug:
                message = f"The {name} '{value}' is also that of {other}.md."
                self._own[slug].add(code, front.get_line(name), message)

    def _note_lengths(self) -> None:
        """Codes that are shorter or longer than most: a caller types digits until they can be no other entry."""
        codes = {slug: code for slug, front in self._fronts.items() if is_code(code := front.get("code"))}
        (usual, _), *_ = Counter(len(str(code)) for code in codes.values()).most_common(1) or [(0, 0)]
        for slug, code in codes.items():
            if len(str(code)) != usual:
                message = f"The code '{code}' has {len(str(code))} digits; most have {usual}."
                self._own[slug].add("F015", self._fronts[slug].get_line("code"), message)

    def _read_pages(self, reader: EntryReader) -> list[tuple[Page, Source]]:
        found = []
        for path in sorted((self._folder / PAGES_FOLDER).glob("*.md")):
            if path.stem in self._known_pages:
                continue
            problems = self._problems_for(path)
            if not is_slug(path.stem):
                problems.add("F008", 0, f"The file name '{path.name}' is not a slug.")
            note_taken_place(path, get_languages(), problems)
            source = get_source(path, problems.path, problems)
            page = reader.read_page(path.stem, source, problems) if source else None
            if page and source:
                found.append((page, source))
        return found


def sort(entries: Iterable[Entry]) -> list[Entry]:
    """Entries in the order of their titles, accents aside."""
    return sorted(entries, key=lambda entry: get_title_order(entry.title))


def get_title_order(title: str) -> tuple[tuple[str, ...], str]:
    """What titles are put in order by."""
    return get_words(title), title
