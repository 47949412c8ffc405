"""The scrubber: reads every byte of a folder store and moves aside what does not match its digest.

It asks no store, which may know a file as proved, but the files. Safe beside whatever uses the folder.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.errors import StoreError
from service.store.files import get_age, get_marker_path, move_aside
from service.store.folder import FolderStore
from service.store.inventory import WRITING, get_folders, get_foreign, get_path, get_suffixes, is_key_folder, is_marker
from service.store.marker import read_marker

_PIECE: Final = 1 << 20
"""Bytes that are in memory at once, whatever the size of an object."""
_LONGEST_MARKER: Final = 64 << 20
_UNFINISHED_SECONDS: Final = 3600.0
"""A write takes milliseconds: half an object this old belongs to a process that was killed."""
_OWN: Final = frozenset(("FORMAT", "README.md", "o", "tmp", "lock", "bad"))


@dataclass(frozen=True, slots=True)
class Checked:
    """One object that was read; `why` says what is wrong with it and is empty if it is whole."""

    path: Path
    """Below the store's folder."""
    size: int
    why: str = ""
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class Other:
    """A file that is no object: `what` says what it seems to be."""

    path: Path
    size: int
    what: str


def scrub(folder: Path) -> Iterator[Checked | Other]:
    """Read everything; what is wrong is moved to bad/, everything else is left where it is.

    :raise StoreError: if the folder holds no audio cache of this version.
    """
    yield from _get_others(folder)  # before the store is opened, which removes old files of tmp/
    store = FolderStore(folder)
    for place in get_folders(folder):
        for key, files in get_suffixes(place).items():
            suffixes = tuple(files)
            for suffix in suffixes:
                found = _check(store, key, suffix, suffixes)
                if found:
                    yield found
        for path in get_foreign(place):
            yield _get_other(folder, path, "foreign")


def _get_others(folder: Path) -> Iterator[Other]:
    for path in _get_children(folder):
        if path.name not in _OWN:
            yield _get_other(folder, path, "foreign")
    for path in _get_children(folder / "o"):
        if not is_key_folder(path):
            yield _get_other(folder, path, "foreign")
    for path in _get_children(folder / "tmp"):
        if get_age(_get_time(path)) > _UNFINISHED_SECONDS:
            yield _get_other(folder, path, "left by a writer that was killed, and removed")
    for path in _get_children(folder / "bad"):
        yield _get_other(folder, path, "moved aside before")


def _get_children(place: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(place) as entries:
        yield from (Path(entry.path) for entry in entries)


def _get_other(folder: Path, path: Path, what: str) -> Other:
    size = 0
    with suppress(OSError):
        size = path.lstat().st_size
    return Other(path.relative_to(folder), size, what)


def _get_time(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return time.time()


def _check(store: FolderStore, key: str, suffix: str, suffixes: tuple[str, ...]) -> Checked | Other | None:
    """What is to be told of one file: of a marker its object's state, of bytes with a marker nothing."""
    if f"{suffix}.json" in suffixes:
        return None
    if is_marker(suffix, suffixes):
        return _judge(store, key, suffix.removesuffix(".json"))
    path = get_path(store.folder, key, suffix)
    if suffix.endswith(".sealed"):
        return _judge(store, key, suffix)
    if get_age(_get_time(path)) <= _UNFINISHED_SECONDS:
        return None  # being written, or listed while it was
    if suffix.endswith(".json") and _is_marker_of_nothing(path):
        return _judge(store, key, suffix.removesuffix(".json"))
    return _get_other(store.folder, path, "bytes without their marker, which are never served")


def _is_marker_of_nothing(path: Path) -> bool:
    with suppress(OSError):
        return read_marker(path.read_bytes()) is not None
    return False


def _judge(store: FolderStore, key: str, suffix: str) -> Checked | None:
    """Check an object; one that seems wrong once more under the lock of its writers, and then move it aside."""
    path = get_path(store.folder, key, suffix)
    try:
        size, why = _read(path)
        if not why:
            return Checked(path.relative_to(store.folder), size)
        with store.lock(WRITING, key):
            size, why = _read(path)
            is_moved = bool(why) and move_aside(store.folder, path)
    except FileNotFoundError:
        return None  # evicted meanwhile
    except StoreError:
        is_moved = False  # a folder that cannot be written is scrubbed all the same
    except OSError as error:  # not the file's fault, such as too many open files: it stays
        size, why, is_moved = 0, f"it cannot be read: {error.strerror}", False
    return Checked(path.relative_to(store.folder), size, why, is_moved)


def _read(path: Path) -> tuple[int, str]:
    """Bytes, and what is wrong, of a served object or a sealed one.

    :raise FileNotFoundError: if its marker is not there.
    """
    try:
        if path.suffix == ".sealed" and not get_marker_path(path).exists():
            return _read_sealed(path)
        return _read_served(path)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return path.lstat().st_size, "the disk cannot read it"


def _read_served(path: Path) -> tuple[int, str]:
    stored = read_marker(get_marker_path(path).read_bytes())
    try:
        with path.open("rb") as file:
            digest, size = _hash(file.fileno())
    except FileNotFoundError:
        if not get_marker_path(path).exists():
            raise
        return 0, "its bytes are missing"
    if stored is None:
        return size, "its marker is damaged"
    if size != stored.size:
        return size, "its size is wrong"
    return size, "" if digest == stored.digest else "its bytes do not match their digest"


def _read_sealed(path: Path) -> tuple[int, str]:
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        with os.fdopen(os.dup(file.fileno()), "rb") as lines:
            line = lines.readline(_LONGEST_MARKER)
        os.lseek(file.fileno(), len(line), os.SEEK_SET)
        stored = read_marker(line.removesuffix(b"\n"))
        digest, _ = _hash(file.fileno())
    return size, "" if stored is not None and digest == stored.digest else "it does not match its digest"


def _hash(descriptor: int) -> tuple[str, int]:
    """SHA-256 and number of the bytes from here on, from the disk itself where the system can be told so."""
    digest, size = hashlib.sha256(), 0
    _forget(descriptor)
    while piece := os.read(descriptor, _PIECE):
        digest.update(piece)
        size += len(piece)
    _forget(descriptor)
    return digest.hexdigest(), size


def _forget(descriptor: int) -> None:
    """Drop a file's pages from memory: what was read before may hide what the disk has now."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
