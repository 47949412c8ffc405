"""A store in a bucket of an S3-compatible object store.

    o/ab/<62 hex>.<kind>   the bytes alone; size, digest and facts are in the object's metadata
    f/ab/<62 hex>.<kind>   the facts, where they are too long for metadata; written first
    c/ab/<62 hex>.<kind>   what no listener waits for, as one object: the marker, a line break, the bytes
    bad/                   what failed its digest

The store itself writes an object whole or not at all, so there is nothing to rename. It has no locks: whoever makes
this store brings some. Where they reach one machine only, two machines may make the same object; whoever is last to
write then writes the same bytes again (`docs/object-store.md`).
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from service.store.bucket import Bucket, Fetched
from service.store.contract import Name, Stored, StoredBytes
from service.store.eviction import evict
from service.store.inventory import Held
from service.store.marker import get_marker, read_marker
from service.store.object_forms import APART, CHEAP, FACTS, SERVED, get_attributes, get_path, read_attributes
from service.store.object_listing import delete_objects, get_every_name, get_every_object, get_listed_sizes, get_places
from service.store.recent import Recent

Hold = Callable[[str, str], AbstractContextManager[None]]
"""Takes a room and a key and holds the right to make what the key names."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Judged:
    """An object that was read."""

    size: int
    proved: StoredBytes | None
    """None if the bytes are wrong."""
    is_moved: bool = False


class ObjectStore:
    """Objects in a bucket. Safe for any number of threads, processes and machines."""

    def __init__(self, bucket: Bucket, hold: Hold) -> None:
        """Asks the bucket for nothing yet: a store that is away must not keep a server from starting."""
        self.bucket = bucket
        self._hold = hold
        self._recent = Recent()
        self._forms: dict[str, set[str]] = {}  # by kind, as far as seen here: others are not asked for

    def put(self, name: Name, data: bytes, facts: Mapping[str, Any] | None = None, *, is_served: bool = True) -> Stored:
        is_known, there = self._recent.get(name)
        if not is_known or there is not None:  # what was not there two seconds ago need not be asked for again
            there = self._look(name)
        if there is not None:
            return there
        stored = Stored(len(data), hashlib.sha256(data).hexdigest(), dict(facts or {}))
        if is_served:
            attributes = get_attributes(stored, name.kind)
            if APART in attributes:
                self.bucket.put(get_path(FACTS, name), get_marker(stored), {})
            self.bucket.put(get_path(SERVED, name), data, attributes)
        else:
            self.bucket.put(get_path(CHEAP, name), get_marker(stored) + b"\n" + data, {})
        self._note(name, stored, SERVED if is_served else CHEAP)
        return stored

    def _note(self, name: Name, stored: Stored, form: str) -> None:
        self._recent.note(name, stored)
        self._forms.setdefault(name.kind, set()).add(form)

    def get_stored(self, name: Name) -> Stored | None:
        is_known, stored = self._recent.get(name)
        if not is_known:
            stored = self._look(name)
        return stored

    def _look(self, name: Name) -> Stored | None:
        """What the bucket says now."""
        for form in self._get_forms(name):
            if form == CHEAP:
                judged = self.judge(CHEAP, name)
                stored = judged.proved.stored if judged and judged.proved else None
            else:
                stored = self._look_served(name)
            if stored is not None:
                self._note(name, stored, form)
                return stored
        self._recent.note(name, None)
        return None

    def _get_forms(self, name: Name) -> Collection[str]:
        """Where to look: a kind is served or it is not, so one request tells that an object is not there."""
        return self._forms.get(name.kind, (SERVED, CHEAP))

    def _look_served(self, name: Name) -> Stored | None:
        found = self.bucket.get(get_path(SERVED, name), is_head=True)
        if found is None:
            return None
        stored = self._read(name, found)
        if stored is None or stored.size != found.size:
            self.set_aside(SERVED, name, found.tag, "its record is damaged" if stored is None else "its size is wrong")
            return None
        return stored

    def _read(self, name: Name, found: Fetched) -> Stored | None:
        """What the object's metadata says, or the facts that lie apart."""
        stored = read_attributes(found.attributes)
        if stored is None or APART not in found.attributes:
            return stored
        apart = self.bucket.get(get_path(FACTS, name))
        told = read_marker(apart.data) if apart else None
        return told if told and told.digest == stored.digest else None

    def get(self, name: Name) -> StoredBytes | None:
        found = self.fetch(name)
        return found[0] if found else None

    def fetch(self, name: Name) -> tuple[StoredBytes, bool] | None:
        """The object, proved, and whether it is served; None as for `get`. Who waits for it must not hear an old no."""
        for form in self._get_forms(name):
            judged = self.judge(form, name)
            if judged is not None and judged.proved is not None:
                self._note(name, judged.proved.stored, form)
                return judged.proved, form == SERVED
        self._recent.note(name, None)
        return None

    def judge(self, form: str, name: Name) -> Judged | None:
        """Read an object and hold it against its digest; None if it is not there.

        Bytes that do not match are read once more, and then moved aside.
        """
        for is_last in (False, True):
            found = self.bucket.get(get_path(form, name))
            if found is None:
                return None
            proved = _check_cheap(found) if form == CHEAP else self._check_served(name, found)
            if proved is not None:
                self._recent.note_tag(name, found.tag)
                return Judged(found.size, proved)
            if is_last:
                is_moved = self.set_aside(form, name, found.tag, "its bytes do not match their digest")
                return Judged(found.size, None, is_moved)
        return None

    def _check_served(self, name: Name, found: Fetched) -> StoredBytes | None:
        stored = self._read(name, found)
        if stored is None or hashlib.sha256(found.data).hexdigest() != stored.digest:
            return None
        return StoredBytes(found.data, stored)

    def set_aside(self, form: str, name: Name, tag: str, why: str) -> bool:
        """Move what cannot be trusted to bad/ and say so, unless it has been written again since; whether it was."""
        path = get_path(form, name)
        self._recent.forget(name.key)
        now = self.bucket.get(path, is_head=True)
        if now is None or now.tag != tag:
            return False
        _log.warning("%s was moved to bad/: %s. It will be made again.", path, why)
        self.bucket.copy(path, f"bad/{path.rpartition('/')[2]}-{secrets.token_hex(4)}")
        self.bucket.delete([path])
        return True

    def open_range(self, name: Name, start: int, stop: int) -> bytes | None:
        tag, stored = self._recent.get_tag(name), self._recent.get(name)[1]
        stop = min(stop, stored.size) if stored else stop
        is_part = stored is not None and start < stop and (start, stop) != (0, stored.size)
        if tag and is_part and SERVED in self._forms.get(name.kind, ()):
            data = self.bucket.get_range(get_path(SERVED, name), start, stop, tag)
            if data is not None and len(data) == stop - start:
                return data
        found = self.get(name)
        return None if found is None else found.data[start:stop]

    def get_sizes(self, names: Iterable[Name]) -> dict[Name, int]:
        return get_listed_sizes(self.bucket, names)

    def get_names(self) -> Iterator[Name]:
        return get_every_name(self.bucket)

    def get_every_held(self) -> Iterator[Held]:
        return get_every_object(self.bucket)

    def get_places(self, held: Held) -> list[str]:
        return get_places(held)

    def delete_held(self, held: Held) -> int:
        self._recent.forget(held.key)
        return delete_objects(self.bucket, held)

    def delete(self, name: Name) -> None:
        self._recent.forget(name.key)
        self.bucket.delete([get_path(form, name) for form in (SERVED, CHEAP, FACTS)])
        self._recent.forget(name.key)  # what another thread has just read

    def delete_oldest(self, limit: int) -> int:
        return evict(self, limit).gone

    def get_address(self, name: Name, seconds: int) -> str:
        """Signed here; the object store is asked only whether it has the object, if that is not known."""
        is_there = self.get_stored(name) is not None and SERVED in self._forms.get(name.kind, ())
        return self.bucket.get_signed_address(get_path(SERVED, name), seconds) if is_there else ""

    @contextmanager
    def lock(self, room: str, key: str) -> Iterator[None]:
        with self._hold(room, key):
            self._recent.forget(key)  # another machine may have made it while this one waited
            yield


def _check_cheap(found: Fetched) -> StoredBytes | None:
    marker, _, data = found.data.partition(b"\n")
    stored = read_marker(marker)
    if stored is None or hashlib.sha256(data).hexdigest() != stored.digest:
        return None
    return StoredBytes(data, stored)
