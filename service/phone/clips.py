"""Names of what the line can play. All is recorded before a call: the menu says names, an adapter finds the sound."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Prompt:
    """A sentence of the line's own, by its name in the table `[phone.prompts]` of the language's TOML."""

    name: str


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """A whole number from 0, said as a cardinal; so a digit too."""

    value: int


@dataclass(frozen=True, slots=True, order=True)
class Letter:
    """The name of a letter, in upper case."""

    letter: str


@dataclass(frozen=True, slots=True, order=True)
class Title:
    """The title of an entry."""

    slug: str


@dataclass(frozen=True, slots=True, order=True)
class Heading:
    """The heading of one part of an entry."""

    slug: str
    part: str


@dataclass(frozen=True, slots=True, order=True)
class Chunk:
    """One to three sentences of a part of an entry; `number` counts from 1."""

    slug: str
    part: str
    number: int


Clip = Prompt | Number | Letter | Title | Heading | Chunk
