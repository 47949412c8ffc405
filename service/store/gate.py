"""A gate before a store of another machine: while that is away or slow, who reads is refused at once and need not wait.

Threads of a web server pass it. A few may be caught when the store goes away; all others go on serving pages.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from service.errors import StoreError

_SLOW_SECONDS: Final = 2.0
"""A read that takes longer counts as no answer."""
_TURN_SECONDS: Final = 0.5
"""How long a read may wait for a place, less what those before it have taken already."""
_PROBE_SECONDS: Final = 1.0

_log = logging.getLogger(__name__)


class Gate:
    """Safe for any number of threads."""

    def __init__(self, title: str, places: int, probe: Callable[[], object]) -> None:
        """`places` is how many may read at once; `probe` asks the store for next to nothing: StoreError if it fails."""
        self._title, self._probe = title, probe
        self._places = threading.BoundedSemaphore(places)
        self._guard = threading.Lock()
        self._under_way: dict[int, float] = {}
        self._fault = ""

    @contextmanager
    def passing(self) -> Iterator[None]:
        """:raise StoreError: at once while the store is away or slow."""
        age = self._check()
        if not self._places.acquire(timeout=max(0.0, _TURN_SECONDS - age)):
            raise StoreError(f"The object store {self._title} has too much to do.")
        started = time.monotonic()
        try:
            with self._guard:
                self._under_way[threading.get_ident()] = started
            yield
        except StoreError as error:
            self._shut(str(error))
            raise
        else:
            if time.monotonic() - started > _SLOW_SECONDS:
                self._shut(f"The object store {self._title} is slow.")
        finally:
            with self._guard:
                del self._under_way[threading.get_ident()]
            self._places.release()

    def _check(self) -> float:
        """For how long the oldest read has been under way. :raise StoreError: if no other should begin."""
        now = time.monotonic()
        with self._guard:
            fault, age = self._fault, now - min(self._under_way.values(), default=now)
        if fault:
            raise StoreError(fault)
        if age > _SLOW_SECONDS:
            raise StoreError(f"The object store {self._title} does not answer at present.")
        return age

    def _shut(self, fault: str) -> None:
        with self._guard:
            is_first, self._fault = not self._fault, fault
        if is_first:
            _log.warning("%s Until it answers, only what is near is served.", fault)
            threading.Thread(target=self._open_again, name="object store away", daemon=True).start()

    def _open_again(self) -> None:
        while True:
            time.sleep(_PROBE_SECONDS)
            started = time.monotonic()
            try:
                self._probe()
            except StoreError:
                continue
            if time.monotonic() - started < _SLOW_SECONDS:
                break
        with self._guard:
            self._fault = ""
        _log.warning("The object store %s answers again.", self._title)
