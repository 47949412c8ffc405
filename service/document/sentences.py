"""Cuts a paragraph into sentences."""

from __future__ import annotations

import re
from typing import Final

import sentencex

MAX_CHARACTERS: Final = 600
"""Longest sentence: about 40 s of speech. Readers lose the thread long before; engines fail after."""

_AFTER_BRACKET: Final = re.compile(r"[.!?][\"'”’]?[)\]]\s+(?=[\"'“‘(\[]?[A-Z])")
_BRACKETS: Final = {")": "(", "]": "["}
_NUMBER_ALONE: Final = re.compile(r"(?:\d{1,3}|[A-Za-z])[.)]")


def split_sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Where each sentence lies in `text`: pairs of start and end, in characters, without the white space between.

    sentencex knows abbreviations, initials, decimals, quotations and ellipses of the language; two habits of
    its are mended here: it does not cut after a sentence that stands whole within brackets, and it cuts the
    number of a point ("1. First") from its words.
    """
    pieces: list[tuple[int, int]] = []
    position = 0
    for piece in sentencex.segment(language.partition("-")[0], text):
        start = text.index(piece, position)
        position = start + len(piece)
        pieces.extend(_cut_after_brackets(text, start, position))
    trimmed = [_trim(text, start, end) for start, end in pieces]
    return _join_numbers(text, [piece for piece in trimmed if piece[0] < piece[1]])


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _cut_after_brackets(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut after `(A whole sentence.)`: the bracket must have opened at the piece's beginning."""
    pieces = []
    for found in _AFTER_BRACKET.finditer(text, start, end):
        closing = found.group().rstrip()[-1]
        if text[start:end].lstrip().startswith(_BRACKETS[closing]):
            pieces.append((start, found.end()))
            start = found.end()
    return [*pieces, (start, end)]


def _join_numbers(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    pending: int | None = None
    for start, end in pieces:
        begin = start if pending is None else pending
        if _NUMBER_ALONE.fullmatch(text[start:end]) and (start, end) != pieces[-1] and pending is None:
            pending = start
            continue
        joined.append((begin, end))
        pending = None
    return joined
