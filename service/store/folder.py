"""A store in a local folder.

    FORMAT                      the layout's version
    o/ab/<62 hex>.<kind>        the bytes alone, so that any web server can send them
    o/ab/<62 hex>.<kind>.json   the marker: size, digest, facts; written last, and so the proof of a whole write
    o/ab/<62 hex>.<kind>.sealed what no web server sends, as one file: the marker, a line break, the bytes
    tmp/  lock/  bad/           writes under way; locks; what failed its digest

A folder shared between machines is not supported: locks do not reach across (`docs/audio-cache.md`).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from service.errors import StoreError
from service.store.contract import Name, Stored, StoredBytes
from service.store.eviction import evict
from service.store.files import Proof, get_marker_path, get_proof, get_sealed_path, move, set_aside, touch
from service.store.inventory import WRITING, Held, delete_held, get_every_held, get_path
from service.store.lock import hold
from service.store.marker import get_marker, read_marker
from service.store.presence import find_sizes

FORMAT: Final = "lectern store 1\n"
_ABANDONED_SECONDS: Final = 3600.0
"""A file in tmp/ this old belongs to a process that was killed: writing one takes milliseconds."""


class FolderStore:
    """Objects in a local folder. Safe for any number of threads and processes of one machine."""

    def __init__(self, folder: Path) -> None:
        """:raise StoreError: if the folder holds something else or another layout."""
        self.folder = folder
        self._proved: dict[Path, Proof] = {}
        self._guard = threading.Lock()
        self._check_format()
        self._sweep()

    def _check_format(self) -> None:
        mark = self.folder / "FORMAT"
        try:
            found = mark.read_text(encoding="utf-8")
        except FileNotFoundError:
            with suppress(StoreError):  # a read-only cache that is empty still lets pages be served
                self._write(mark, FORMAT.encode())
            return
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"The audio cache {self.folder} cannot be read: {error}.") from error
        if found != FORMAT:
            raise StoreError(f"{mark} says {found[:40]!r}, not {FORMAT!r}: no audio cache of this version.")

    def _sweep(self) -> None:
        """Remove what killed processes left in tmp/."""
        with suppress(OSError):
            for path in (self.folder / "tmp").iterdir():
                with suppress(OSError):
                    if time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:  # one from the future may be at work
                        path.unlink()

    def _get_error(self, deed: str, error: OSError) -> StoreError:
        return StoreError(f"The audio cache {self.folder} cannot be {deed}: {error.strerror or error}.")

    def _path(self, name: Name) -> Path:
        return self.folder / "o" / name.key[:2] / f"{name.key[2:]}.{name.kind}"

    def _write(self, path: Path, data: bytes, is_flushed: bool = True) -> None:
        """Temporary file, flush, rename. :raise StoreError:"""
        temporary = self.folder / "tmp" / f"{os.getpid()}-{secrets.token_hex(8)}"
        try:
            try:
                file = temporary.open("xb")
            except FileNotFoundError:
                temporary.parent.mkdir(parents=True, exist_ok=True)
                file = temporary.open("xb")
            try:
                with file:
                    file.write(data)
                    if is_flushed:
                        file.flush()
                        os.fsync(file.fileno())
                move(temporary, path)
            except BaseException:
                with suppress(OSError):
                    temporary.unlink()
                raise
        except OSError as error:
            raise self._get_error("written", error) from error

    def put(self, name: Name, data: bytes, facts: Mapping[str, Any] | None = None, *, is_served: bool = True) -> Stored:
        path = self._path(name)
        is_there = any(each.exists() for each in (get_marker_path(path), get_sealed_path(path)))
        if is_there and (there := self.get_stored(name)) is not None:
            return there
        stored = Stored(len(data), hashlib.sha256(data).hexdigest(), dict(facts or {}))
        with self.lock(WRITING, name.key):  # nobody deletes half of it meanwhile
            if is_served:
                self._write(path, data)
                # a torn marker fails its own digest, so it need not be flushed
                self._write(get_marker_path(path), get_marker(stored), is_flushed=False)
            else:
                self._write(get_sealed_path(path), get_marker(stored) + b"\n" + data, is_flushed=False)
        return stored

    def get_stored(self, name: Name) -> Stored | None:
        path = self._path(name)
        try:
            stored = read_marker(get_marker_path(path).read_bytes())
            size = path.stat().st_size
        except FileNotFoundError:
            sealed = self._get_sealed(path)
            return sealed.stored if sealed else None
        except OSError as error:
            raise self._get_error("read", error) from error
        if stored is None or size != stored.size:
            set_aside(self.folder, path, "its marker is damaged" if stored is None else "its size is wrong")
            return None
        return stored

    def get(self, name: Name) -> StoredBytes | None:
        path = self._path(name)
        if not get_marker_path(path).exists():
            sealed = self._get_sealed(path)
            if sealed is not None:
                touch(get_sealed_path(path))
            return sealed
        stored = self.get_stored(name)
        if stored is None:
            return None
        try:
            with path.open("rb") as file:
                proof = get_proof(file.fileno())
                data = file.read()
        except FileNotFoundError:
            return self._get_sealed(path)
        except OSError as error:
            raise self._get_error("read", error) from error
        if self._proved.get(path) != proof or len(data) != stored.size:
            if hashlib.sha256(data).hexdigest() != stored.digest:
                set_aside(self.folder, path, "its bytes do not match their digest")
                return None
            with self._guard:
                self._proved[path] = proof
        touch(get_marker_path(path))
        return StoredBytes(data, stored)

    def _get_sealed(self, path: Path) -> StoredBytes | None:
        sealed = get_sealed_path(path)
        try:
            marker, _, data = sealed.read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._get_error("read", error) from error
        stored = read_marker(marker)
        if stored is None or hashlib.sha256(data).hexdigest() != stored.digest:
            set_aside(self.folder, sealed, "it does not match its digest")
            return None
        return StoredBytes(data, stored)

    def open_range(self, name: Name, start: int, stop: int) -> bytes | None:
        path = self._path(name)
        try:
            with path.open("rb", buffering=0) as file:
                if self._proved.get(path) == get_proof(file.fileno()):
                    touch(get_marker_path(path))
                    file.seek(start)
                    return file.read(stop - start)
        except FileNotFoundError:
            return None if not get_sealed_path(path).exists() else self._cut(name, start, stop)
        except OSError as error:
            raise self._get_error("read", error) from error
        return self._cut(name, start, stop)

    def _cut(self, name: Name, start: int, stop: int) -> bytes | None:
        """A part of an object that has to be proved first."""
        found = self.get(name)
        return None if found is None else found.data[start:stop]

    def get_names(self) -> Iterator[Name]:
        for path in (self.folder / "o").glob("??/*"):
            if path.suffix not in (".json", ".sealed"):
                continue
            stem, _, kind = path.name.removesuffix(path.suffix).partition(".")
            with suppress(ValueError):  # a foreign file is nobody's object
                name = Name(path.parent.name + stem, kind)
                if self.get_stored(name) is not None:
                    yield name

    def get_sizes(self, names: Iterable[Name]) -> dict[Name, int]:
        return find_sizes(self, names)

    def get_every_held(self) -> Iterator[Held]:
        return get_every_held(self.folder)

    def get_places(self, held: Held) -> list[str]:
        return [str(get_path(Path(), held.key, suffix)) for suffix in held.suffixes]

    def delete_held(self, held: Held) -> int:
        return delete_held(self, held)

    def get_address(self, name: Name, seconds: int) -> str:
        return ""

    def delete(self, name: Name) -> None:
        path = self._path(name)
        with self.lock(WRITING, name.key):
            try:
                for each in (get_marker_path(path), get_sealed_path(path), path):  # what is half gone has no marker
                    each.unlink(missing_ok=True)
            except OSError as error:
                raise self._get_error("written", error) from error

    def delete_oldest(self, limit: int) -> int:
        return evict(self, limit).gone

    @contextmanager
    def lock(self, room: str, key: str) -> Iterator[None]:
        # One file for each first byte of the key: a lock that dies with its process, and few files.
        path = self.folder / "lock" / room / key[:2]
        try:
            held = hold(path)
        except OSError as error:
            raise self._get_error("written", error) from error
        try:
            yield
        finally:
            held.close()
