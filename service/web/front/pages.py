"""Finished pages in memory: compressed, each with its own strong ETag, and no more of them than a bound allows."""

from __future__ import annotations

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import brotli

from service.web.front.negotiation import BROTLI, GZIP, PLAIN
from service.web.front.polishing import Polisher

Fields = Sequence[tuple[str, str]]

FAST: Final = 5
BEST: Final = 11
"""Qualities of brotli: a page of 13 kB takes 0.13 ms at the one and 12 ms at the other, which saves a tenth."""
_GZIP_LEVEL: Final = 6
_OVERHEAD: Final = 2_000
"""Bytes that a page takes beside its bodies: fields, and what Python keeps for each object. Rounded up."""
_OF_BODY: Final = frozenset(("content-type", "content-length", "content-encoding"))


@dataclass(frozen=True, slots=True)
class Form:
    """A page in one encoding."""

    tag: str
    """Without its quotes."""
    fields: list[tuple[str, str]]
    fields_if_known: list[tuple[str, str]]
    """Of 304."""
    data: bytes


@dataclass(slots=True)
class Page:
    forms: dict[str, Form]
    """By encoding. The plain one is unpacked when it is asked for: hardly any browser does."""
    fields: Fields
    tag: str
    until: float
    """By the monotonic clock: then it is made anew, since audio may have been made meanwhile."""
    quality: int = FAST

    def get_size(self) -> int:
        return _OVERHEAD + sum(len(form.data) for form in self.forms.values())

    def get_form(self, encoding: str) -> Form:
        if encoding == PLAIN:
            return _make_form(self.fields, self.tag, "", gzip.decompress(self.forms[GZIP].data))
        return self.forms[encoding]


@dataclass
class Pages:
    """Safe for any number of threads."""

    limit: int
    """Bytes."""
    get_time: Callable[[], float] = time.monotonic
    polisher: Polisher = field(default_factory=Polisher)
    size: int = 0
    _pages: OrderedDict[str, Page] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def get(self, path: str) -> Page | None:
        """A page that is as the application would make it now."""
        page = self._pages.get(path)
        if page is None or page.until < self.get_time():
            return None
        with self._guard:
            if path in self._pages:
                self._pages.move_to_end(path)
        return page

    def put(self, path: str, fields: Fields, tag: str, data: bytes, seconds: float) -> Page | None:
        """Keep a page as the application has just made it, for so long; None if it is too large to be kept."""
        until = self.get_time() + seconds
        page = self._pages.get(path)
        if page is not None and page.tag == tag and list(page.fields) == list(fields):
            page.until = until
            return page
        page = _make_page(fields, tag, data, until)
        if page.get_size() > self.limit:
            return None
        self._replace(path, page)
        self.polisher.polish(lambda: self._polish(path, page, data))
        return page

    def _replace(self, path: str, page: Page) -> None:
        with self._guard:
            old = self._pages.pop(path, None)
            self.size += page.get_size() - (old.get_size() if old else 0)
            self._pages[path] = page
            while self.size > self.limit:
                _, gone = self._pages.popitem(last=False)
                self.size -= gone.get_size()

    def _polish(self, path: str, page: Page, data: bytes) -> None:
        """Compress a page as well as can be, if it is still wanted."""
        if self._pages.get(path) is not page:
            return
        best = _make_form(page.fields, page.tag, BROTLI, brotli.compress(data, quality=BEST), str(BEST))
        better = Page({**page.forms, BROTLI: best}, page.fields, page.tag, page.until, BEST)
        if self._pages.get(path) is page:
            self._replace(path, better)


def _make_page(fields: Fields, tag: str, data: bytes, until: float) -> Page:
    packed = gzip.compress(data, _GZIP_LEVEL, mtime=0)
    forms = {
        BROTLI: _make_form(fields, tag, BROTLI, brotli.compress(data, quality=FAST), str(FAST)),
        GZIP: _make_form(fields, tag, GZIP, packed),
    }
    return Page(forms, fields, tag, until)


def _make_form(fields: Fields, tag: str, encoding: str, data: bytes, mark: str = "") -> Form:
    """One representation; other bytes have another tag, since it is a strong one (RFC 9110, 8.8.1)."""
    own = f"{tag}-{encoding}{mark}" if encoding else tag
    changed = {"content-length": str(len(data)), "etag": f'"{own}"'}
    whole = [(name, changed.get(name.lower(), value)) for name, value in fields]
    if encoding:
        whole.append(("Content-Encoding", encoding))
    return Form(own, whole, [each for each in whole if each[0].lower() not in _OF_BODY], data)
