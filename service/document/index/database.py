"""The index of the content: its tables, and what is asked of them."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from service.document.cards import Card
from service.document.index.file import Database, open_newest, write_whole
from service.document.index.rows import Row, State
from service.document.words import LAST, Places, get_tables

KIND: Final = "content"
ENTRY, PAGE = "entry", "page"
_TABLES: Final = """
CREATE TABLE files (language TEXT, kind TEXT, place INTEGER, slug TEXT, is_draft INTEGER, size INTEGER,
    changed INTEGER, is_settled INTEGER, digest TEXT, card TEXT, links TEXT, words TEXT, text BLOB,
    PRIMARY KEY (language, kind, slug));
CREATE TABLE words (language TEXT, spot INTEGER, word TEXT, places BLOB, PRIMARY KEY (language, spot, word))
    WITHOUT ROWID;
"""
Shelves = dict[str, dict[str, list[Row]]]
"""Rows by language and kind; the entries that are shown in their order, drafts after them."""


class Index:
    """An open index. Safe for any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ask = database.ask

    def get_states(self) -> dict[tuple[str, str], dict[str, State | None]]:
        """By language and kind, the state of each file; None where only the digest tells that it is the same."""
        found: dict[tuple[str, str], dict[str, State | None]] = {}
        for language, kind, slug, size, changed, is_settled in self._ask(
            "SELECT language, kind, slug, size, changed, is_settled FROM files"
        ):
            found.setdefault((language, kind), {})[slug] = State(size, changed) if is_settled else None
        return found

    def get_images(self) -> dict[str, list[str]]:
        """By language, the files of all images that are shown."""
        found: dict[str, list[str]] = json.loads(self._database.get_fact("images"))
        return found

    def get_cards(self, language: str, kind: str, *, are_drafts: bool = False) -> tuple[Card, ...]:
        """In their order."""
        rows = self._ask(
            "SELECT slug, card, digest FROM files WHERE language = ? AND kind = ? AND is_draft = ? ORDER BY place",
            language, kind, int(are_drafts),
        )  # fmt: skip
        return tuple(_read_card(slug, language, card, digest) for slug, card, digest in rows)

    def get_text(self, language: str, kind: str, slug: str) -> bytes:
        """The compressed text of a file. :raise KeyError: if there is no such."""
        rows = self._ask("SELECT text FROM files WHERE language = ? AND kind = ? AND slug = ?", language, kind, slug)
        if not rows:
            raise KeyError(slug)
        return bytes(rows[0][0])

    def get_rows(self, language: str, kind: str) -> dict[str, Row]:
        """All that is kept, by slug."""
        columns = "slug, is_draft, size, changed, is_settled, digest, card, links, words, text"
        found = self._ask(f"SELECT {columns} FROM files WHERE language = ? AND kind = ?", language, kind)  # noqa: S608
        return {each[0]: _read_row(language, *each) for each in found}

    def get_places(self, language: str, spot: int, word: str) -> Places:
        found = self._ask("SELECT places FROM words WHERE language = ? AND spot = ? AND word = ?", language, spot, word)
        return array("I", found[0][0]) if found else ()

    def get_beginnings(self, language: str, spot: int, beginning: str) -> Iterator[Places]:
        between = "word >= ? AND word < ?"
        question = f"SELECT places FROM words WHERE language = ? AND spot = ? AND {between}"  # noqa: S608
        for (places,) in self._ask(question, language, spot, beginning, beginning + LAST):
            yield array("I", places)

    def get_words(self, language: str, spot: int) -> Sequence[str]:
        found = self._ask("SELECT word FROM words WHERE language = ? AND spot = ? ORDER BY word", language, spot)
        return [word for (word,) in found]


def find_index(folder: Path, stamp: str) -> Index | None:
    """The newest whole index of a stamp; None if there is none."""
    database = open_newest(folder, KIND, stamp)
    return Index(database) if database else None


def write_index(folder: Path, stamp: str, shelves: Shelves) -> Index:
    """Put a new index in the place of those before; where the folder cannot be written, one in memory."""
    return Index(write_whole(folder, KIND, stamp, partial(_fill, shelves)))


def _fill(shelves: Shelves, connection: sqlite3.Connection) -> None:
    connection.executescript(_TABLES)
    images = {
        language: sorted({image for rows in kinds.values() for row in rows for image in row.card.images})
        for language, kinds in shelves.items()
    }
    connection.execute("INSERT INTO facts VALUES ('images', ?)", (json.dumps(images),))
    for language, kinds in shelves.items():
        for kind, rows in kinds.items():
            values = (_get_values(language, kind, place, row) for place, row in enumerate(rows))
            connection.executemany(f"INSERT INTO files VALUES ({', '.join('?' * 13)})", values)  # noqa: S608
        shown = (row.words for row in kinds[ENTRY] if not row.is_draft)
        connection.executemany("INSERT INTO words VALUES (?, ?, ?, ?)", _get_postings(language, shown))


def _get_postings(language: str, every: Iterable[Any]) -> Iterator[tuple[object, ...]]:
    for spot, table in enumerate(get_tables(every)):
        yield from ((language, spot, word, places.tobytes()) for word, places in sorted(table.items()))


def _get_values(language: str, kind: str, place: int, row: Row) -> tuple[object, ...]:
    card = row.card
    shown = json.dumps((card.title, card.code, card.lead, card.languages, card.images))
    state = (row.state.size, row.state.changed, int(row.is_settled), row.digest)
    texts = (shown, json.dumps(row.links), json.dumps(row.words), row.text)
    return language, kind, place, card.slug, int(row.is_draft), *state, *texts


def _read_card(slug: str, language: str, text: str, digest: str) -> Card:
    title, code, lead, languages, images = json.loads(text)
    return Card(slug, language, title, code, lead, tuple(languages), tuple(images), digest)


def _read_row(
    language: str, slug: str, is_draft: int, size: int, changed: int, is_settled: int, digest: str, card: str,
    links: str, words: str, text: bytes,
) -> Row:  # fmt: skip
    title, summary, every = map(tuple, json.loads(words))
    return Row(
        _read_card(slug, language, card, digest), bool(is_draft), tuple(json.loads(links)), (title, summary, every),
        State(size, changed), bool(is_settled), digest, text,
    )  # fmt: skip
