"""Which names the pages of `content/` may have, so that each has an address of its own on the site."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from service.document.problems import Problems

_TAKEN: Final = frozenset({"audio", "glossary", "preferences", "search", "static"})
"""Addresses of the site itself."""


def note_taken_place(page: Path, languages: Collection[str], problems: Problems) -> None:
    """Note a page that is named like a language or like a part of the site."""
    if page.stem in _TAKEN or page.stem in languages:
        problems.add("F020", 0, f"The address /{page.stem}/ is not free.")
