"""Audio desks that need no voice."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.document.library import Library
from service.document.model import Entry
from service.web.audio_desk import Recording, StoredAudio


def get_key(slug: str, part: str) -> str:
    return hashlib.sha256(f"{slug} {part}".encode()).hexdigest()


def make_recordings(entry: Entry) -> tuple[Recording, ...]:
    """The second part is not rendered yet, so its length is not known."""
    titles = {part.id: part.title for part in entry.parts} | {"": entry.title}
    late = entry.parts[1].id
    return tuple(
        Recording(
            get_key(entry.slug, part), entry.slug, part, title,
            seconds=None if part == late else 80.4, size=None if part == late else 640_000,
        )
        for part, title in titles.items()
    )  # fmt: skip


@dataclass
class FakeDesk:
    """Serves bytes from a dict; those in `missing` never come, those in `late` only to a request that waits."""

    library: Library
    late: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    failure: Exception | None = None

    def get_recordings(self, entry: Entry) -> Sequence[Recording]:
        return make_recordings(entry)

    def find(self, key: str) -> Recording | None:
        found = [each for entry in self.library.get_entries() for each in make_recordings(entry)]
        return next((each for each in found if each.key == key), None)

    def get(self, recording: Recording, kind: str, wait_seconds: float) -> StoredAudio | None:
        if self.failure:
            raise self.failure
        if recording.part in self.missing or (recording.part in self.late and not wait_seconds):
            return None
        data = f"{recording.slug} {recording.part} {kind} ".encode() * 100
        return StoredAudio(data, hashlib.sha256(data).hexdigest())


@dataclass
class SlowDesk(FakeDesk):
    """Makes whoever waits wait until the test lets go."""

    waits: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    let_go: threading.Event = field(default_factory=threading.Event)

    def get(self, recording: Recording, kind: str, wait_seconds: float) -> StoredAudio | None:
        if wait_seconds:
            self.waits.release()
            assert self.let_go.wait(10)
            return super().get(recording, kind, wait_seconds)
        return None


class SilentDesk(FakeDesk):
    """No voice works."""

    def get_recordings(self, entry: Entry) -> Sequence[Recording]:
        return ()


class BrokenDesk(FakeDesk):
    """Fails whatever it is asked."""

    def get_recordings(self, entry: Entry) -> Sequence[Recording]:
        raise ConnectionError("secret-broker:6379 refused")

    find = get = get_recordings  # type: ignore[assignment]
