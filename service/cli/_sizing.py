"""The arithmetic of `plan`. Pure: sizes in, figures out. Every constant says which command measured it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import Final

from service.exports.editions import SPEEDS

MP3_MEGABYTES_AN_HOUR: Final = 22.1
"""Sections with WebVTT, marks and markers, at 48 kbit/s. `python -m bench.keeping`."""
CLIP_MEGABYTES_AN_HOUR: Final = 78.2
"""FLAC of single sentences by espeak-ng at 22,050 samples a second. `python -m bench.keeping`."""
PHONE_BYTES_A_SECOND: Final = 8000 + 8000 + 16_000
"""mu-law, G.722 and WAV by definition: docs/telephone-sound.md."""
PHONE_SPEEDS: Final = sum(1 / speed for speed in SPEEDS)
"""The phone line has each chunk at every speed: so many times the speech."""
SECONDS_A_SENTENCE: Final = 3.6
"""With its pause. `python -m bench.keeping`."""
CPU_SECONDS_AN_HOUR: Final = 18.4
"""A cold render with espeak-ng, for each hour of speech: speaking, joining, levels, encoding. `bench.keeping`."""

REAL_TIME_FACTORS: Final[Mapping[str, tuple[float, str]]] = MappingProxyType(
    {
        "silence": (0.0, "nothing is spoken"),
        "pyttsx3": (0.0, "espeak-ng is part of the measured render"),
        "piper": (
            0.1,
            "an assumption: docs/sizing.md; --factor takes your own",
        ),
        "gtts": (0.0, "the speech is made elsewhere"),
    }
)
"""Core-seconds of speaking for a second of speech, beside what every render takes, and where the number is from."""

GTTS_SECONDS_A_SENTENCE: Final = 1.0
"""The most that one machine asks for: docs/speech.md."""


@dataclass(frozen=True, slots=True)
class Size:
    """What is to be spoken."""

    entries: int
    languages: int
    sections: int
    """Of an entry."""
    seconds: float
    """Of a section."""
    voice: str
    factor: float
    """Core-seconds of speaking for a second of speech."""
    has_phone: bool = False

    @property
    def every_section(self) -> int:
        return self.entries * self.languages * self.sections

    @property
    def hours(self) -> float:
        """Of speech at the usual speed."""
        return self.every_section * self.seconds / 3600

    @property
    def spoken_hours(self) -> float:
        """All that is spoken; the phone line's usual speed takes the clips of the web."""
        return self.hours * (PHONE_SPEEDS if self.has_phone else 1)

    @property
    def sentences(self) -> int:
        return ceil(self.hours * 3600 / SECONDS_A_SENTENCE)

    @property
    def core_hours(self) -> float:
        return self.spoken_hours * (self.factor + CPU_SECONDS_AN_HOUR / 3600)

    @property
    def gigabytes(self) -> Mapping[str, float]:
        """By what they are: sections, whole entries, clips, and the phone line if it is wanted."""
        mp3 = self.hours * MP3_MEGABYTES_AN_HOUR / 1000
        sizes = {
            "MP3 of sections": mp3,
            "MP3 of whole entries": mp3,
            "FLAC clips": self.spoken_hours * CLIP_MEGABYTES_AN_HOUR / 1000,
        }
        if self.has_phone:
            sizes["phone line"] = self.spoken_hours * 3600 * PHONE_BYTES_A_SECOND / 1e9
        return sizes

    def get_workers(self, hours: float) -> int:
        """How many workers, each with a core of its own, are done in time."""
        return max(1, ceil(self.core_hours / hours))
