"""A content file as text: read, bounded and cleared of what no page or voice can use."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from service.document.controls import find_control
from service.document.model import Sentence
from service.document.problems import Problems
from service.toml_reader import read_toml

MAX_BYTES: Final = 1_000_000
"""Largest content file; helplines of all countries of the world would fill half of it."""
MAX_MARKDOWN: Final = 200_000
"""Bytes. A long entry is about 20 kB; ten times that is a mistake, and takes the parser ten seconds."""

_START: Final = 24
"""So many characters of a sentence are looked for: few enough to stand on one line of the file."""
_FENCE: Final = "+++"
_TOML_PLACE: Final = re.compile(r" \(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class Source:
    """A file cut in two."""

    path: str
    """As shown in messages: relative to the folder above `content/`."""
    fields: dict[str, Any]
    """Front matter as TOML values."""
    field_lines: dict[str, int]
    """Line, counted from 1, on which each field starts."""
    body: str
    body_line: int
    """Line, counted from 1, on which the body starts."""
    data: bytes = b""
    """All of it, as it is in the file."""


def note_in(source: Source, problems: Problems, code: str, message: str, sentence: Sentence) -> None:
    """Note a fault at the line of a file on which a sentence starts, or at line 0 if it cannot be told."""
    start = sentence.runs[0].text[:_START]
    lines = [number for number, line in enumerate(source.body.splitlines(), source.body_line) if start in line]
    lines += [source.field_lines.get(name, 0) for name, value in source.fields.items() if start in str(value)]
    problems.add(code, (lines or [0])[0], message)


def get_line_of(text: str, words: str) -> int:
    """The first line of a file that has these words, counted from 1, or 0 if it cannot be told."""
    return next((number for number, line in enumerate(text.split("\n"), start=1) if words in line), 0)


def get_text(path: Path, problems: Problems) -> str | None:
    """The file's text with `\\n` line ends, or None when it cannot be text at all; faults go to `problems`."""
    data = get_data(path, problems)
    return None if data is None else decode(data, problems)


def get_data(path: Path, problems: Problems) -> bytes | None:
    """The file's bytes, or None when there are too many or none can be read; faults go to `problems`."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        problems.add("F001", 0, f"The file cannot be read: {error.strerror}.")
        return None
    if len(data) > MAX_BYTES:
        problems.add("F001", 0, f"The file has more than {MAX_BYTES} bytes.")
        return None
    return data


def decode(data: bytes, problems: Problems) -> str | None:
    """The text of a file, or None when it cannot be text; faults go to `problems`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add("F001", line, f"The byte {data[error.start]:#04x} is not UTF-8.")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _note_controls(text, problems)
    return text


def _note_controls(text: str, problems: Problems) -> None:
    """Control and bidirectional-override characters: unseen on the page, unknown to a voice, able to mislead."""
    for number, line in enumerate(text.split("\n"), start=1):
        if control := find_control(line):
            problems.add("F002", number, f"There is a control character, {control}.")


def get_source(path: Path, shown_path: str, problems: Problems) -> Source | None:
    """The file with its front matter apart from its body, or None after a fault that makes that impossible."""
    data = get_data(path, problems)
    return None if data is None else get_source_of(data, shown_path, problems)


def get_source_of(data: bytes, shown_path: str, problems: Problems) -> Source | None:
    """The same of a file's bytes."""
    if len(data) > MAX_MARKDOWN:
        problems.add("F001", 0, f"The file has more than {MAX_MARKDOWN} bytes.")
        return None
    text = decode(data, problems)
    if text is None:
        return None
    lines = text.split("\n")
    if lines[0].strip() != _FENCE or _FENCE not in (line.strip() for line in lines[1:]):
        problems.add("F003", 1, "The front matter is missing or not closed.")
        return None
    end = next(number for number, line in enumerate(lines) if number and line.strip() == _FENCE)
    fields = parse_toml("\n".join(lines[1:end]), 1, problems)
    if fields is None:
        return None
    field_lines: dict[str, int] = {}
    for number, line in enumerate(lines[1:end], start=2):
        if found := re.match(r"\s*(?:\[\[)?\s*([A-Za-z_]\w*)", line):
            field_lines.setdefault(found[1], number)
    return Source(shown_path, fields, field_lines, "\n".join(lines[end + 1 :]), end + 2, data)


def parse_toml(text: str, lines_before: int, problems: Problems) -> dict[str, Any] | None:
    """TOML values of `text`, or None after noting where it breaks."""
    try:
        return read_toml(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) + lines_before if place else 0
        problems.add("F004", line, f"{_TOML_PLACE.sub('', str(error))}.")
        return None
