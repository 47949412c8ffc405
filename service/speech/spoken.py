"""Spoken forms: what is said in place of what is written, and the way back from the one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Form:
    """A stretch of written text that is spoken otherwise than it is written."""

    start: int
    end: int
    """Characters of the written text."""
    spoken: str
    """Words for every engine; empty where nothing is to be heard."""
    rule: str
    """What made it, in words of the `languages/` TOML or of the lexicon: `say --explain` prints it."""
    phonemes: str = ""
    """IPA for the engines that take it, or empty."""


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """A stretch of the spoken text whose sound is given."""

    start: int
    end: int
    """Characters of the spoken text."""
    phonemes: str
    """IPA."""


def merge(first: Iterable[Form], second: Iterable[Form]) -> tuple[Form, ...]:
    """Both, in order; where two touch the same characters, those of `first` stand. Neither overlaps itself."""
    kept = list(first)
    kept += [form for form in second if not any(form.start < other.end and other.start < form.end for other in kept)]
    return tuple(sorted(kept, key=lambda form: (form.start, form.end)))


def get_spoken(text: str, forms: Sequence[Form]) -> str:
    """The words that an engine is given."""
    return "".join(spoken for _, _, spoken, _ in _get_pieces(text, forms))


def get_pronunciations(text: str, forms: Sequence[Form]) -> tuple[Pronunciation, ...]:
    """Where in the spoken text a sound is given."""
    found, position = [], 0
    for _, _, spoken, form in _get_pieces(text, forms):
        if form is not None and form.phonemes:
            found.append(Pronunciation(position, position + len(spoken), form.phonemes))
        position += len(spoken)
    return tuple(found)


class WayBack:
    """From characters of the spoken text to those of the written text."""

    def __init__(self, text: str, forms: Sequence[Form]) -> None:
        self._pieces: list[tuple[int, int, int, int, bool]] = []
        position = 0
        for start, end, spoken, form in _get_pieces(text, forms):
            self._pieces.append((position, position + len(spoken), start, end, form is None))
            position += len(spoken)

    def get_written(self, start: int, end: int) -> tuple[int, int]:
        """The written characters from which the spoken ones at `start` up to `end` came: whole forms at least."""
        touched = [piece for piece in self._pieces if piece[0] < end and start < piece[1]]
        if not touched:
            return 0, 0
        first, last = touched[0], touched[-1]
        return (
            first[2] + max(0, start - first[0]) if first[4] else first[2],
            min(last[3], last[2] + end - last[0]) if last[4] else last[3],
        )


def _get_pieces(text: str, forms: Sequence[Form]) -> Iterator[tuple[int, int, str, Form | None]]:
    """The whole text as (start, end, spoken, form); form is None where it is spoken as written."""
    position = 0
    for form in forms:
        if form.start > position:
            yield position, form.start, text[position : form.start], None
        yield form.start, form.end, form.spoken, form
        position = form.end
    if position < len(text):
        yield position, len(text), text[position:], None


def check_forms(text: str, forms: Sequence[Form]) -> None:
    """:raise ValueError: if forms overlap, are out of order or lie outside the text: a fault of what made them."""
    edges = [0, *(edge for form in forms for edge in (form.start, form.end)), len(text)]
    if any(before > after for before, after in pairwise(edges)):
        raise ValueError(f"forms do not lie in order within the text: {forms!r}")
