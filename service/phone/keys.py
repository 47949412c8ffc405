"""Which key does what: a table `[phone.keys]` of the language's TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class KeyMap:
    """One key for each function. `service/languages/phone_checks.py` proves that none has two."""

    previous: str
    """While listening: the section before; twice, the start of the entry. One of 1 to 8, as all down to `sections`."""
    pause: str
    next: str
    slower: str
    repeat: str
    """In a menu too: say it again. One of 5 to 8, since menus number their choices from 1 to 4."""
    faster: str
    spell: str
    """In a list: those before. One of 5 to 8."""
    sections: str
    """In the list from A to Z: the next letter. One of 5 to 8."""
    end: str
    """Hangs up, at every moment. 9 or 0."""
    help: str
    """9 or 0."""
    back: str
    """`*` or `#`."""
    skip: str
    """Ends what is entered, skips what is heard. `*` or `#`."""

    def find(self, key: str) -> str:
        """What a key does, such as `pause`."""
        return next(each.name for each in fields(self) if getattr(self, each.name) == key)


def make_key_map(phone: Mapping[str, Mapping[str, str]]) -> KeyMap:
    """From the tables under `[phone]`."""
    return KeyMap(**phone["keys"])
