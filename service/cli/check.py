"""Prove all content and list every fault at once.

Each line names the file, the line, the rule's code, what is wrong and what to write instead. Exit code 2 if
there is any fault.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from service.document.library import Library, read_library
from service.errors import ContentError, Problem
from service.languages import get_language
from service.settings import get_settings
from service.speech.lexicon import Lexicon, read_lexicons
from service.wiring.studio import take_up_languages

EXAMPLE: Final = "python -m service check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # no options


def run(options: argparse.Namespace, folder: Path) -> int:
    settings = get_settings(folder)
    take_up_languages(settings, folder)
    library, lexicons = read_content(folder / settings.content)
    for lexicon in lexicons.values():
        for note in lexicon.notes:
            print(note)
    for shelf in library.shelves.values():
        get_language(shelf.language)  # a folder without a TOML could be neither shown nor spoken
        sentences = sum(1 for entry in shelf.entries for _ in entry.get_sentences())
        drafts = f", {len(shelf.drafts)} drafts" if shelf.drafts else ""
        counts = f"{len(shelf.entries)} entries{drafts}, {sentences} sentences, {len(shelf.pages)} pages"
        print(f"{shelf.language}: {counts}. No fault.")
    return 0


def read_content(content: Path) -> tuple[Library, Mapping[str, Lexicon]]:
    """The library and the lexicons beside it. :raise ContentError: with the faults of both."""
    library, faults = None, list[Problem]()
    try:
        library = read_library(content)
    except ContentError as error:
        faults += error.problems
    languages = (path.name for path in sorted(content.iterdir()) if path.is_dir()) if content.is_dir() else ()
    try:
        lexicons = read_lexicons(content, languages)
    except ContentError as error:
        faults += error.problems
    if library is None or faults:
        raise ContentError(faults)
    return library, lexicons
