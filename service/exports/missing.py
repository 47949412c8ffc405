"""How many recordings are missing, told to the figures again and again, for whoever looks after a server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from service.errors import LecternError
from service.exports.editions import Editions
from service.metrics.counting import is_counted, set_level
from service.metrics.measures import MISSING
from service.store.contract import Store

_EVERY_SECONDS: Final = 60.0
_REST: Final = 50
"""Looking costs at most a fiftieth of one core, and of what an object store can answer."""


@dataclass(slots=True)
class MissingWatch:
    store: Store
    _run: int = 0
    _pause: threading.Event = field(default_factory=threading.Event)

    def start(self, find_editions: Callable[[], Editions]) -> None:
        """Look at these editions from now on, in a thread of its own, and at no others; not where nobody counts."""
        self._run += 1
        if is_counted():
            arguments = (self._run, find_editions)
            threading.Thread(target=self._look, args=arguments, name="missing", daemon=True).start()

    def _look(self, run: int, find_editions: Callable[[], Editions]) -> None:
        try:
            editions = find_editions()
        except LecternError:
            return  # it is told elsewhere that no voice works
        while run == self._run:
            started = time.monotonic()
            with suppress(LecternError):  # where the store is away, what was known last is still told
                set_level(MISSING, len(editions.get_unmade(self.store)[1]))
            self._pause.wait(max(_EVERY_SECONDS, _REST * (time.monotonic() - started)))
