"""A draft of a new entry: valid from the start, and not shown until its author says so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import product
from typing import Final

from service.document.library import Shelf
from service.errors import LecternError

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
    """The text of a draft, with the first code that no entry has.

    :raise LecternError: if all codes of the language's length are taken.
    """
    code = get_free_code({entry.code for entry in (*shelf.entries, *shelf.drafts)})
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _TEMPLATE.format(title=quoted, code=code, today=today.isoformat(), year=today.year)


def get_free_code(taken: Collection[str]) -> str:
    """The lowest from 101, or 1001 or 10001, that is free, else 100; none that `is_code` would refuse."""
    length = max(map(len, taken), default=3)
    lowest, *others = ("".join(digits) for digits in product("12345678", *["012345678"] * (length - 1)))
    for code in (*others, lowest):
        if code not in taken:
            return code
    raise LecternError(
        f"All codes of {length} digits are taken. Give every entry of the language one digit more, such as 1 in front."
    )
