"""Notices that files of the content have changed, by looking at their times and sizes now and then."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

_EVERY_SECONDS: Final = 2.0
_REST: Final = 50
"""Looking costs at most a fiftieth of one core, however many files there are."""

Look = Mapping[str, tuple[int, int]]
"""Time of the last change in nanoseconds, and size in bytes, by path."""


def look(folder: Path) -> Look:
    """What can be seen of all files of a folder. What goes away meanwhile is left out."""
    return dict(_look(str(folder)))


def _look(folder: str) -> Iterator[tuple[str, tuple[int, int]]]:
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        return
    for entry in entries:
        try:
            if entry.is_dir():
                yield from _look(entry.path)
            else:
                seen = entry.stat()
                yield entry.path, (seen.st_mtime_ns, seen.st_size)
        except OSError:
            continue


class Watch:
    """Looks again and again, and tells once for each change: when nothing has moved since the last look."""

    def __init__(self, folder: Path, on_change: Callable[[], None], every_seconds: float = _EVERY_SECONDS) -> None:
        self._folder, self._on_change, self._every = folder, on_change, every_seconds
        self._ended = threading.Event()
        self._told = look(folder)

    def start(self) -> None:
        """In a thread of its own, until the process or `stop` ends it."""
        threading.Thread(target=self._run, name="changes of the content", daemon=True).start()

    def stop(self) -> None:
        self._ended.set()

    def _run(self) -> None:
        last, pause = self._told, self._every
        while not self._ended.wait(pause):
            started = time.monotonic()
            seen = look(self._folder)
            if seen == last and seen != self._told:  # an editor may write several files, one after another
                self._told = seen
                self._on_change()
            last = seen
            pause = max(self._every, _REST * (time.monotonic() - started))
