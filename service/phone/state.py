"""Where a call is: small, frozen, and as a text that fits into an address."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final, get_type_hints

from service.errors import LecternError

MOST_KEYS: Final = 16
"""Letters of a spelled word that are kept. No two titles of the shipped glossary need more than three."""
MOST_BYTES: Final = 200
"""Of a state as text: it travels in addresses, which some providers cut at 255 characters."""
_VERSION: Final = 1
_MOST_NUMBER: Final = 10_000_000
_MOST_TEXT: Final = 40


class Mode(StrEnum):
    LANGUAGE = "language"
    MENU = "menu"
    NUMBER = "number"
    NUMBERS = "numbers"
    """Choosing among entries whose numbers are near."""
    SPELL = "spell"
    WORDS = "words"
    """Choosing among entries that are spelled so, or nearly so."""
    BROWSE = "browse"
    LISTEN = "listen"
    PAUSED = "paused"
    SECTIONS = "sections"
    FINISHED = "finished"
    OPTIONS = "options"
    SPEED = "speed"
    WAIT = "wait"
    VOICE = "voice"
    OVER = "over"


class Lead(StrEnum):
    """What is said before what the place itself says."""

    NONE = ""
    GREETING = "greeting"
    LEAVE = "leave"
    HELP = "help"
    PERSON = "person"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    BEGUN = "begun"
    NO_WORD = "noword"
    CLEARED = "cleared"
    MORE = "more"
    SPEED = "speed"
    SLOWEST = "slowest"
    FASTEST = "fastest"
    WAIT = "wait"
    VOICE = "voice"
    SPELLED = "spelled"
    REMOVED = "removed"
    CHANGED = "changed"
    SORRY = "sorry"
    UNMADE = "unmade"


class Last(StrEnum):
    """What the key before did, where it gives the next one another meaning."""

    NOTHING = ""
    PREVIOUS = "previous"
    NEXT = "next"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class State:
    """All that is known of a call. Nothing in it is about the caller."""

    mode: Mode = Mode.MENU
    origin: Mode = Mode.MENU
    """Where * leads from an entry."""
    language: str = ""
    code: str = ""
    """Of the entry at hand; empty if there is none."""
    part: str = ""
    """Id of the section at hand, its first 40 characters."""
    place: int = 0
    """Which section that is, from 0: the way to the nearest if it is removed."""
    chunk: int = 1
    offset: int = 0
    """Milliseconds of the chunk that were heard, for a pause."""
    held: bool = False
    """The list of sections was asked for in a pause."""
    ended: bool = False
    """The pause, or the list of sections, was asked for at the end of the entry."""
    speed: int = 100
    """Hundredths of the usual rate."""
    wait: int = 8
    """Seconds; 0 is without limit."""
    voice: int = 0
    typed: str = ""
    """Digits or letter keys entered so far."""
    page: int = 0
    """Of the list being read, from 0; of the languages, the one being read."""
    misses: int = 0
    """Waits without a key, in a row."""
    lead: Lead = Lead.NONE
    first: int = 0
    """How many clips of the place are left out, since they were heard or could not be played."""
    note: bool = False
    """The last Play began with the words that a part could not be played."""
    row: int = 0
    """Clips that could not be played, in a row."""
    missing: int = 0
    """Clips that could not be played, in the whole call."""
    last: Last = Last.NOTHING
    steps: int = 0
    """Events so far."""

    def to_text(self) -> str:
        """Compact JSON, ASCII, at most `MOST_BYTES` bytes."""
        return json.dumps([_VERSION, *astuple(self)], separators=(",", ":"))

    def at(self, mode: Mode, lead: Lead = Lead.NONE) -> State:
        """At the start of another place."""
        return replace(self, mode=mode, page=0, misses=0).said(lead)

    def said(self, lead: Lead = Lead.NONE) -> State:
        """The same place from its start, with something said before."""
        return replace(self, lead=lead, first=0, note=False, last=Last.NOTHING)


_TYPES: Final = get_type_hints(State)


def from_text(text: str) -> State:
    """What `State.to_text` gave.

    :raise LecternError: if it is no such text.
    """
    try:
        values = json.loads(text) if len(text) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        values = None
    names = [each.name for each in fields(State)]
    if not isinstance(values, list) or len(values) != len(names) + 1:
        raise LecternError(f"This is no state of a call: a list of {len(names) + 1} values in JSON was expected.")
    if values[0] != _VERSION or isinstance(values[0], bool):
        raise LecternError(f"This state of a call is of version {values[0]!r}; this is version {_VERSION}.")
    return State(**{name: _check(name, value) for name, value in zip(names, values[1:], strict=True)})


def _check(name: str, value: object) -> Any:
    """:raise LecternError: if a field cannot have that value."""
    kind = _TYPES[name]
    if issubclass(kind, StrEnum) and isinstance(value, str) and value in [each.value for each in kind]:
        return kind(value)
    if type(value) is kind and (kind is bool or _is_in_range(name, value)):
        return value
    raise LecternError(f"This is no state of a call: '{name}' cannot be {value!r:.60}.")


def _is_in_range(name: str, value: object) -> bool:
    if isinstance(value, int):
        return (1 if name == "chunk" else 0) <= value <= _MOST_NUMBER
    if not isinstance(value, str) or len(value) > _MOST_TEXT or not value.isascii():
        return False
    return value.isdigit() or not value if name in ("typed", "code") else True
