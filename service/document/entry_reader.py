"""Reads one entry or page, among the other entries of its language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from service.document.fields import PAGE_FIELDS, get_sources, is_slug, note_faults
from service.document.identity import SentenceMaker
from service.document.inlines import Inlines
from service.document.introduction import check_introduction, make_introduction
from service.document.library import IMAGES_FOLDER, TAKEN
from service.document.markdown import BodyReader
from service.document.model import Entry, Image, Page, Run, Section, Sentence
from service.document.plain_words import Reader, TitleIndex
from service.document.problems import Problems
from service.document.source import Source, note_in
from service.document.source_titles import note_titles
from service.languages import get_language, get_languages, get_writing


@dataclass(frozen=True)
class Surroundings:
    """What the reading of one file needs to know of the others."""

    folder: Path
    """Of the language, which is its name."""
    slugs_by_title: Mapping[str, str]
    """Of entries that are shown; titles without regard to case."""
    slugs: Collection[str]
    """Those that can be related to: drafts cannot."""

    @property
    def language(self) -> str:
        return self.folder.name

    @cached_property
    def titles(self) -> TitleIndex:
        """Found in running text."""
        return TitleIndex(self.slugs_by_title)

    @cached_property
    def writing(self) -> Mapping[str, Any]:
        """The lists of words of the language; empty if it has no TOML."""
        return get_writing(self.language)

    @cached_property
    def phrases(self) -> TitleIndex:
        """Phrases of other languages; a title of this glossary is none, since it explains that."""
        every = {phrase: tag for tag, found in self.writing.get("foreign_phrases", {}).items() for phrase in found}
        return TitleIndex(
            {phrase: tag for phrase, tag in every.items() if phrase.casefold() not in self.slugs_by_title}
        )


class EntryReader:
    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._language = around.language

    def read_entry(self, slug: str, source: Source, problems: Problems) -> Entry | None:
        """The entry, or None after a fault."""
        entry = self._read_entry(slug, source, problems, is_proved=False)
        if entry is not None:
            self._check_plain_words(slug, source, problems).check(entry.introduction.get_sentences(), entry.sections)
            note_titles(entry.sources, self._language, source.data.decode("utf-8", "replace"), problems)
        return entry

    def read_proved_entry(self, slug: str, source: Source, problems: Problems) -> Entry | None:
        """The same of a file that was proved before: what it names need not be looked for."""
        return self._read_entry(slug, source, problems, is_proved=True)

    def _read_entry(self, slug: str, source: Source, problems: Problems, *, is_proved: bool) -> Entry | None:
        values, lines = source.fields, source.field_lines
        sources = get_sources(values, lines, problems)
        if not is_proved:
            self._check_related(slug, values, lines, problems)
        maker = SentenceMaker(self._language)
        reader = self._body_reader(source, maker, problems)
        introduction = None
        if not problems.found:
            introduction = make_introduction(values, maker)
            check_introduction(introduction, lines, self._inlines(problems))
        sections = reader.read(source.body, TAKEN)
        if not is_proved:
            self._check_images(sections, problems)
        if problems.found or introduction is None:
            return None
        plain = {name: values[name] for name in ("title", "code", "say", "summary", "content_note", "reviewed")}
        return Entry(
            slug=slug, language=self._language, related=tuple(values["related"]), sources=sources,
            introduction=introduction, sections=sections, **plain,
        )  # fmt: skip

    def _check_related(
        self, slug: str, values: Mapping[str, Any], lines: Mapping[str, int], problems: Problems
    ) -> None:
        for related in values.get("related", []) if isinstance(values.get("related"), list) else []:
            if is_slug(related) and (related == slug or related not in self._around.slugs):
                message = f"The related entry '{related}' is not there, or a draft."
                problems.add("F012", lines.get("related", 1), message)

    def _body_reader(self, source: Source, maker: SentenceMaker, problems: Problems) -> BodyReader:
        return BodyReader(problems, source.body_line, self._inlines(problems), maker)

    def _inlines(self, problems: Problems) -> Inlines:
        is_right_to_left = self._language in get_languages() and get_language(self._language).direction == "rtl"
        slugs = self._around.slugs_by_title
        return Inlines(problems, lambda title: slugs.get(title.casefold()), is_right_to_left)

    def _check_plain_words(self, slug: str, source: Source, problems: Problems) -> Reader:
        around = self._around
        known, empty = (frozenset(around.writing.get(name, ())) for name in ("known_abbreviations", "empty_link_words"))
        note = partial(note_in, source, problems)
        return Reader(around.titles, around.phrases, slug, known, empty, note)

    def _check_images(self, sections: Iterable[Section], problems: Problems) -> None:
        folder = self._around.folder
        for section in sections:
            for block in section.blocks:
                if isinstance(block, Image) and not (folder / IMAGES_FOLDER / block.file).is_file():
                    problems.add("D013", 0, f"The image '{block.file}' is not in {folder.name}/images/.")

    def read_page(self, slug: str, source: Source, problems: Problems) -> Page | None:
        """The page, or None after a fault."""
        note_faults(source.fields, PAGE_FIELDS, source.field_lines, problems)
        page = self._read_page(slug, source, problems, is_proved=False)
        if page is not None:
            summary = Sentence("", (Run(page.summary),))
            self._check_plain_words("", source, problems).check((summary,), page.sections)
        return page

    def read_proved_page(self, slug: str, source: Source, problems: Problems) -> Page | None:
        """The same of a file that was proved before."""
        return self._read_page(slug, source, problems, is_proved=True)

    def _read_page(self, slug: str, source: Source, problems: Problems, *, is_proved: bool) -> Page | None:
        sections = self._body_reader(source, SentenceMaker(self._language), problems).read(source.body)
        if not is_proved:
            self._check_images(sections, problems)
        if problems.found:
            return None
        return Page(slug=slug, language=self._language, sections=sections, **source.fields)
