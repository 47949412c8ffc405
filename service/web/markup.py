"""Sentences as the templates draw them: links around runs, kinds of blocks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from service.document.model import Block, Run, Sentence
from service.web.addresses import get_address, get_written_address


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring runs within one link, or within none."""

    address: str
    """Where the link goes, or ""."""
    is_elsewhere: bool
    """Whether the link leaves this site."""
    runs: tuple[Run, ...]


def get_stretches(sentence: Sentence) -> tuple[Stretch, ...]:
    """The runs of a sentence, grouped so that a link with emphasis inside is one link."""
    groups = groupby(sentence.runs, key=lambda run: (run.href, run.entry))
    return tuple(_get_stretch(href, entry, tuple(runs)) for (href, entry), runs in groups)


def _get_stretch(href: str | None, entry: str | None, runs: tuple[Run, ...]) -> Stretch:
    if entry is not None:
        return Stretch(get_address("glossary.show_entry", slug=entry), False, runs)
    if href is None:
        return Stretch("", False, runs)
    return Stretch(get_written_address(href), not href.startswith("/"), runs)


def get_kind(block: Block) -> str:
    """Name of a block's class, so that a template can choose."""
    return type(block).__name__
