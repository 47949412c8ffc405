"""What decides the bytes of encoded audio, as plain data: loaded where no sound is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Final

LEVEL_VERSION: Final = "1"
"""Part of every key: raise it when `service/audio/level.py` gives other samples."""

TRIMMING_VERSION: Final = "1"
"""Part of every key: raise it when `service/speech/trimming.py` leaves other samples."""


TELEPHONE_VERSION: Final = "1"
"""Part of every key of the phone line: raise it when `service/audio/telephone.py` or `formats/` give other bytes."""


def get_resampler(sample_rates: Iterable[int]) -> str:
    """What brings voices of different sample rates together, for keys; empty where there is but one rate."""
    return f"soxr {version('soxr')}" if len(set(sample_rates)) > 1 else ""


@cache
def get_telephone_tools() -> str:
    """Names and versions of what makes the bytes of the phone line, for keys."""
    return ", ".join(f"{name} {version(name)}" for name in ("g722", "numpy", "soundfile", "soxr"))


@cache
def _get_encoder() -> str:
    return f"lameenc {version('lameenc')}, mutagen {version('mutagen')}"


@dataclass(frozen=True, slots=True)
class Mp3Settings:
    """What decides the encoder's bytes, its versions included."""

    kilobits: int = 48
    quality: int = 5
    """LAME's scale, 0 best to 9 fastest. From 7 on it shapes no noise; `docs/audio.md` has what that changes."""

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
