"""Write a valid draft of a new entry.

The draft is checked like every entry, and shown once its line "draft = true" is deleted.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Final

from service.document.draft import get_draft
from service.document.fields import is_slug
from service.document.identity import get_slug
from service.errors import LecternError, SettingsError
from service.settings import get_settings
from service.wiring.studio import get_library

EXAMPLE: Final = 'python -m service new "Love bombing"'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title", help="the term, as readers see it")


def run(options: argparse.Namespace, folder: Path) -> int:
    settings = get_settings(folder)
    title = " ".join(options.title.split())
    slug = get_slug(title)
    if not is_slug(slug) or not title.isprintable():
        raise SettingsError(f"'{title}' cannot be a title: it needs letters a to z or digits, and at most 80 of them.")
    shelf = get_library(settings, folder).get_shelf(settings.language)
    if any(title.casefold() == entry.title.casefold() for entry in (*shelf.entries, *shelf.drafts)):
        raise SettingsError(f"There is an entry '{title}' already.")
    path = folder / settings.content / settings.language / f"{slug}.md"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(get_draft(title, shelf, date.today()))
    except FileExistsError as error:
        raise SettingsError(f"{path} is there already; nothing was written.") from error
    except OSError as error:
        raise LecternError(f"{path} cannot be written: {error.strerror}.") from error
    shown = path.relative_to(folder)
    print(f"{shown} is a draft. Write it, delete its line 'draft = true', then: python -m service check")
    return 0
