"""Content written for one test."""

from __future__ import annotations

from pathlib import Path

from service.document.library import Library, read_library
from service.document.model import Block, Entry
from service.errors import ContentError, Problem

FRONT = """+++
title = "Hope"
code = "101"
say = "Hope"
summary = "Hope is a word. It is short."
related = []
content_note = "Nothing hard is on this page."
reviewed = 2026-11-22

[[sources]]
author = "Byron, A."
year = 1843
title = "Notes"
where = "London"
+++
"""
BODY_LINE = FRONT.count("\n") + 1
BODY = "## Definition\n\nIt grows. It stays.\n"
ENTRY = FRONT + BODY


def get_front(title: str, code: str) -> str:
    return FRONT.replace('"Hope"', f'"{title}"').replace('"101"', f'"{code}"')


def write(content: Path, files: dict[str, str | bytes]) -> Path:
    """Write files under their paths within `content/`."""
    for name, text in files.items():
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return content


def read(folder: Path, files: dict[str, str | bytes]) -> Library:
    return read_library(write(folder / "content", files))


def read_entry(folder: Path, body: str) -> Entry:
    """An entry with that body, beside an entry named Care."""
    files: dict[str, str | bytes] = {
        "en/hope.md": FRONT + body,
        "en/care.md": get_front("Care", "102") + BODY,
        "en/images/tree.svg": "<svg/>",
    }
    return read(folder, files).get_shelf("en").get_entry("hope")


def read_blocks(folder: Path, text: str) -> tuple[Block, ...]:
    """The blocks of a section with that text."""
    return read_entry(folder, f"## Definition\n\n{text}\n").sections[0].blocks


def get_problems(folder: Path, files: dict[str, str | bytes]) -> list[Problem]:
    """What is wrong with these files; empty when nothing is."""
    try:
        read(folder, files)
    except ContentError as error:
        return list(error.problems)
    return []


def get_faults(folder: Path, files: dict[str, str | bytes]) -> list[tuple[str, int, str]]:
    """File name, line and code of each fault."""
    return [(Path(each.path).name, each.line, each.code) for each in get_problems(folder, files)]
