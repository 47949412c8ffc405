"""Whether each part that pages and audio need does its work, in words that tell nothing of a reader or the inside."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from service.errors import LecternError, StoreError
from service.exports.desk import Desk
from service.store.contract import Name, Store

NO_ANSWER: Final = "does not answer"
_log = logging.getLogger(__name__)
_FRESH_SECONDS: Final = 5.0
"""What was found out this short a while ago is said again: a probe asked a thousand times a second costs one look."""
_PATIENCE_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part is."""

    is_well: bool
    words: str


Look = Callable[[], Finding]


class Readiness:
    """The parts by name. Safe for any number of threads; a part that hangs costs a thread, and no answer."""

    def __init__(self, looks: Mapping[str, Look], fresh_seconds: float = _FRESH_SECONDS) -> None:
        self._looks, self._fresh_seconds = looks, fresh_seconds
        self._guard = threading.Lock()
        self._found: dict[str, Future[Finding]] = {}
        self._asked: dict[str, float] = {}

    def get_findings(self) -> Mapping[str, Finding]:
        """How each part is, or was a few seconds ago. Takes two seconds at most."""
        with self._guard:
            futures = {name: self._ask(name) for name in self._looks}
        wait(futures.values(), _PATIENCE_SECONDS)
        return {
            name: future.result() if future.done() else Finding(False, NO_ANSWER) for name, future in futures.items()
        }

    def _ask(self, name: str) -> Future[Finding]:
        known = self._found.get(name)
        if known is not None and (not known.done() or time.monotonic() - self._asked[name] < self._fresh_seconds):
            return known
        future: Future[Finding] = Future()
        self._found[name], self._asked[name] = future, time.monotonic()
        threading.Thread(target=_look, args=(self._looks[name], future), name=f"look at {name}", daemon=True).start()
        return future


def _look(look: Look, future: Future[Finding]) -> None:
    try:
        future.set_result(look())
    except Exception:  # noqa: BLE001  whatever it is, the part does not work, and the answer tells no more
        future.set_result(Finding(False, "failed when it was asked"))


def get_content_finding(count: int, languages: Sequence[str]) -> Finding:
    """Content is read before anything is served."""
    return Finding(count > 0, f"read: entries {count}, languages {', '.join(languages)}")


def get_voice_finding(desk: Desk) -> Finding:
    """Whether a voice works, as far as is known now."""
    try:
        desk.get_editions(0.0)
    except TimeoutError:
        return Finding(False, "not known yet: the engine is still being asked")
    except LecternError:
        return Finding(False, "does not work: the log says why")
    return Finding(True, "works")


def get_store_finding(store: Store) -> Finding:
    """Write, read and delete an object that nothing else uses."""
    data = str(time.time_ns()).encode()
    name = Name(sha256(b"probe" + data).hexdigest(), "probe")
    try:
        store.put(name, data, is_served=False)
    except StoreError as error:
        _log.warning("The store cannot be written: %s", error)
        return Finding(False, "cannot be written")
    try:
        found = store.get(name)
        store.delete(name)
    except StoreError as error:
        _log.warning("The store cannot be read: %s", error)
        return Finding(False, "cannot be read")
    if found is None or found.data != data:
        return Finding(False, "gave back other bytes than it was given")
    return Finding(True, "can be read and written")


def get_queue_finding(is_alive: Callable[[], bool]) -> Finding:
    """Whether somebody renders."""
    return Finding(True, "alive") if is_alive() else Finding(False, "not alive")
