"""Text as it is compared: without case, accents or punctuation."""

from __future__ import annotations

import re
import unicodedata


def get_folded(text: str) -> str:
    """Text without case and accents: "École" gives "ecole"."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def get_words(text: str) -> tuple[str, ...]:
    """The words of a text, folded, in order; "don't" is one word."""
    return tuple(re.findall(r"[^\W_]+", re.sub(r"['’]", "", get_folded(text))))
