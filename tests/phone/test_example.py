"""The documentation shows a call as it is."""

from __future__ import annotations

from pathlib import Path

from .example import BY_NUMBER, get_example

PAGE = Path(__file__).parents[2] / "docs" / "phone.md"


def test_the_call_in_the_documentation_is_what_a_caller_hears() -> None:
    assert f"```\n{get_example()}\n```" in PAGE.read_text(encoding="utf-8")


def test_the_call_that_finds_an_entry_by_its_number_is_there_to_its_end() -> None:
    example = get_example(BY_NUMBER, 10_000)
    assert f"```\n{example}\n```" in PAGE.read_text(encoding="utf-8")
    assert "This is the end of the entry." in example
    assert "..." not in example
