"""A lexicon as it is written: lexemes with their graphemes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grapheme:
    """A written word or phrase, or a regular expression."""

    text: str
    line: int
    """Counted from 1."""
    ahead: str = ""
    """What must follow, as a regular expression, or empty."""
    not_ahead: str = ""
    """What must not follow, as a regular expression, or empty."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """Graphemes that are said alike."""

    graphemes: tuple[Grapheme, ...]
    alias: str
    """Words to say, or empty."""
    phonemes: str
    """IPA, or empty."""
    is_regex: bool = False
