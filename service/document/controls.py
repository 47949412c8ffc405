"""Characters that nobody sees and no voice says, and that can mislead: none of them may get onto a page."""

from __future__ import annotations

import unicodedata
from typing import Final

_ALLOWED: Final = {"\n", "\t", "\u200c", "\u200d", "\u00ad"}
"""Joiners are needed within emoji and within words of several scripts; a soft hyphen only says where to break."""
_NO_CHARACTERS: Final = range(0xFDD0, 0xFDF0)
_LAST_TWO: Final = 0xFFFE
"""The last two of each plane of Unicode, and the range above, are no characters: XML has no place for some of them."""


def find_control(text: str) -> str:
    """The first control, override or private character of a text, as U+202E, or empty."""
    for character in "" if text.isprintable() else text:
        number = ord(character)
        is_none = number & _LAST_TWO == _LAST_TWO or number in _NO_CHARACTERS
        if character not in _ALLOWED and (is_none or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co")):
            return f"U+{number:04X}"
    return ""
