"""Audio desks that need no voice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from service.document.library import SAY_IT, Library
from service.document.model import Entry
from service.errors import UnknownName
from service.web.audio_desk import Recording, StoredAudio

CLIP = hashlib.sha256(b"a clip of the phone line").hexdigest()
"""The key of the only clip that is there."""


def get_key(slug: str, part: str) -> str:
    return hashlib.sha256(f"{slug} {part}".encode()).hexdigest()


def make_recordings(entry: Entry) -> tuple[Recording, ...]:
    """The second part is not rendered yet, so its length is not known."""
    titles = {part.id: part.title for part in entry.parts} | {"": entry.title, SAY_IT: entry.title}
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
    """Serves bytes that it makes up; those in `missing` are still being made."""

    library: Library
    missing: set[str] = field(default_factory=set)
    failure: Exception | None = None

    def get_recordings(self, entry: Entry) -> Sequence[Recording]:
        return make_recordings(entry)

    def get_rendering(self, entry: Entry, part: str, speed: float, chunk: int | None) -> Recording:
        if speed == 1.5 or (chunk or 1) > 3:
            raise UnknownName("chunk", str(chunk), ())
        return Recording(get_key(entry.slug, f"{part} {speed:g} {chunk}"), entry.slug, part, part, None, None)

    def find(self, key: str) -> Recording | None:
        found = [each for entry in self.library.get_entries() for each in make_recordings(entry)]
        return next((each for each in found if each.key == key), None)

    def get(self, recording: Recording, kind: str) -> StoredAudio | None:
        if self.failure:
            raise self.failure
        if recording.part in self.missing:
            return None
        data = f"{recording.slug} {recording.part} {kind} ".encode() * 100
        return StoredAudio(data, hashlib.sha256(data).hexdigest())

    def get_clip(self, key: str, kind: str) -> StoredAudio | None:
        if self.failure:
            raise self.failure
        data = f"clip {kind} ".encode() * 100
        return StoredAudio(data, hashlib.sha256(data).hexdigest()) if key == CLIP else None


class SilentDesk(FakeDesk):
    """No voice works."""

    def get_recordings(self, entry: Entry) -> Sequence[Recording]:
        return ()


class BrokenDesk(FakeDesk):
    """Fails whatever it is asked."""

    def get_recordings(self, entry: Entry) -> Sequence[Recording]:
        raise ConnectionError("secret-broker:6379 refused")

    find = get = get_clip = get_recordings  # type: ignore[assignment]


@dataclass
class FallbackDesk(FakeDesk):
    """The first part of each entry is spoken by the fallback voice."""

    def get_recordings(self, entry: Entry) -> Sequence[Recording]:
        first, *others = make_recordings(entry)
        return (replace(first, fallback="Ada, synthetic voice"), *others)
