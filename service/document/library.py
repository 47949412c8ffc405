"""Everything in `content/`: entries, pages and helplines of each language, proved before any is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from service.document.fields import (
    ENTRY_FIELDS,
    HELPLINES_FIELDS,
    PAGE_FIELDS,
    get_helpline,
    get_sources,
    is_slug,
    note_faults,
)
from service.document.identity import SentenceMaker, get_block_id
from service.document.inlines import Inlines
from service.document.markdown import BodyReader
from service.document.model import Entry, Helpline, Helplines, Image, Page, Paragraph, Run, Section, get_paragraphs
from service.document.problems import Problems
from service.document.source import Source, get_source, get_text, parse_toml
from service.errors import ContentError, UnknownName
from service.languages import get_language, get_languages

INTRODUCTION: Final = "introduction"
_TAKEN: Final = frozenset({INTRODUCTION, "all"})
"""Ids that no section may have: the introduction's, and the whole entry's in addresses."""
PAGES_FOLDER: Final = "pages"
HELPLINES_FILE: Final = "helplines.toml"


@dataclass(frozen=True, slots=True)
class Shelf:
    """All content of one language."""

    language: str
    entries: tuple[Entry, ...]
    """In the order of their titles."""
    pages: tuple[Page, ...]
    helplines: Helplines | None
    drafts: tuple[Entry, ...] = ()
    """Entries that are checked but not shown, nor linked to, nor spoken."""
    _by_slug: dict[str, Entry] = field(repr=False, default_factory=dict)

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


def read_library(content: Path) -> Library:
    """Read and prove all of `content/`.

    :raise ContentError: with every fault in every file.
    """
    problems: list[Problems] = []
    shelves = {}
    for folder in sorted(path for path in content.iterdir() if path.is_dir()) if content.is_dir() else ():
        shelves[folder.name] = _ShelfReader(folder, content, problems).read()
    if not any(shelf.entries for shelf in shelves.values()) and not any(each.found for each in problems):
        nothing = Problems(content.name)
        nothing.add("F014", 0, "There is no entry in this folder.")
        problems.append(nothing)
    if faults := [fault for each in problems for fault in each.found]:
        raise ContentError(faults)
    return Library(shelves)


class _ShelfReader:
    """Reads one language folder in two passes: front matter of all files first, since links need every title."""

    def __init__(self, folder: Path, content: Path, problems: list[Problems]) -> None:
        self._folder, self._content, self._all = folder, content, problems
        self._language = folder.name
        self._sources: dict[str, Source] = {}
        self._slugs_by_title: dict[str, str] = {}

    def read(self) -> Shelf:
        own: dict[str, Problems] = {}
        for path in sorted(self._folder.glob("*.md")):
            own[path.stem] = self._open(path)
        self._note_shared("title", "F011", own, str.casefold)
        self._note_shared("code", "F010", own, str)
        self._slugs_by_title = {
            source.fields["title"].casefold(): slug
            for slug, source in self._sources.items()
            if isinstance(source.fields.get("title"), str) and not self._is_draft(slug)
        }
        entries = [self._read_entry(slug, source, own[slug]) for slug, source in self._sources.items()]
        every = sorted((entry for entry in entries if entry), key=lambda entry: entry.title.casefold())
        ordered = tuple(entry for entry in every if not self._is_draft(entry.slug))
        drafts = tuple(entry for entry in every if self._is_draft(entry.slug))
        found = [self._read_page(path) for path in sorted((self._folder / PAGES_FOLDER).glob("*.md"))]
        pages = tuple(page for page in found if page)
        by_slug = {entry.slug: entry for entry in ordered}
        return Shelf(self._language, ordered, pages, self._read_helplines(), drafts, by_slug)

    def _is_draft(self, slug: str) -> bool:
        return self._sources[slug].fields.get("draft") is True

    def _problems_for(self, path: Path) -> Problems:
        problems = Problems(str(path.relative_to(self._content.parent)))
        self._all.append(problems)
        return problems

    def _open(self, path: Path) -> Problems:
        problems = self._problems_for(path)
        if not is_slug(path.stem):
            problems.add("F008", 0, f"The file name '{path.name}' is not a slug.")
        source = get_source(path, problems.path, problems)
        if source:
            note_faults(source.fields, ENTRY_FIELDS, source.field_lines, problems)
            self._sources[path.stem] = source
        return problems

    def _note_shared(self, name: str, code: str, own: dict[str, Problems], fold: Callable[[str], str]) -> None:
        first: dict[str, str] = {}
        for slug, source in self._sources.items():
            value = source.fields.get(name)
            if not isinstance(value, str):
                continue
            if (other := first.setdefault(fold(value), slug)) != slug:
                line = source.field_lines.get(name, 1)
                own[slug].add(code, line, f"The {name} '{value}' is also that of {other}.md.")

    def _read_entry(self, slug: str, source: Source, problems: Problems) -> Entry | None:
        values, lines = source.fields, source.field_lines
        sources = get_sources(values, lines, problems)
        for related in values.get("related", []) if isinstance(values.get("related"), list) else []:
            if is_slug(related) and (related not in self._sources or related == slug or self._is_draft(related)):
                message = f"The related entry '{related}' is not there, or a draft."
                problems.add("F012", lines.get("related", 1), message)
        maker = SentenceMaker(self._language)
        reader = self._body_reader(source, maker, problems)
        introduction = None
        if not problems.found:
            introduction = _make_introduction(values, maker)
            _check_introduction(introduction, lines, self._inlines(problems))
        sections = reader.read(source.body, _TAKEN)
        self._check_images(sections, problems)
        if problems.found or introduction is None:
            return None
        plain = {name: values[name] for name in ("title", "code", "say", "summary", "content_note", "reviewed")}
        return Entry(
            slug=slug, language=self._language, related=tuple(values["related"]), sources=sources,
            introduction=introduction, sections=sections, **plain,
        )  # fmt: skip

    def _body_reader(self, source: Source, maker: SentenceMaker, problems: Problems) -> BodyReader:
        return BodyReader(problems, source.body_line, self._inlines(problems), maker)

    def _inlines(self, problems: Problems) -> Inlines:
        is_right_to_left = self._language in get_languages() and get_language(self._language).direction == "rtl"
        return Inlines(problems, lambda title: self._slugs_by_title.get(title.casefold()), is_right_to_left)

    def _check_images(self, sections: Iterable[Section], problems: Problems) -> None:
        for section in sections:
            for block in section.blocks:
                if isinstance(block, Image) and not (self._folder / "images" / block.file).is_file():
                    problems.add("D013", 0, f"The image '{block.file}' is not in {self._folder.name}/images/.")

    def _read_page(self, path: Path) -> Page | None:
        problems = self._problems_for(path)
        if not is_slug(path.stem):
            problems.add("F008", 0, f"The file name '{path.name}' is not a slug.")
        source = get_source(path, problems.path, problems)
        if source is None:
            return None
        note_faults(source.fields, PAGE_FIELDS, source.field_lines, problems)
        sections = self._body_reader(source, SentenceMaker(self._language), problems).read(source.body)
        self._check_images(sections, problems)
        if problems.found:
            return None
        return Page(slug=path.stem, language=self._language, sections=sections, **source.fields)

    def _read_helplines(self) -> Helplines | None:
        path = self._folder / HELPLINES_FILE
        if not path.exists():
            return None
        problems = self._problems_for(path)
        text = get_text(path, problems)
        values = parse_toml(text, 0, problems) if text is not None else None
        if values is None:
            return None
        note_faults(values, HELPLINES_FIELDS, {}, problems)
        if problems.found:
            return None
        tables: dict[str, list[Helpline | None]] = {
            kind: [get_helpline(table, kind, {}, problems) for table in values.get(kind, [])]
            for kind in ("emergency", "helpline")
        }
        whole = {kind: tuple(each for each in found if each) for kind, found in tables.items()}
        return Helplines(values["reviewed"], whole["emergency"], whole["helpline"])


def _check_introduction(introduction: Section, lines: Mapping[str, int], inlines: Inlines) -> None:
    summary, note = (tuple(get_paragraphs(block))[0].sentences for block in introduction.blocks)
    for name, sentences in (("title", (introduction.heading,)), ("summary", summary), ("content_note", note)):
        for sentence in sentences:
            inlines.check_sentence(sentence, lines.get(name, 1))
            inlines.check_direction(sentence.runs[0], lines.get(name, 1))


def _make_introduction(values: dict[str, str], maker: SentenceMaker) -> Section:
    heading = maker.make((Run(values["title"].strip()),))
    summary = maker.make_paragraph((Run(values["summary"].strip()),))
    note = maker.make_paragraph((Run(values["content_note"].strip()),))
    blocks: tuple[Paragraph, ...] = (
        Paragraph(get_block_id("p", summary.sentences), summary.sentences),
        Paragraph(get_block_id("p", note.sentences), note.sentences),
    )
    return Section(INTRODUCTION, heading, blocks)
