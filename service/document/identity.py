"""Stable names for sections, blocks and sentences."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter

from service.document.model import Paragraph, Run, Sentence
from service.document.sentences import split_sentences


def get_slug(title: str) -> str:
    """A title in lower-case ASCII letters, digits and hyphens: "Café au lait" gives "cafe-au-lait"."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


class SentenceMaker:
    """Makes the sentences of one entry, so that no two share an id.

    An id is drawn from the sentence's own text, so it survives every edit elsewhere in the entry.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._seen: Counter[str] = Counter()

    def make(self, runs: tuple[Run, ...]) -> Sentence:
        """One sentence of these runs."""
        text = "".join(run.text for run in runs)
        name = "s-" + hashlib.sha256(text.encode()).hexdigest()[:8]
        self._seen[name] += 1
        repeat = self._seen[name]
        return Sentence(name if repeat == 1 else f"{name}-{repeat}", runs)

    def make_paragraph(self, runs: tuple[Run, ...]) -> Paragraph:
        """A paragraph cut into sentences; its id is drawn from the first of them."""
        text = "".join(run.text for run in runs)
        sentences = tuple(self.make(_cut(runs, start, end)) for start, end in split_sentences(text, self._language))
        return Paragraph(get_block_id("p", sentences), sentences)


def get_block_id(kind: str, sentences: tuple[Sentence, ...]) -> str:
    """`p-1a2b3c4d` for the paragraph whose first sentence is `s-1a2b3c4d`; empty for an empty table cell."""
    return kind + sentences[0].id.removeprefix("s") if sentences else ""


def _cut(runs: tuple[Run, ...], start: int, end: int) -> tuple[Run, ...]:
    """The runs that lie between two character positions, cut to fit."""
    pieces = []
    position = 0
    for run in runs:
        first, last = max(start - position, 0), min(end - position, len(run.text))
        if first < last:
            pieces.append(Run(run.text[first:last], run.strong, run.emphasis, run.href, run.entry, run.language))
        position += len(run.text)
    return tuple(pieces)
