"""What lies in a folder store, by key and without reading any of it; one folder of 256 at a time, however many."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from service.store.contract import Store

if TYPE_CHECKING:
    from service.store.folder import FolderStore

WRITING: Final = "writing"
"""The room of the lock under which the files of a key come and go."""
SEALED: Final = ".sealed"
"""Ends the name of what is not served."""

_FOLDER: Final = re.compile(r"[0-9a-f]{2}")
_FILE: Final = re.compile(r"([0-9a-f]{62})\.([a-z0-9]+(?:\.[a-z0-9]+)?(?:\.json|\.sealed)?)")


@dataclass(frozen=True, slots=True)
class Held:
    """All files of one key."""

    key: str
    suffixes: tuple[str, ...]
    """Markers before bytes, so that what goes in this order is never half an object with a marker."""
    size: int
    """Bytes of all files."""
    used: float
    """When the youngest marker was written or touched; of bytes without a marker, when they were written."""

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(_get_base(suffix, self.suffixes) for suffix in self.suffixes)

    @property
    def is_served(self) -> bool:
        """Whether any of it is sent as a file; what is not is cheap to make again."""
        return not all(suffix.endswith(".sealed") for suffix in self.suffixes)


@runtime_checkable
class Inventoried(Store, Protocol):
    """A store that tells all that it holds without reading it, so that it can be bounded and swept."""

    def get_every_held(self) -> Iterator[Held]:
        """Every key that it has something of. What comes or goes meanwhile may be in it or not."""
        ...

    def get_places(self, held: Held) -> list[str]:
        """Where all of a key lies, as a person would look for it."""
        ...

    def delete_held(self, held: Held) -> int:
        """Delete all of a key, unless it was used since it was looked at; how many bytes went. :raise StoreError:"""
        ...


def is_marker(suffix: str, suffixes: tuple[str, ...]) -> bool:
    """Whether a file among others of its key is the marker of one of them: `marks.json` by itself is not."""
    return suffix.endswith(".json") and suffix.removesuffix(".json") in suffixes


def _get_base(suffix: str, suffixes: tuple[str, ...]) -> str:
    if is_marker(suffix, suffixes):
        return suffix.removesuffix(".json")
    return suffix.removesuffix(".sealed") or suffix


def get_path(folder: Path, key: str, suffix: str) -> Path:
    return folder / "o" / key[:2] / f"{key[2:]}.{suffix}"


def get_folders(folder: Path) -> Iterator[Path]:
    """Those of `o/` that are named by the first byte of a key."""
    with suppress(FileNotFoundError), os.scandir(folder / "o") as entries:
        found = sorted(Path(each.path) for each in entries)
        yield from filter(is_key_folder, found)


def is_key_folder(path: Path) -> bool:
    """Whether a folder of `o/` is one of ours: no link, and named by two hex digits."""
    return bool(_FOLDER.fullmatch(path.name)) and path.is_dir() and not path.is_symlink()


def get_suffixes(place: Path) -> dict[str, dict[str, os.stat_result]]:
    """By key, the files of one folder; links and whatever has another name are nobody's."""
    found: dict[str, dict[str, os.stat_result]] = {}
    with suppress(FileNotFoundError), os.scandir(place) as entries:
        for entry in entries:
            match = _FILE.fullmatch(entry.name)
            if match and entry.is_file(follow_symlinks=False):
                with suppress(FileNotFoundError):  # gone in the meantime
                    status = entry.stat(follow_symlinks=False)
                    found.setdefault(place.name + match[1], {})[sys.intern(match[2])] = status
    return found


def get_foreign(place: Path) -> Iterator[Path]:
    """Whatever in one folder cannot be a file of an object."""
    with suppress(FileNotFoundError), os.scandir(place) as entries:
        for entry in entries:
            if not (_FILE.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)):
                yield place / entry.name


def get_every_held(folder: Path) -> Iterator[Held]:
    """Every key that has a file. What comes or goes meanwhile may be in it or not."""
    for place in get_folders(folder):
        for key, files in get_suffixes(place).items():
            yield _get_held(key, files)


def _get_held(key: str, files: dict[str, os.stat_result]) -> Held:
    suffixes = tuple(sorted(files, key=lambda suffix: (-len(suffix), suffix)))  # a marker's name is the longer
    return Held(key, suffixes, sum(status.st_size for status in files.values()), _get_used(files))


def _get_used(files: Mapping[str, os.stat_result]) -> float:
    suffixes = tuple(files)
    markers = [each for each in suffixes if is_marker(each, suffixes) or each.endswith(SEALED)]
    return max(files[each].st_mtime for each in markers or suffixes)


def delete_held(store: FolderStore, held: Held) -> int:
    """Delete all files of a key, unless one was written or used since it was looked at; how many bytes went.

    :raise StoreError: if the folder cannot be written.
    """
    # a marker that was written while the folder was listed may not be in `held`
    suffixes = [*(kind + ending for kind in held.kinds for ending in (".json", SEALED)), *held.kinds]
    gone = 0
    with store.lock(WRITING, held.key):
        found = {}
        for suffix in suffixes:
            with suppress(OSError):
                found[suffix] = get_path(store.folder, held.key, suffix).stat()
        if not found or _get_used(found) != held.used:  # not "later": a clock can be set back
            return 0
        for suffix, status in found.items():
            with suppress(OSError):
                get_path(store.folder, held.key, suffix).unlink()
                gone += status.st_size
    return gone
