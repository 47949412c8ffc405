"""What the tables under `[phone]` of a language TOML must have; without them the phone line leaves the language out."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import Any, Final

_TABLES: Final = ("keys", "key_names", "letters", "prompts")
_IN_LISTS: Final = dict.fromkeys(("repeat", "spell", "sections"), "5678")
_ROOM: Final = {"end": "90", "help": "90", "back": "*#", "skip": "*#", **_IN_LISTS}
"""On which keys a function may lie; all others on 1 to 8. Menus number their choices from 1 to 4."""


def get_phone_faults(phone: Any, pattern: Mapping[str, Any]) -> Iterator[str]:
    """Every fault in words; `pattern` are the tables of a file that is known to be whole."""
    if not isinstance(phone, dict) or not all(isinstance(phone.get(name), dict) for name in _TABLES):
        yield f"Under [phone], write the tables {', '.join(f'[phone.{name}]' for name in _TABLES)}."
        return
    for name in ("keys", "key_names", "prompts"):
        if missing := sorted(set(pattern[name]) - set(phone[name])):
            yield f"In [phone.{name}], these are missing: {', '.join(missing)}."
        if unknown := sorted(set(phone[name]) - set(pattern[name])):
            yield f"In [phone.{name}], these are not known: {', '.join(unknown)}."
    for name in _TABLES:
        empty = [key for key, text in phone[name].items() if not (isinstance(text, str) and text.strip())]
        yield from (f"In [phone.{name}], '{key}' is not a text in quotes, or empty." for key in empty)
    yield from _get_faults_of_keys(phone["keys"], pattern["keys"])
    yield from _get_faults_of_letters(phone["letters"])
    for name in sorted(set(phone["prompts"]) & set(pattern["prompts"])):
        yield from _get_faults_of_prompt(name, phone["prompts"][name], pattern)


def _get_faults_of_keys(keys: Mapping[str, Any], functions: Mapping[str, Any]) -> Iterator[str]:
    taken: dict[str, str] = {}
    for function in functions:
        key, room = keys.get(function), _ROOM.get(function, "12345678")
        if not isinstance(key, str):
            continue  # told above
        if len(key) != 1 or key not in room:
            yield f"In [phone.keys], '{function}' is '{key}'; write one of {' '.join(room)}."
        elif (other := taken.setdefault(key, function)) != function:
            yield f"In [phone.keys], '{function}' and '{other}' are both '{key}'; give each a key of its own."


def _get_faults_of_letters(letters: Mapping[str, Any]) -> Iterator[str]:
    if wrong := [letter for letter in letters if len(letter) != 1 or not letter.isupper()]:
        yield f"In [phone.letters], these are not one capital letter: {', '.join(wrong)}."
    if missing := [letter for letter in string.ascii_uppercase if letter not in letters]:
        yield f"In [phone.letters], these are missing: {', '.join(missing)}."


def _get_faults_of_prompt(name: str, text: Any, pattern: Mapping[str, Any]) -> Iterator[str]:
    """A prompt may name any key; what comes from the settings only where the pattern has it, and there it must."""
    if not isinstance(text, str):
        return  # told above
    try:
        found = _get_places(text)
    except ValueError as error:
        yield f"In [phone.prompts], '{name}' cannot be filled: {error}."
        return
    wanted = _get_places(pattern["prompts"][name]) - set(pattern["keys"])
    if unknown := sorted(found - set(pattern["keys"]) - wanted):
        yield f"In [phone.prompts], '{name}' fills {', '.join(unknown)}, which is no function of a key."
    if missing := sorted(wanted - found):
        yield f"In [phone.prompts], '{name}' must fill {', '.join(f'{{{place}}}' for place in missing)}."


def _get_places(text: str) -> set[str]:
    """:raise ValueError: if a brace has no partner."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
