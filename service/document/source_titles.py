"""Titles of sources that are in another language than the page and do not say so (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from service.document.model import HelplineSource, Source
from service.document.problems import Problems
from service.document.source import get_line_of
from service.languages import get_writing

_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def note_titles(sources: Iterable[Source | HelplineSource], language: str, text: str, problems: Problems) -> None:
    """Note titles that name no language and have more words of another one; `text` is the file that they stand in."""
    common: Mapping[str, Any] = get_writing(language).get("common_words", {})
    for source in dict.fromkeys(sources):
        if source.language is None and (tag := guess_language(source.title, language, common)):
            message = f"The title '{source.title}' seems to be in another language, '{tag}'."
            problems.add("D029", get_line_of(text, source.title), message)


def guess_language(title: str, own: str, common: Mapping[str, Iterable[str]]) -> str:
    """The language of whose common words a title has most, if these are more than of its page's own; else empty."""
    words = [word.casefold() for word in _WORD.findall(title) if len(word) == 1 or not word.isupper()]
    counts = {tag: sum(word in found for word in words) for tag, found in common.items()}
    best = max(counts, key=lambda tag: counts[tag], default="")
    return best if counts.get(best, 0) > counts.get(own.partition("-")[0], 0) else ""
