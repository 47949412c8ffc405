"""What decides the bytes of encoded audio, as plain data: loaded where no sound is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Final

LEVEL_VERSION: Final = "1"
"""Part of every key: raise it when `service/audio/level.py` gives other samples."""


@cache
def _get_encoder() -> str:
    return f"lameenc {version('lameenc')}, mutagen {version('mutagen')}"


@dataclass(frozen=True, slots=True)
class Mp3Settings:
    """What decides the encoder's bytes, its versions included."""

    kilobits: int = 48
    quality: int = 7
    """LAME's scale, 0 best to 9 fastest. 7 was measured to cost half of 5; `docs/audio.md` has what it changes."""

    @property
    def encoder(self) -> str:
        """Names and versions of what makes the bytes, for keys."""
        return _get_encoder()


@dataclass(frozen=True, slots=True)
class Tags:
    title: str
    album: str
    track: int
    tracks: int
    """0 for a file that is not one of a series."""
    artist: str
    language: str
    """ISO 639-2, three letters."""
    text: str
    """What is spoken; empty under neutral tags."""
