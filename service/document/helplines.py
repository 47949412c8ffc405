"""Reads the numbers to call: `helplines.toml` of a language."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from service.document.fields import HELPLINES_FIELDS, get_helpline, note_faults
from service.document.library import HELPLINES_FILE
from service.document.model import Helpline, Helplines, Run, Sentence
from service.document.plain_words import Reader, TitleIndex
from service.document.problems import Problems
from service.document.source import get_line_of, get_text, parse_toml
from service.document.source_titles import note_titles
from service.languages import get_writing


def read_helplines(folder: Path, content: Path, every: list[Problems]) -> Helplines | None:
    """The numbers of a language's folder; None where there are none, or after a fault, which `every` then has."""
    path = folder / HELPLINES_FILE
    if not path.exists():
        return None
    problems = Problems(str(path.relative_to(content.parent)))
    every.append(problems)
    text = get_text(path, problems)
    values = parse_toml(text, 0, problems) if text is not None else None
    if text is None or values is None:
        return None
    note_faults(values, HELPLINES_FIELDS, {}, problems)
    if problems.found:
        return None
    tables: dict[str, list[Helpline | None]] = {
        kind: [get_helpline(table, kind, {}, problems) for table in values.get(kind, [])]
        for kind in ("emergency", "helpline")
    }
    whole = {kind: tuple(each for each in found if each) for kind, found in tables.items()}
    every_number = (*whole["emergency"], *whole["helpline"])
    note_titles((source for each in every_number for source in each.sources), folder.name, text, problems)
    _note_abbreviations(every_number, folder.name, text, problems)
    return Helplines(values["reviewed"], whole["emergency"], whole["helpline"])


def _note_abbreviations(numbers: Iterable[Helpline], language: str, text: str, problems: Problems) -> None:
    """Note abbreviations without a long form in our own words; titles and publishers are quoted as they are."""

    def note(code: str, message: str, sentence: Sentence) -> None:
        problems.add(code, get_line_of(text, sentence.text), message)

    words = (
        word for each in numbers for word in (each.country, each.region, each.name, each.who, each.hours, each.cost)
    )
    none, known = TitleIndex({}), frozenset(get_writing(language).get("known_abbreviations", ()))
    Reader(none, none, "", known, frozenset(), note).check((Sentence("", (Run(word),)) for word in words), ())
