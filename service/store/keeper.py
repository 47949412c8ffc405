"""Keeps a store within its bound: once when asked, or again and again beside a server."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from service.errors import StoreError
from service.store.eviction import Eviction, evict
from service.store.inventory import Inventoried

LOW_WATER: Final = 0.9
"""Eviction goes on to this part of the bound, so that it is not needed again with the next write."""

_SPARED_SECONDS: Final = 150.0
"""While serving: longer than it takes a listener to ask again for a recording that has just been made."""
_EVERY_SECONDS: Final = 30.0
_REST: Final = 50
"""Looking costs at most a fiftieth of one core. Measured by `python -m bench.keeping`."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Keeper:
    """The bound of one store. Any number of keepers may look after the same folder: one evicts at a time."""

    store: Inventoried
    limit: int
    """Bytes, markers included."""
    spared_kinds: Collection[str] = ()
    """Kinds that are never evicted, because nobody makes them when they are asked for."""
    least_pause: float = 0.0
    """Seconds between two looks, if more than usual: listing a store of another machine costs money."""
    _ended: threading.Event = field(default_factory=threading.Event)

    def keep(self, spared_seconds: float = 0.0) -> Eviction:
        """Evict if need be. :raise StoreError:"""
        low = int(self.limit * LOW_WATER)
        done = evict(
            self.store, self.limit, low, spared_seconds=spared_seconds, spared_kinds=self.spared_kinds
        )  # fmt: skip
        if done.objects:
            _log.info("%d recordings and clips went, %d bytes: the cache is bounded.", done.objects, done.gone)
        return done

    def start(self) -> None:
        """Look again and again, in a thread of its own, until the process or `stop` ends it."""
        threading.Thread(target=self._run, name="bound of the audio cache", daemon=True).start()

    def stop(self) -> None:
        self._ended.set()

    def _run(self) -> None:
        pause = 0.0
        while not self._ended.wait(pause):
            started = time.monotonic()
            try:
                self.keep(_SPARED_SECONDS)
            except (StoreError, OSError) as error:
                _log.warning("The audio cache cannot be kept within its bound: %s", error)
            pause = max(_EVERY_SECONDS, self.least_pause, _REST * (time.monotonic() - started))
