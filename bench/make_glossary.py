"""Writes a glossary of any size, for measuring: plain sentences about nothing, titles of no language, cross-links.

`python -m bench.make_glossary 10000 some/folder` writes `some/folder/content/en`. The same size gives the same bytes.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path
from typing import Final

_STARTS: Final = ("ba", "de", "fi", "go", "ha", "ju", "ka", "le", "mi", "no", "pa", "ro", "sa", "tu", "ve", "wo", "zy")
_ENDS: Final = ("bel", "dan", "fer", "gol", "kin", "lum", "mar", "nel", "pon", "rus", "sel", "tor", "vin", "wex", "zan")
_WHO: Final = ("A person", "Somebody", "A friend", "A neighbour", "A child", "A parent", "A worker", "A listener")
_DOES: Final = ("notices", "waits for", "asks about", "writes down", "listens to", "talks about", "thinks of", "draws")
_WHAT: Final = ("a quiet room", "the long road", "an open door", "the first bus", "a warm light", "the old garden",
                "a plain letter", "the next step", "a slow river", "the small table", "a kind word")  # fmt: skip
_WHEN: Final = ("in the morning", "after lunch", "before the evening", "on a calm day", "during a walk",
                "every other week", "when it rains", "at the end of the year", "for a short while")  # fmt: skip
_MOST: Final = 50_000
SENTENCE: Final = "This is the sentence that an edit changes."

_ENTRY: Final = """+++
title = "{title}"
code = "{code}"
say = "{title}"
summary = "{first} {second}"
related = ["{before}", "{after}"]
content_note = "Nothing hard is on this page."
reviewed = 2026-11-22

[[sources]]
author = "Byron, A."
year = 1843
title = "Notes"
where = "London"
+++

## Definition

{third} {sentence}

## How it goes on

{fourth} See [[{other}]] too.
"""


def get_title(number: int) -> str:
    """A title of two made-up words; no two numbers up to `_MOST` have the same."""
    number = number * 7919 % (len(_STARTS) * len(_ENDS)) ** 2
    words = divmod(number, len(_STARTS) * len(_ENDS))
    return " ".join(_STARTS[word // len(_ENDS)] + _ENDS[word % len(_ENDS)] for word in words).capitalize()


def get_slug(number: int) -> str:
    return get_title(number).lower().replace(" ", "-")


def get_sentence(number: int) -> str:
    """A sentence of its own for each number."""
    who, number = _WHO[number % len(_WHO)], number // len(_WHO)
    does, number = _DOES[number % len(_DOES)], number // len(_DOES)
    what, number = _WHAT[number % len(_WHAT)], number // len(_WHAT)
    when, number = _WHEN[number % len(_WHEN)], number // len(_WHEN)
    return f"{who} {does} {what} {when}, {number} times."


def get_codes(count: int) -> list[str]:
    """So many codes without 9, all of the length that this many need."""
    length = 3 if count < 600 else 4 if count < 6_000 else 5
    digits = product("12345678", *["012345678"] * (length - 1))
    return ["".join(next(digits)) for _ in range(count)]


def get_entry(number: int, count: int, code: str) -> str:
    """The text of one entry."""
    names = ("first", "second", "third", "fourth")
    sentences = {name: get_sentence(number * len(names) + place) for place, name in enumerate(names)}
    before, after = get_slug((number - 1) % count), get_slug((number + 1) % count)
    return _ENTRY.format(
        title=get_title(number), code=code, before=before, after=after, sentence=SENTENCE,
        other=get_title((number + 7) % count), **sentences,
    )  # fmt: skip


def write_glossary(folder: Path, count: int) -> Path:
    """Write `content/en` into a folder; entries need at least ten of them for their links. The content folder."""
    if not 10 <= count <= _MOST:
        raise SystemExit(f"A glossary of {count} entries cannot be made: from 10 to {_MOST}.")
    place = folder / "content" / "en"
    place.mkdir(parents=True, exist_ok=True)
    for number, code in enumerate(get_codes(count)):
        (place / f"{get_slug(number)}.md").write_text(get_entry(number, count, code), encoding="utf-8")
    return folder / "content"


def main() -> None:
    count, folder = sys.argv[1:] if len(sys.argv) == 3 else ("", "")  # noqa: PLR2004  the program's name is the first
    if not count.isdecimal():
        raise SystemExit("Write: python -m bench.make_glossary 10000 some/folder")
    print(write_glossary(Path(folder), int(count)))


if __name__ == "__main__":
    main()
