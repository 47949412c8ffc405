"""Words that a reader may not know, and links that do not say where they lead.

Names of other entries are links at their first use in a section (WCAG 2.2, technique H40 by G101), abbreviations stand
beside their long form at their first use on a page (G97), links make sense without their surroundings (2.4.9), and
phrases of other languages name theirs (3.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from service.document.model import Image, Run, Section, Sentence, get_paragraphs

_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_CAPITALS: Final = re.compile(r"(?<![\w-])[^\W\d_]+(?:\.[^\W\d_]+)*(?![\w])")
_ROMAN: Final = re.compile(r"[IVXLCDM]+")
_OPENED: Final = re.compile(r"\w[\s\"'“”‘’]*[(\[][^)\]]*$")
_OPENS: Final = re.compile(r"\s*[(\[]")


class TitleIndex:
    """The titles of a shelf, or other phrases that stand for something, found in running text, the longest first."""

    def __init__(self, slugs_by_title: Mapping[str, str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for title, slug in slugs_by_title.items():
            if words := tuple(_WORD.findall(title.casefold())):
                self._by_first.setdefault(words[0], []).append((words, slug))
        for found in self._by_first.values():
            found.sort(key=lambda each: len(each[0]), reverse=True)

    def find(self, text: str) -> Iterator[tuple[str, str]]:
        """Words and slug of each mention; the words of a title have only white space between them."""
        folded = text.casefold()
        words = list(_WORD.finditer(folded))
        place = 0
        while place < len(words):
            title, slug = "", ""
            if words[place].group() in self._by_first:
                title, slug = self._get_title(folded, words[place:])
            if slug:
                yield title, slug
            place += len(_WORD.findall(title)) or 1

    def _get_title(self, text: str, words: list[re.Match[str]]) -> tuple[str, str]:
        for title, slug in self._by_first.get(words[0].group(), ()):
            here = words[: len(title)]
            gaps = (text[one.end() : other.start()] for one, other in zip(here, here[1:], strict=False))
            if tuple(each.group() for each in here) == title and all(gap.isspace() for gap in gaps):
                return " ".join(title), slug
        return "", ""


@dataclass(frozen=True, slots=True)
class Reader:
    """What the reader of one file cannot know without help; faults go to `note(code, message, sentence)`."""

    titles: TitleIndex
    phrases: TitleIndex
    """Phrases of other languages, each with the tag of its own."""
    own: str
    """Slug of the entry itself, which it need not link to."""
    known: frozenset[str]
    """Abbreviations that need no long form."""
    empty_words: frozenset[str]
    """Link words that say nothing, such as "here"."""
    note: Callable[[str, str, Sentence], None]
    _places: dict[str, str] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)

    def check(self, opening: Iterable[Sentence], sections: Iterable[Section]) -> None:
        """Note what is unclear in the sentences before the sections, and in these."""
        for sentence in opening:
            self._check_capitals(sentence)
            self._check_phrases(sentence)
        for section in sections:
            linked = {self.own}
            for sentence in section.get_sentences():
                self._check_capitals(sentence)
                self._check_phrases(sentence)
                self._check_links(sentence)
            for sentence in _get_prose(section):
                self._check_titles(sentence, linked)

    def _check_titles(self, sentence: Sentence, linked: set[str]) -> None:
        for (entry, is_other), runs in groupby(sentence.runs, key=_get_owner):
            if entry is not None:
                linked.add(entry)
            for title, slug in () if entry or is_other else self.titles.find("".join(run.text for run in runs)):
                if slug not in linked:
                    self.note("D023", f"The entry '{title}' is named and not linked in this section.", sentence)
                linked.add(slug)

    def _check_capitals(self, sentence: Sentence) -> None:
        for found in _CAPITALS.finditer(sentence.text):
            letters = found.group()
            if len(letters.replace(".", "")) < 2 or not letters.isupper() or _ROMAN.fullmatch(letters):
                continue
            before, after = sentence.text[: found.start()], sentence.text[found.end() :]
            if not (letters in self.known | self._met or _OPENED.search(before) or _OPENS.match(after)):
                self.note("D024", f"'{letters}' stands without its long form.", sentence)
            self._met.add(letters)

    def _check_phrases(self, sentence: Sentence) -> None:
        for language, runs in groupby(sentence.runs, key=lambda run: run.language):
            for phrase, tag in () if language else self.phrases.find("".join(run.text for run in runs)):
                self.note("D028", f"'{phrase}' stands without its language, which is '{tag}'.", sentence)

    def _check_links(self, sentence: Sentence) -> None:
        for (entry, href), runs in groupby(sentence.runs, key=lambda run: (run.entry, run.href)):
            if (place := entry or href) is None:
                continue
            words = " ".join("".join(run.text for run in runs).casefold().split()).rstrip(".")
            if words in self.empty_words:
                self.note("D026", f"The link words '{words}' do not tell where the link goes.", sentence)
            if (other := self._places.setdefault(words, place)) != place:
                self.note("D025", f"The link words '{words}' go to '{place}' here, and to '{other}' before.", sentence)


def _get_owner(run: Run) -> tuple[str | None, bool]:
    """The entry that a run links to, and whether its words are another language's or another link's."""
    return run.entry, run.href is not None or run.language is not None


def _get_prose(section: Section) -> Iterator[Sentence]:
    """Sentences that can hold links: not the heading, no alternatives of images."""
    for block in section.blocks:
        if not isinstance(block, Image):
            for paragraph in get_paragraphs(block):
                yield from paragraph.sentences
