"""Front matter: which fields each kind of file has, and the form of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from service.document.controls import find_control
from service.document.language_tags import is_language_tag
from service.document.model import Helpline, HelplineSource, Source
from service.document.problems import Problems

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_TEXT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Field:
    form: str
    """The right form in words, for the message."""
    is_right: Callable[[Any], bool]
    required: bool = True


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= _MAX_TEXT and "\n" not in value.strip()


def _is_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def is_slug(value: Any) -> bool:
    """Whether a value can name an entry: this is what keeps paths out of slugs."""
    return isinstance(value, str) and len(value) <= 80 and SLUG.fullmatch(value) is not None


def _is_slugs(value: Any) -> bool:
    return isinstance(value, list) and all(is_slug(item) for item in value)


def is_web_address(value: Any) -> bool:
    """An absolute http or https address with a host."""
    if not isinstance(value, str) or any(character.isspace() for character in value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname)


def _is_year(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1500 <= value <= 2200


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\+?[0-9][0-9 -]{1,24}", value) is not None


def is_code(value: Any) -> bool:
    """Whether a value can be an entry's code: on the phone 9 ends a call, and 0 helps before the first digit."""
    return isinstance(value, str) and re.fullmatch(r"[1-8][0-8]{2,4}", value) is not None


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


_TEXT: Final = Field("one line of text in quotes", _is_text)
_OPTIONAL_TEXT: Final = Field(_TEXT.form, _is_text, required=False)
_DATE: Final = Field("a date without quotes, such as 2026-11-22", _is_date)
_LINK: Final = Field("a web address in quotes, such as https://example.org/page", is_web_address)
_OPTIONAL_LINK: Final = Field(_LINK.form, is_web_address, required=False)
_OPTIONAL_TAG: Final = Field('a language tag in quotes, such as "en" or "pt-br"', is_language_tag, required=False)
_TABLES: Final = Field("one or more tables of their own, each under its name in double square brackets", _is_tables)
_OPTIONAL_TABLES: Final = Field(_TABLES.form, _is_tables, required=False)
_CODE: Final = Field('three to five digits without 9, the first not 0, in quotes, such as "142"', is_code)

ENTRY_FIELDS: Final[Mapping[str, Field]] = {
    "title": _TEXT,
    "code": _CODE,
    "say": _TEXT,
    "summary": _TEXT,
    "related": Field('a list of slugs, such as ["shame", "grief"]', _is_slugs),
    "content_note": _TEXT,
    "reviewed": _DATE,
    "sources": _TABLES,
    "draft": Field("true or false, without quotes", lambda value: isinstance(value, bool), required=False),
}
SOURCE_FIELDS: Final[Mapping[str, Field]] = {
    "author": _TEXT,
    "year": Field("a year without quotes, such as 1981", _is_year),
    "title": _TEXT,
    "where": _TEXT,
    "link": _OPTIONAL_LINK,
    "language": _OPTIONAL_TAG,
}
PAGE_FIELDS: Final[Mapping[str, Field]] = {"title": _TEXT, "summary": _TEXT, "reviewed": _DATE}
HELPLINES_FIELDS: Final[Mapping[str, Field]] = {
    "reviewed": _DATE,
    "emergency": _OPTIONAL_TABLES,
    "helpline": _TABLES,
}
_PHONE_NUMBER: Final = Field("a phone number in quotes: digits, spaces and hyphens", _is_number)
EMERGENCY_FIELDS: Final[Mapping[str, Field]] = {
    "country": _TEXT,
    "number": _PHONE_NUMBER,
    "note": _OPTIONAL_TEXT,
    "checked": _DATE,
    "sources": _TABLES,
}
HELPLINE_FIELDS: Final[Mapping[str, Field]] = {
    "country": _TEXT,
    "region": _OPTIONAL_TEXT,
    "name": _TEXT,
    "who": _TEXT,
    "number": _PHONE_NUMBER,
    "hours": _TEXT,
    "cost": _OPTIONAL_TEXT,
    "website": _OPTIONAL_LINK,
    "checked": _DATE,
    "sources": _TABLES,
}
HELPLINE_SOURCE_FIELDS: Final[Mapping[str, Field]] = {
    "publisher": _TEXT,
    "title": _TEXT,
    "link": _LINK,
    "language": _OPTIONAL_TAG,
}


def note_faults(
    values: Mapping[str, Any],
    fields: Mapping[str, Field],
    lines: Mapping[str, int],
    problems: Problems,
    within: str = "",
) -> None:
    """Compare a table with its fields; `within` names the table in messages, `lines` gives the line of each field."""
    place = f" in [[{within}]]" if within else ""
    first = lines.get(within, 1)
    for name in fields:
        if fields[name].required and name not in values:
            problems.add("F005", first, f"The field '{name}' is missing{place}.")
    for name, value in values.items():
        line = first if within else lines.get(name, 1)
        if name not in fields:
            problems.add("F006", line, f"The field '{name}' is not known{place}. Known: {', '.join(fields)}.")
        elif isinstance(value, str) and (control := find_control(value)):
            problems.add("F002", line, f"The field '{name}'{place} has a control character, {control}.")
        elif not fields[name].is_right(value):
            code = "F009" if fields[name] is _CODE else "F007"
            problems.add(code, line, f"The field '{name}'{place} must be {fields[name].form}.")


def get_sources(values: Mapping[str, Any], lines: Mapping[str, int], problems: Problems) -> tuple[Source, ...]:
    """The entry's sources; faults go to `problems`."""
    found: Any = values.get("sources")
    if not _is_tables(found):
        return ()
    for table in found:
        note_faults(table, SOURCE_FIELDS, lines, problems, "sources")
    if problems.found:
        return ()
    return tuple(Source(**table) for table in found)


def get_helpline(values: Mapping[str, Any], kind: str, lines: Mapping[str, int], problems: Problems) -> Helpline | None:
    """One `[[helpline]]` or `[[emergency]]` table, or None after a fault.

    Two sources on different hosts are asked for, since a wrong number is worse than none.
    """
    before = len(problems.found)
    note_faults(values, EMERGENCY_FIELDS if kind == "emergency" else HELPLINE_FIELDS, lines, problems, kind)
    tables: Any = values.get("sources")
    if not _is_tables(tables):
        tables = []
    for table in tables:
        note_faults(table, HELPLINE_SOURCE_FIELDS, lines, problems, f"{kind}.sources")
    if len(problems.found) > before:
        return None
    hosts = {(urlsplit(table["link"]).hostname or "").removeprefix("www.") for table in tables}
    if len(hosts) < 2:
        problems.add("F013", 0, f"The number {values['number']} ({values['country']}) has sources on one site only.")
        return None
    plain = {name: value for name, value in values.items() if name not in ("sources", "note")}
    sources = tuple(HelplineSource(**table) for table in tables)
    return Helpline(**plain, **({"who": values["note"]} if "note" in values else {}), sources=sources)
