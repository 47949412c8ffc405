"""What the web room asks of whoever makes the audio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from service.document.model import Entry
from service.exports.desk import Recording, StoredAudio

__all__ = ["AudioDesk", "Recording", "StoredAudio"]


class AudioDesk(Protocol):
    def get_recordings(self, entry: Entry) -> Sequence[Recording]:
        """One for each of `entry.parts` in order, then one for the whole, then its title; none if no voice works."""
        ...

    def get_rendering(self, entry: Entry, part: str, speed: float, chunk: int | None) -> Recording:
        """A part, empty for the whole, at a speed; or one chunk of it, counted from 1.

        :raise UnknownName: if there is no such part, speed or chunk, or no voice works.
        """
        ...

    def find(self, key: str) -> Recording | None:
        """The recording at an address, if the content can produce it."""
        ...

    def get(self, recording: Recording, kind: str) -> StoredAudio | None:
        """The bytes of "mp3", "vtt" or "marks.json"; None while they are being made, which nobody waits for.

        :raise RenderFailed: if making them has just failed.
        :raise StoreError: if they could not be read.
        """
        ...

    def get_address(self, recording: Recording, seconds: int) -> str:
        """Where anybody can hear the MP3 for so long without this server; empty if it is not there, or nowhere else."""
        ...

    def get_clip(self, key: str, kind: str) -> StoredAudio | None:
        """The bytes of "ulaw", "g722" or "wav" of a clip of the phone line; None if they are not there.

        :raise StoreError: if they could not be read.
        """
        ...
