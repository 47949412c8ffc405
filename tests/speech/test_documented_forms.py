"""Every example of `docs/spoken-forms.md` is heard as it says there, and its row of skipped signs is the rules' own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from service.languages import get_language

from .test_normaliser import fold, hear

TEXT: Final = (Path(__file__).parents[2] / "docs" / "spoken-forms.md").read_text(encoding="utf-8")
TABLES: Final = {"en": "## What becomes of what", "es": "## Spanish"}


def get_table(language: str) -> list[list[str]]:
    """Cells of each row, without the header and the backslashes of Markdown."""
    text = TEXT.split(f"{TABLES[language]}\n")[1].split("\n## ")[0].split("\n### ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]
    return [[re.sub(r"\\([\\\[\]<>|!`*_~^#])", r"\1", cell.strip()) for cell in row] for row in rows]


def get_examples(language: str) -> Iterator[tuple[str, str, str]]:
    """ "a: b; c, d: e" is three examples; what has no colon is heard as it is written."""
    for _, _, examples in get_table(language):
        for example in filter(None, examples.split("; ")):
            written, _, heard = example.partition(": ")
            for each in written.split(", ") if heard else [written]:
                yield language, each.strip(), heard or written


EXAMPLES: Final = [each for language in TABLES for each in get_examples(language)]


@pytest.mark.parametrize(("language", "written", "heard"), EXAMPLES)
def test_every_example_of_the_docs_is_heard_as_they_say(language: str, written: str, heard: str) -> None:
    said = hear(written, language)
    if heard.endswith("…"):
        assert said.startswith(fold(heard.removesuffix("…")))
    else:
        assert said == fold(heard)


def test_every_row_of_the_docs_was_read() -> None:
    assert [sum(language == each[0] for each in EXAMPLES) for language in TABLES] == [73, 33]


@pytest.mark.parametrize("language", TABLES)
def test_the_signs_that_the_docs_call_skipped_are_those_of_the_rules(language: str) -> None:
    (signs,) = [row[0] for row in get_table("en") if row[1] == "skipped" and row[0].startswith("®")]
    assert set(get_language(language).spoken["skipped"]["signs"]) <= set(signs.replace(" ", ""))
    assert [sign for sign in signs.split() if hear(f"one {sign} two", "en") != "one two"] == []
