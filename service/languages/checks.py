"""What a language TOML must have, told to whoever wrote it."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from typing import Any, Final

from service.languages.phone_checks import get_phone_faults

_TABLES: Final = ("interface", "spoken", "writing", "phone")
_DIRECTIONS: Final = ("ltr", "rtl")


def get_faults(values: Mapping[str, Any], pattern: Mapping[str, Any]) -> tuple[str, ...]:
    """Every fault of a file's `values`, in words; `pattern` is a file that is known to be whole."""
    plain = {name: value for name, value in values.items() if name not in _TABLES}
    needed = {name for name in pattern if name not in _TABLES}
    faults = _find_missing("the file", plain, needed)
    if unknown := sorted(set(plain) - needed):
        faults.append(f"In the file, these are not known: {', '.join(unknown)}.")
    if values.get("direction", "ltr") not in _DIRECTIONS:
        faults.append(f"'direction' is '{values['direction']}'; write ltr or rtl.")
    for table in ("spoken", "writing"):
        if not isinstance(values.get(table, {}), dict):
            faults.append(f"'{table}' is no table; write [{table}].")
    faults += _find_list_faults(values.get("writing"))
    if "phone" in values:
        faults += get_phone_faults(values["phone"], pattern["phone"])
    interface = values.get("interface")
    if not isinstance(interface, dict):
        return (*faults, "There is no table [interface].")
    faults += _find_missing("[interface]", interface, pattern["interface"])
    for name in sorted(set(interface) & set(pattern["interface"])):
        faults += _compare_places(name, interface[name], pattern["interface"][name])
    if len(str(interface.get("months", pattern["interface"]["months"])).split()) != 12:
        faults.append("In [interface], 'months' has not twelve words.")
    return tuple(faults)


def _find_list_faults(writing: Any) -> list[str]:
    faults = []
    for table in ("foreign_phrases", "common_words"):
        lists = writing.get(table, {}) if isinstance(writing, dict) else {}
        if not isinstance(lists, dict):
            faults.append(f"In [writing], '{table}' is no table; write [writing.{table}].")
            continue
        wrong = [tag for tag, found in lists.items() if not (isinstance(found, list) and all(map(_is_text, found)))]
        faults += [f"In [writing.{table}], '{tag}' is no list of texts in quotes." for tag in wrong]
    return faults


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _find_missing(where: str, values: Mapping[str, Any], needed: Iterable[str]) -> list[str]:
    missing = sorted(set(needed) - set(values))
    faults = [f"In {where}, these are missing: {', '.join(missing)}."] if missing else []
    no_text = [name for name, value in values.items() if not (isinstance(value, str) and value.strip())]
    return [*faults, *(f"In {where}, '{name}' is not a text in quotes, or empty." for name in no_text)]


def _compare_places(name: str, text: Any, pattern: str) -> list[str]:
    if not isinstance(text, str):
        return []  # told above
    try:
        found = _get_places(text)
    except ValueError as error:
        return [f"In [interface], '{name}' cannot be filled: {error}."]
    wanted = _get_places(pattern)
    return [f"In [interface], '{name}' fills {_show(found)}; it must fill {_show(wanted)}."] if found != wanted else []


def _get_places(text: str) -> set[str]:
    """:raise ValueError: if a brace has no partner."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _show(places: set[str]) -> str:
    return ", ".join(f"{{{place}}}" for place in sorted(places)) or "nothing"
