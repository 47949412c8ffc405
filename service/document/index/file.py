"""A file of SQLite that is written whole under the digest of its bytes, and then only read.

    <kind>-<32 hex digits>.sqlite      the name proves the bytes: a damaged file is none

A process that has one open goes on with it when a newer one takes its place.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

_FACTS: Final = "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
_ABANDONED: Final = 3600.0
"""A file under way that is so many seconds old is of a process that was killed."""


class Database:
    """An open file. Safe for any number of threads. It is closed when nobody has it any more."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._guard = threading.Lock()
        weakref.finalize(self, connection.close)

    def ask(self, question: str, *values: object) -> list[Any]:
        with self._guard:
            return self._connection.execute(question, values).fetchall()

    def get_fact(self, name: str) -> str:
        return str(self.ask("SELECT value FROM facts WHERE name = ?", name)[0][0])


Fill = Callable[[sqlite3.Connection], None]


def open_newest(folder: Path, kind: str, stamp: str) -> Database | None:
    """The newest whole file of a stamp; None if there is none. Never an error: it can be made anew."""
    with suppress(OSError):
        paths = [(path.stat().st_mtime_ns, path) for path in folder.glob(f"{kind}-*.sqlite")]
        for _, path in sorted(paths, reverse=True):
            with suppress(OSError, sqlite3.Error, IndexError):
                if path.name == _get_name(kind, path.read_bytes()):
                    database = _open(path)
                    if database.get_fact("stamp") == stamp:
                        return database
    return None


def write_whole(folder: Path | None, kind: str, stamp: str, fill: Fill) -> Database:
    """Put a new file in the place of those before; in memory without a folder, or where it cannot be written."""
    if folder is not None:
        temporary = folder / f"{os.getpid()}-{secrets.token_hex(8)}.new"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(temporary)) as connection:
                connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
                _fill(connection, stamp, fill)
            return _open(_publish(temporary, folder, kind))
        except (OSError, sqlite3.Error):
            with suppress(OSError):
                temporary.unlink()
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    _fill(connection, stamp, fill)
    return Database(connection)


def _fill(connection: sqlite3.Connection, stamp: str, fill: Fill) -> None:
    connection.executescript(_FACTS)
    connection.execute("INSERT INTO facts VALUES ('stamp', ?)", (stamp,))
    fill(connection)
    connection.commit()


def _open(path: Path) -> Database:
    address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    return Database(sqlite3.connect(address, uri=True, check_same_thread=False))


def _publish(temporary: Path, folder: Path, kind: str) -> Path:
    with temporary.open("rb+") as file:
        path = folder / _get_name(kind, file.read())
        os.fsync(file.fileno())
    temporary.replace(path)
    old = time.time() - _ABANDONED
    for other in (*folder.glob(f"{kind}-*.sqlite"), *folder.glob("*.new")):
        with suppress(OSError):
            if other != path and (other.suffix == ".sqlite" or other.stat().st_mtime < old):
                other.unlink()
    return path


def _get_name(kind: str, data: bytes) -> str:
    return f"{kind}-{hashlib.sha256(data).hexdigest()[:32]}.sqlite"


def get_code_digest(folders: Iterable[Path]) -> str:
    """Digest of all code and tables in some folders: what it found must be found anew after an update."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.toml"))):
            digest.update(path.read_bytes())
    return digest.hexdigest()
