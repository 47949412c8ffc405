"""A draft of a new entry: valid from the start, and not shown until its author says so."""

from __future__ import annotations

from datetime import date
from typing import Final

from service.document.library import Shelf

_TEMPLATE: Final = """+++
draft = true  # delete this line when the entry is ready to be shown
title = {title}
code = "{code}"
say = {title}
summary = "Two to four short sentences that say what it is."
related = []
content_note = "What hard things this page speaks of."
reviewed = {today}

[[sources]]
author = "Family name, initials"
year = {year}
title = "Title of the work"
where = "Journal or publisher"
+++

## Definition

What it is, in plain words.

## How it forms

How it comes about.

## How it shows up

How it can be noticed.

## How it heals

What helps, over time.
"""


def get_draft(title: str, shelf: Shelf, today: date) -> str:
    """The text of a draft, with the lowest code from 101 that no entry has."""
    taken = {*(entry.code for entry in shelf.entries), *(entry.code for entry in shelf.drafts)}
    code = next(f"{number:03}" for number in range(101, 1000) if f"{number:03}" not in taken)
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _TEMPLATE.format(title=quoted, code=code, today=today.isoformat(), year=today.year)
