"""A store in a local folder.

    FORMAT                      the layout's version
    o/ab/<62 hex>.<kind>        the bytes alone, so that any web server can send them
    o/ab/<62 hex>.<kind>.json   the marker: size, digest, facts; written last, and so the proof of a whole write
    tmp/  lock/  bad/           writes under way; locks; what failed its digest

A folder shared between machines is not supported: locks do not reach across (`docs/audio-cache.md`).
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from service.errors import StoreError
from service.store.contract import Name, Stored, StoredBytes

FORMAT: Final = "lectern store 1\n"
_ABANDONED_SECONDS: Final = 3600.0
"""A file in tmp/ this old belongs to a process that was killed: writing one takes milliseconds."""
_TOUCH_SECONDS: Final = 3600.0
"""The least recently used are told apart to the hour, so that reading does not mean writing each time."""

_log = logging.getLogger(__name__)
_Proof = tuple[int, int, int]


class FolderStore:
    """Objects in a local folder. Safe for any number of threads and processes of one machine."""

    def __init__(self, folder: Path) -> None:
        """:raise StoreError: if the folder holds something else or another layout."""
        self.folder = folder
        self._proved: dict[Path, _Proof] = {}
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
            raise StoreError(f"{mark} says {found[:40]!r}, not {FORMAT!r}: this folder is not an audio cache of this version.")

    def _sweep(self) -> None:
        """Remove what killed processes left in tmp/."""
        old = time.time() - _ABANDONED_SECONDS
        with suppress(OSError):
            for path in (self.folder / "tmp").iterdir():
                with suppress(OSError):
                    if path.stat().st_mtime < old:
                        path.unlink()

    def _path(self, name: Name) -> Path:
        return self.folder / "o" / name.key[:2] / f"{name.key[2:]}.{name.kind}"

    def _write(self, path: Path, data: bytes) -> None:
        """Temporary file, flush, rename. :raise StoreError:"""
        temporary = self.folder / "tmp" / f"{os.getpid()}-{secrets.token_hex(8)}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.parent.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(path)
            except BaseException:
                with suppress(OSError):
                    temporary.unlink()
                raise
        except OSError as error:
            raise StoreError(f"The audio cache {self.folder} cannot be written: {error.strerror or error}.") from error

    def put(self, name: Name, data: bytes, facts: Mapping[str, Any] | None = None) -> Stored:
        path = self._path(name)
        if (there := self.get_stored(name)) is not None:
            return there
        stored = Stored(len(data), hashlib.sha256(data).hexdigest(), dict(facts or {}))
        self._write(path, data)
        self._write(_marker_path(path), _get_marker(stored))
        return stored

    def get_stored(self, name: Name) -> Stored | None:
        path = self._path(name)
        try:
            stored = _read_marker(_marker_path(path).read_bytes())
            size = path.stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"The audio cache {self.folder} cannot be read: {error.strerror or error}.") from error
        if stored is None or size != stored.size:
            self._set_aside(path, "its marker is damaged" if stored is None else "its size is wrong")
            return None
        return stored

    def get(self, name: Name) -> StoredBytes | None:
        stored = self.get_stored(name)
        if stored is None:
            return None
        path = self._path(name)
        try:
            with path.open("rb") as file:
                proof = _get_proof(file.fileno())
                data = file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"The audio cache {self.folder} cannot be read: {error.strerror or error}.") from error
        if self._proved.get(path) != proof or len(data) != stored.size:
            if hashlib.sha256(data).hexdigest() != stored.digest:
                self._set_aside(path, "its bytes do not match their digest")
                return None
            with self._guard:
                self._proved[path] = proof
        self._touch(path)
        return StoredBytes(data, stored)

    def open_range(self, name: Name, start: int, stop: int) -> bytes | None:
        found = self.get(name)
        return None if found is None else found.data[start:stop]

    def get_names(self) -> Iterator[Name]:
        for marker in (self.folder / "o").glob("??/*.json"):
            stem, _, kind = marker.name.removesuffix(".json").partition(".")
            with suppress(ValueError):  # a foreign file is nobody's object
                name = Name(marker.parent.name + stem, kind)
                if self.get_stored(name) is not None:
                    yield name

    def delete_oldest(self, limit: int) -> int:
        aged = []
        for name in self.get_names():
            path = self._path(name)
            with suppress(OSError):
                aged.append((_marker_path(path).stat().st_mtime, path.stat().st_size, path))
        total, gone = sum(size for _, size, _ in aged), 0
        for _, size, path in sorted(aged):
            if total - gone <= limit:
                break
            with suppress(OSError):
                _marker_path(path).unlink()
                path.unlink()
                gone += size
        return gone

    @contextmanager
    def lock(self, room: str, key: str) -> Iterator[None]:
        # One file for each first byte of the key: a lock that dies with its process, and few files.
        path = self.folder / "lock" / room / key[:2]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            held = FileLock(path, thread_local=False)
            held.acquire()
        except OSError as error:
            raise StoreError(f"The audio cache {self.folder} cannot be written: {error.strerror or error}.") from error
        try:
            yield
        finally:
            held.release()

    def _set_aside(self, path: Path, why: str) -> None:
        """Move an object that cannot be trusted out of the way and say so."""
        _log.warning("%s was moved to bad/: %s. It will be made again.", path.name, why)
        place = self.folder / "bad" / f"{path.name}-{secrets.token_hex(4)}"
        self._proved.pop(path, None)
        for source, target in ((_marker_path(path), _marker_path(place)), (path, place)):
            with suppress(FileNotFoundError):
                try:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    source.replace(target)
                except FileNotFoundError:
                    raise
                except OSError as error:
                    _log.warning("%s could not be moved: %s", source.name, error.strerror)

    def _touch(self, path: Path) -> None:
        marker = _marker_path(path)
        with suppress(OSError):
            if time.time() - marker.stat().st_mtime > _TOUCH_SECONDS:
                os.utime(marker)


def _marker_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _get_proof(descriptor: int) -> _Proof:
    """What changes when a file is written again: while it stays, a digest once checked stays good."""
    status = os.fstat(descriptor)
    return status.st_ino, status.st_mtime_ns, status.st_size


def _get_marker(stored: Stored) -> bytes:
    body = {"size": stored.size, "sha256": stored.digest, "facts": stored.facts}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return json.dumps([text, hashlib.sha256(text.encode()).hexdigest()], ensure_ascii=False).encode()


def _read_marker(data: bytes) -> Stored | None:
    """What a marker says, or None if it is not exactly as it was written."""
    try:
        text, digest = json.loads(data)
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            return None
        body = json.loads(text)
        return Stored(body["size"], body["sha256"], body["facts"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
