"""The files of a folder store: their names, and moving, marking and setting them aside."""

from __future__ import annotations

import logging
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

_TOUCH_SECONDS: Final = 60.0
"""The least recently used are told apart to the minute, so that reading does not mean writing each time."""

Proof = tuple[int, int, int]
"""Inode, time of change and size of a file whose digest was once checked."""

_log = logging.getLogger(__name__)


def move(temporary: Path, path: Path) -> None:
    """Rename to a place whose folder may not be there yet."""
    try:
        temporary.replace(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(path)


def get_marker_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def get_sealed_path(path: Path) -> Path:
    return path.with_name(path.name + ".sealed")


def get_proof(descriptor: int) -> Proof:
    """What changes when a file is written again: while it stays, a digest once checked stays good."""
    status = os.fstat(descriptor)
    return status.st_ino, status.st_mtime_ns, status.st_size


def set_aside(folder: Path, path: Path, why: str) -> None:
    """Move an object that cannot be trusted out of the way and say so."""
    _log.warning("%s was moved to bad/: %s. It will be made again.", path.name, why)
    move_aside(folder, path)


def move_aside(folder: Path, path: Path) -> bool:
    """Move a file and its marker to bad/, as far as they are there; whether all of it could be moved."""
    is_moved = True
    place = folder / "bad" / f"{path.name}-{secrets.token_hex(4)}"
    for source, target in ((get_marker_path(path), get_marker_path(place)), (path, place)):
        with suppress(FileNotFoundError):
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
            except FileNotFoundError:
                raise
            except OSError as error:
                _log.warning("%s could not be moved: %s", source.name, error.strerror)
                is_moved = False
    return is_moved


def get_age(changed: float) -> float:
    """Seconds since a file was changed. One from the future is as old as it is early: the clock was set back."""
    return abs(time.time() - changed)


def touch(marker: Path) -> None:
    """Note that an object was used: its marker's time is what the least recently used is told by."""
    with suppress(OSError):
        if get_age(marker.stat().st_mtime) > _TOUCH_SECONDS:
            os.utime(marker)
