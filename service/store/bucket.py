"""A bucket of an S3-compatible object store: what of it is used here, and its failures as ours.

Through obstore, which is loaded here alone. It must not be used in a process that was forked after its first use.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from service.errors import StoreError
from service.store.gate import Gate

if TYPE_CHECKING:
    from obstore.store import ObjectStore as Client

Result = TypeVar("Result")

_PAUSE_SECONDS: Final = 1.0
_STATUS: Final = re.compile(r"status code: (\d{3})|Server returned .*?(\d{3})")


_USED_BY: Final[dict[str, int]] = {}
"""The process that first used an object store, as this process or the one that it was forked from knows it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An object as it came."""

    data: bytes
    size: int
    tag: str
    """What the store calls these bytes: it changes with them."""
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    path: str
    size: int
    written: float
    """Seconds since 1970."""


@dataclass(slots=True)
class Bucket:
    """Every method may raise StoreError, which says what does not work, never a key."""

    make_client: Callable[[], Client]
    """Makes a connection. It is made in the process that first uses it: a server may fork others off before."""
    title: str
    """What messages call it, such as `s3://audio/site`."""
    patience: float = 0.0
    """Seconds for which a store that does not answer is asked again: workers have some, web threads have none."""
    gate: Gate | None = None
    """What reads have to pass where threads of a web server read."""
    _client: Client | None = None

    @property
    def client(self) -> Client:
        if self._client is None:
            self._client = self.make_client()
        return self._client

    def put(self, path: str, data: bytes, attributes: Mapping[str, str]) -> None:
        """Write an object whole or not at all, over whatever is there."""
        import obstore

        self._have(lambda: obstore.put(self.client, path, data, attributes=dict(attributes), use_multipart=False))

    def get(self, path: str, *, is_head: bool = False) -> Fetched | None:
        """An object, or all but its bytes; None if it is not there."""
        return self._get(path, {"head": True} if is_head else {})

    def get_range(self, path: str, start: int, stop: int, tag: str) -> bytes | None:
        """Bytes of an object, if it still has this tag; `start` lies before its end and before `stop`."""
        found = self._get(path, {"range": (start, stop), "if_match": tag})
        return found.data if found else None

    def _get(self, path: str, options: Mapping[str, Any]) -> Fetched | None:
        import obstore
        from obstore.exceptions import PreconditionError

        def get() -> Fetched | None:
            with suppress(FileNotFoundError, PreconditionError):
                found = obstore.get(self.client, path, options=dict(options))  # type: ignore[arg-type]
                data = b"" if options.get("head") else bytes(found.bytes())
                meta = found.meta
                return Fetched(data, meta["size"], meta["e_tag"] or "", found.attributes)
            return None

        if self.gate is None:
            return self._have(get)
        with self.gate.passing():
            return self._have(get)

    def probe(self) -> None:
        """Ask whether something is there that is not, whatever the gate says."""
        import obstore

        def ask() -> None:
            with suppress(FileNotFoundError):
                obstore.head(self.client, "probe")

        self._have(ask)

    def get_listed(self, folder: str = "", after: str = "") -> Iterator[Listed]:
        """What lies below a folder, or at all, sorted by path; from the first that sorts after a given path."""
        import obstore

        pages = iter(obstore.list(self.client, folder or None, offset=after or None, chunk_size=1000))
        while (page := self._have(lambda: next(pages, None))) is not None:
            for each in page:
                yield Listed(each["path"], each["size"], each["last_modified"].timestamp())

    def delete(self, paths: Sequence[str]) -> None:
        """Delete objects, which need not be there."""
        import obstore

        def delete() -> None:
            with suppress(FileNotFoundError):
                obstore.delete(self.client, paths[0] if len(paths) == 1 else list(paths))

        self._have(delete)

    def copy(self, path: str, to: str) -> None:
        """Copy an object within the bucket; nothing if it is not there."""
        import obstore

        def copy() -> None:
            with suppress(FileNotFoundError):
                obstore.copy(self.client, path, to)

        self._have(copy)

    def get_signed_address(self, path: str, seconds: int) -> str:
        """An address at which anybody may read the object for so long. Asks nobody."""
        import obstore
        from obstore.store import HTTPStore, LocalStore, MemoryStore

        assert not isinstance(self.client, LocalStore | MemoryStore | HTTPStore)
        return obstore.sign(self.client, "GET", path, timedelta(seconds=seconds))

    def _have(self, do: Callable[[], Result]) -> Result:
        """Do it; again for as long as patience lasts, if the store is away. :raise StoreError:"""
        from obstore.exceptions import BaseError

        _check_process()
        deadline = time.monotonic() + self.patience
        while True:
            try:
                return do()
            except (BaseError, OSError) as error:
                if not is_away(error) or time.monotonic() > deadline:
                    raise self._get_error(error) from error
            time.sleep(_PAUSE_SECONDS)

    def _get_error(self, error: Exception) -> StoreError:
        return StoreError(f"The object store {self.title} {get_words(error)}.")


def _check_process() -> None:
    """obstore's threads do not come along when a process is forked: it would wait for ever there.

    :raise StoreError: if they were begun before this process was forked off.
    """
    used_by = _USED_BY.setdefault("process", os.getpid())
    if used_by != os.getpid():
        raise StoreError("An object store was in use before this process was forked off, so it cannot be used here.")


def get_status(error: Exception) -> int:
    """The HTTP status that an error tells of; 0 if there was no answer."""
    found = _STATUS.search(str(error))
    return int(found[1] or found[2]) if found else 0


def is_away(error: Exception) -> bool:
    """Whether the same may go well in a moment: no answer, half an answer, or one that asks to wait."""
    status = get_status(error)
    return not isinstance(error, FileNotFoundError) and (status in (0, 408, 429) or status >= 500)


def get_words(error: Exception) -> str:
    """What is wrong, for a person, without what might be secret in it."""
    status, text = get_status(error), str(error)
    if isinstance(error, FileNotFoundError):
        return "has no such bucket (404): make it, or mend the setting 'store'"
    if status in (401, 403):
        return f"refuses this key or lacks a right ({status}): see docs/object-store.md"
    if status:
        return f"answers with {status}"
    if "kind: Timeout" in text:
        return "does not answer in time"
    if "kind: Connect" in text:
        return "cannot be reached"
    return "broke off its answer" if "http" in text.lower() else "does not work: " + text.split("\n", 1)[0][:200]
