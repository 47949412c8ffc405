"""A small book for callers: plain data, so that no content has to be read. Every adapter's tests can use it."""

from __future__ import annotations

import string
from dataclasses import replace

from service.languages import get_language
from service.phone.book import Book, BookEntry, BookPart, BookShelf, Line, Person, fold, spell
from service.phone.keys import make_key_map
from service.phone.prompts import get_prompts

LINE = Line(
    languages=("en", "es"),
    web_address="example.org/words",
    persons={"en": Person("the helpline", "0800 000 000"), "es": Person("la línea de ayuda", "900 000 000")},
    voices={"en": ("another",)},
)
LETTERS = {letter: letter for letter in (*string.ascii_uppercase, "Ñ")}


def make_entry(code: str, title: str, *parts: int) -> BookEntry:
    """An entry with so many chunks in each of its parts."""
    ids = ("introduction", "definition", "how-it-forms", "what-helps", "example", "more", "end")
    found = tuple(BookPart(name, chunks) for name, chunks in zip(ids, parts, strict=False))
    slug = "-".join(title.lower().split())
    return BookEntry(code, slug, title, *fold(title), spell(title, LETTERS), found)


ENGLISH = (
    make_entry("104", "Coercive control", 2, 3, 2),
    make_entry("103", "Cycle of abuse", 2, 2),
    make_entry("109", "Grief", 2, 3, 1, 2, 1, 2),
    make_entry("107", "Shame", 1, 1),
    make_entry("201", "Shelter", 1, 2),
    make_entry("101", "Trauma bonding", 2, 3, 2),
    make_entry("108", "Withdrawal", 1, 2),
)
SPANISH = (make_entry("109", "Duelo", 2, 2), make_entry("110", "Niñez", 1, 1))


def make_shelf(language: str, entries: tuple[BookEntry, ...], line: Line = LINE) -> BookShelf:
    phone = get_language(language)
    prompts = frozenset(get_prompts(phone, line))
    return BookShelf(language, entries, make_key_map(phone.phone), prompts, 1 + len(line.voices.get(language, ())))


BOOK = Book((replace(make_shelf("en", ENGLISH), voices=1),))
"""One language, one voice."""
TWO = Book((make_shelf("en", ENGLISH), make_shelf("es", SPANISH)))
"""Two languages; the first is recorded in two voices."""
MANY = (*ENGLISH, make_entry("111", "Safety", 1), make_entry("112", "Self", 1), make_entry("113", "Stress", 1))
BOOKS = {"one": BOOK, "two": TWO, "many": Book((make_shelf("en", tuple(sorted(MANY, key=lambda entry: entry.title))),))}
"""The last one has five words with S."""


def without(book: Book, code: str, part: str = "") -> Book:
    """The book after an entry, or a part of it, was taken out of the content."""

    def cut(entry: BookEntry) -> BookEntry:
        return replace(entry, parts=tuple(each for each in entry.parts if each.id != part))

    shelves = []
    for shelf in book.shelves:
        kept = [cut(entry) if entry.code == code else entry for entry in shelf.entries if part or entry.code != code]
        shelves.append(replace(shelf, entries=tuple(kept)))
    return Book(tuple(shelves))
