"""The ledger: which keys each entry's recordings have, so that nothing need be planned to see what is there.

It holds for as long as its stamp does, which names all that decides a key beside the entry; of each entry it knows by
which text its keys were found. It is kept beside the index of the content, and can be made anew at any time.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from service.document.cards import Card
from service.document.index.file import Database, open_newest, write_whole

KIND: Final = "keys"
_TABLE: Final = "CREATE TABLE entries (language TEXT, slug TEXT, digest TEXT, parts TEXT)"


@dataclass(frozen=True, slots=True)
class EntryKeys:
    """The keys of one entry."""

    language: str
    slug: str
    digest: str
    """Of the text that they were found by."""
    parts: tuple[Mapping[str, str], ...]
    """For the main voice and then for the fallback voice: keys at the usual speed by part, in order."""


FindKeys = Callable[[Card], EntryKeys]
Parts = Sequence[Mapping[str, str]]
"""As `EntryKeys.parts`."""


class Ledger:
    """Safe for any number of threads."""

    def __init__(self, folder: Path | None = None, stamp: str = "") -> None:
        """Without a folder it is kept in memory only."""
        self._folder, self._stamp = folder, stamp
        self._guard = threading.Lock()
        self._database: Database | None = None
        self._digests: dict[tuple[str, str], str] = {}

    def get_every(
        self, cards: Sequence[Card], find_keys: FindKeys
    ) -> Iterator[tuple[Card, Sequence[Mapping[str, str]]]]:
        """The keys of each entry by part, as `EntryKeys.parts` has them; those that are not known are found."""
        database = self._renew(cards, find_keys)
        parts = dict(_read_parts(database))
        for card in cards:
            yield card, parts[card.language, card.slug]

    def _open(self) -> None:
        """Look for what another process has found out, as long as nothing is known."""
        if self._database is None and self._folder is not None:
            self._database = open_newest(self._folder, KIND, self._stamp)
            if self._database is not None:
                rows = self._database.ask("SELECT language, slug, digest FROM entries")
                self._digests = {(language, slug): digest for language, slug, digest in rows}

    def _renew(self, cards: Sequence[Card], find_keys: FindKeys) -> Database:
        """Find the keys of new and changed entries, and keep them. One thread does it, all others wait."""
        with self._guard:
            self._open()
            wanted = {(card.language, card.slug): card.digest for card in cards}
            if self._database is not None and wanted == self._digests:
                return self._database
            known = _read_every(self._database, wanted) if self._database is not None else {}
            found = [known.get((card.language, card.slug)) or find_keys(card) for card in cards]
            self._database = write_whole(self._folder, KIND, self._stamp, partial(_fill, found))
            self._digests = wanted
            return self._database


def _read_parts(database: Database) -> Iterator[tuple[tuple[str, str], Parts]]:
    for language, slug, parts in database.ask("SELECT language, slug, parts FROM entries"):
        yield (language, slug), json.loads(parts)


def _read_every(database: Database, wanted: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], EntryKeys]:
    """What is known of entries whose texts are the same."""
    known = {}
    for language, slug, digest, parts in database.ask("SELECT * FROM entries"):
        if digest and wanted.get((language, slug)) == digest:
            known[language, slug] = EntryKeys(language, slug, digest, tuple(json.loads(parts)))
    return known


def _fill(found: Iterable[EntryKeys], connection: sqlite3.Connection) -> None:
    connection.execute(_TABLE)
    rows = ((each.language, each.slug, each.digest, json.dumps(each.parts)) for each in found)
    connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?)", rows)
