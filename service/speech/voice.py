"""A voice, as plain data: loaded where no sound is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Voice:
    """Everything about a voice that decides its sound: part of every clip's key, and plain data."""

    engine: str
    engine_version: str
    name: str
    language: str
    """BCP 47 tag in lower case, such as `en-gb`."""
    sample_rate: int
    """Samples a second."""
    digest: str
    """SHA-256 of the files that make the voice, where the engine has files; else empty."""
    is_audible: bool = True
    """False for the engine of silence."""
    has_rate: bool = True
    """False where the engine speaks at a rate of its own only."""
    is_remote: bool = False
    """True where the text leaves this machine."""
