"""What the web room asks of whoever makes the audio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from service.document.model import Entry
from service.exports.desk import Recording, StoredAudio

__all__ = ["AudioDesk", "Recording", "StoredAudio"]


class AudioDesk(Protocol):
    def get_recordings(self, entry: Entry) -> Sequence[Recording]:
        """One for each of `entry.parts` in order, then one for the whole; none if no voice works."""
        ...

    def find(self, key: str) -> Recording | None:
        """The recording at an address, if the content can produce it."""
        ...

    def get(self, recording: Recording, kind: str, wait_seconds: float) -> StoredAudio | None:
        """The bytes of "mp3", "vtt" or "marks.json"; None if they are not there after waiting.

        :raise RenderFailed: if they could not be made.
        :raise StoreError: if they could not be read.
        """
        ...
