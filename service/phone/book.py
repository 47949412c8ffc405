"""What the menu knows of the content, as plain data: made once, from the library and the settings of the line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from service.document.folding import get_folded
from service.document.library import Library
from service.document.model import Entry
from service.errors import SettingsError, UnknownName
from service.exports.editions import SPEEDS
from service.languages import get_language, get_languages
from service.phone.clips import Chunk, Clip, Heading, Letter, Number, Prompt, Title
from service.phone.keys import KeyMap, make_key_map
from service.phone.sayings import get_numbers
from service.speech.chunks import get_chunks
from service.speech.script import FindForms, find_no_forms, get_script

MOST_LANGUAGES: Final = 4
"""A menu has at most four choices."""
_PART_LETTERS: Final = 40


@dataclass(frozen=True, slots=True)
class Person:
    """How to reach a person."""

    words: str
    """Who answers, such as `the helpline`."""
    number: str


@dataclass(frozen=True, slots=True)
class Line:
    """What the operator decides about the line."""

    languages: tuple[str, ...] = ()
    """Tags of the shelves that are offered, in this order; empty is all that have entries and prompts."""
    greetings: Mapping[str, str] = field(default_factory=dict)
    """By language: said in place of the greeting of the language's TOML. Neutral: the room may hear it."""
    web_address: str = ""
    persons: Mapping[str, Person] = field(default_factory=dict)
    """By language."""
    voices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language: names of the voices that it is recorded in beside the usual one."""


@dataclass(frozen=True, slots=True)
class BookPart:
    id: str
    chunks: int

    @property
    def short_id(self) -> str:
        """What a state keeps of the id."""
        return self.id[:_PART_LETTERS]


@dataclass(frozen=True, slots=True)
class BookEntry:
    code: str
    slug: str
    title: str
    letters: str
    """The title as keys are pressed for it: a to z, without accents, digits, spaces and hyphens."""
    words: tuple[int, ...]
    """Where in `letters` each word begins."""
    spelling: tuple[Clip, ...]
    """The title as it is spelled out."""
    parts: tuple[BookPart, ...]
    """The first one has the title and the summary."""


@dataclass(frozen=True, slots=True)
class BookShelf:
    """What the line says in one language."""

    language: str
    entries: tuple[BookEntry, ...]
    """From A to Z."""
    keys: KeyMap
    prompts: frozenset[str]
    """Names of the prompts that it has; those for a web address or a person are there if the settings have one."""
    voices: int = 1
    speeds: tuple[float, ...] = SPEEDS
    by_code: dict[str, BookEntry] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_code.update({entry.code: entry for entry in self.entries})

    def get_clips(self) -> Iterator[Clip]:
        """All that can be asked for in this language, each once. Only chunks at other speeds than 1."""
        yield from (Prompt(name) for name in sorted(self.prompts))
        yield from get_numbers((len(entry.parts) for entry in self.entries), self.voices)
        letters = {clip for entry in self.entries for clip in entry.spelling if isinstance(clip, Letter)}
        yield from sorted(letters)
        for entry in self.entries:
            yield Title(entry.slug)
            for part in entry.parts:
                yield Heading(entry.slug, part.id)
                yield from (Chunk(entry.slug, part.id, number) for number in range(1, part.chunks + 1))


@dataclass(frozen=True, slots=True)
class Book:
    shelves: tuple[BookShelf, ...]
    """At least one, and each has at least one entry; the main language first."""

    def get_shelf(self, language: str) -> BookShelf:
        """The shelf of a language; the first one if there is no such."""
        return next((shelf for shelf in self.shelves if shelf.language == language), self.shelves[0])


def make_book(library: Library, line: Line, find_forms: FindForms = find_no_forms) -> Book:
    """The book of a line. `find_forms` is that of the recordings: it decides where chunks end.

    :raise UnknownName: if a language is to be offered that has no entries or no prompts.
    :raise SettingsError: if there is none, or more than `MOST_LANGUAGES`.
    """
    can = [tag for tag, shelf in library.shelves.items() if shelf.entries and tag not in get_unspoken(library)]
    for tag in line.languages:
        if tag not in can:
            raise UnknownName("language of the phone line", tag, can)
    tags = line.languages or tuple(can[:MOST_LANGUAGES])
    if not 1 <= len(tags) <= MOST_LANGUAGES:
        raise SettingsError(f"The phone line offers {len(tags)} languages; it must be 1 to {MOST_LANGUAGES}.")
    return Book(tuple(_make_shelf(library, tag, line, find_forms) for tag in tags))


def get_unspoken(library: Library) -> tuple[str, ...]:
    """Languages with entries that the line cannot offer, as their TOML has no table `[phone]`."""
    tags = (tag for tag, shelf in library.shelves.items() if shelf.entries)
    return tuple(tag for tag in tags if tag not in get_languages() or not get_language(tag).phone)


def _make_shelf(library: Library, tag: str, line: Line, find_forms: FindForms) -> BookShelf:
    from service.phone.prompts import get_prompts

    language = get_language(tag)
    letters = language.phone["letters"]
    entries = tuple(make_book_entry(entry, letters, find_forms) for entry in library.get_shelf(tag).entries)
    prompts = frozenset(get_prompts(language, line))
    return BookShelf(tag, entries, make_key_map(language.phone), prompts, 1 + len(line.voices.get(tag, ())))


def make_book_entry(entry: Entry, letters: Mapping[str, str], find_forms: FindForms) -> BookEntry:
    parts = tuple(
        BookPart(part.id, len(get_chunks(get_script(part, entry.language, find_forms)))) for part in entry.parts
    )
    return BookEntry(entry.code, entry.slug, entry.title, *fold(entry.title), spell(entry.title, letters), parts)


def fold(title: str) -> tuple[str, tuple[int, ...]]:
    """The letters of a title from a to z, and where its words begin among them."""
    letters, words = "", []
    for word in get_folded(title).replace("-", " ").split():
        if plain := "".join(letter for letter in word if "a" <= letter <= "z"):
            words.append(len(letters))
            letters += plain
    return letters, tuple(words)


def spell(title: str, names: Mapping[str, str]) -> tuple[Clip, ...]:
    """A title letter by letter; a letter that the language has no name for is said without its accent."""
    clips: list[Clip] = []
    for sign in title.upper():
        for letter in sign if sign in names else get_folded(sign).upper():
            if letter in names:
                clips.append(Letter(letter))
            elif letter.isascii() and letter.isdigit():
                clips.append(Number(int(letter)))
    return tuple(clips)
