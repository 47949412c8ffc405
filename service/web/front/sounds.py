"""Audio that the application has answered for once: its bytes come from the store after that, or from memory."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from service.errors import StoreError
from service.store.contract import Name, Store
from service.web.delivery import BUSY, Conditions, Delivery, TooBusy, get_delivery
from service.web.ranges import RangeOutside

_PATH: Final = re.compile(r"/audio/([0-9a-f]{64})\.([a-z0-9]+(?:\.[a-z0-9]+)?)")
_MOST_KNOWN: Final = 10_000
_MOST_IN_MEMORY: Final = 2 << 20
"""Bytes of one recording: a section has less, and what is larger is read from the store part by part."""
_POPULAR: Final = 2
"""Answers from the store after which a recording is kept in memory."""
_OF_BODY: Final = frozenset(("content-length", "content-range"))

Answer = tuple[str, list[tuple[str, str]], bytes]
_STATUS: Final = {200: "200 OK", 206: "206 PARTIAL CONTENT", 304: "304 NOT MODIFIED"}


@dataclass(slots=True)
class _Known:
    name: Name
    digest: str
    size: int
    fields: tuple[tuple[str, str], ...]
    """As the application set them, but for those that go with a range."""
    answers: int = 0
    data: bytes | None = None
    """All of it, in memory."""


class Sounds:
    """Safe for any number of threads."""

    def __init__(self, store: Store, limit: int) -> None:
        """At most `limit` bytes are kept in memory."""
        self._store, self._limit, self.size = store, limit, 0
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._popular: OrderedDict[str, _Known] = OrderedDict()
        self._guard = threading.Lock()

    def answer(self, path: str, environ: Mapping[str, Any]) -> Answer | None:
        """What the application would answer to GET or HEAD; None where only it can say that."""
        known = self._known.get(path)
        if known is None:
            return None
        try:
            delivery = get_delivery(known.digest, known.size, _get_conditions(environ))
            if delivery.status == 304:
                return _STATUS[304], [each for each in known.fields if each[0] != "Content-Type"], b""
            data = self._get_data(path, known, delivery) if environ["REQUEST_METHOD"] == "GET" else b""
        except (RangeOutside, TooBusy, StoreError):
            return None
        if data is None:
            return None
        return (
            _STATUS[delivery.status],
            [*known.fields, *delivery.fields, ("Content-Length", str(delivery.length))],
            data,
        )

    def _get_data(self, path: str, known: _Known, delivery: Delivery) -> bytes | None:
        whole = known.data
        if whole is None and known.size <= min(_MOST_IN_MEMORY, self._limit):
            known.answers += 1
            if known.answers > _POPULAR:
                whole = self._read(path, known)
        if whole is not None:
            return whole if delivery.length == known.size else whole[delivery.first : delivery.stop]
        part = self._store.open_range(known.name, delivery.first, delivery.stop)
        if part is None or len(part) != delivery.length:
            self._known.pop(path, None)  # it has gone, or was damaged: the application knows what to do
            return None
        return part

    def _read(self, path: str, known: _Known) -> bytes | None:
        """Take a recording into memory, in place of those that were taken longest ago."""
        found = self._store.get(known.name)
        if found is None or found.stored.digest != known.digest:
            return None
        with self._guard:
            if known.data is None and self._known.get(path) is known:
                known.data = found.data
                self._popular[path] = known
                self.size += known.size
            while self.size > self._limit:
                _, gone = self._popular.popitem(last=False)
                gone.data, gone.answers = None, 0
                self.size -= gone.size
        return found.data

    def learn(self, path: str, status: str, fields: Sequence[tuple[str, str]]) -> None:
        """Take note of what the application answered to GET or HEAD."""
        found = _PATH.fullmatch(path)
        if found is None or status[:3] not in ("200", "206"):
            return
        values = {name.lower(): value for name, value in fields}
        size = values.get("content-range", "").rpartition("/")[2] or values.get("content-length", "")
        digest = values.get("etag", "").strip('"')
        if not size.isdigit() or not digest:
            return
        others = tuple(each for each in fields if each[0].lower() not in _OF_BODY)
        with self._guard:
            if path not in self._known:
                self._known[path] = _Known(Name(found[1], found[2]), digest, int(size), others)
            while len(self._known) > _MOST_KNOWN:
                gone, known = self._known.popitem(last=False)
                if self._popular.pop(gone, None):
                    self.size -= known.size


def _get_conditions(environ: Mapping[str, Any]) -> Conditions:
    return Conditions(
        environ["REQUEST_METHOD"],
        environ.get("HTTP_RANGE"),
        environ.get("HTTP_IF_RANGE"),
        environ.get("HTTP_IF_NONE_MATCH"),
        is_busy=bool(environ.get(BUSY)),
    )
