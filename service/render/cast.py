"""The cast of a job: which voice speaks each language, and by how much its level differs from the main voice's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from service.errors import UnknownName
from service.speech.script import Say
from service.speech.voice import Voice


class Speaking(Protocol):
    """A job that says something."""

    @property
    def language(self) -> str: ...

    @property
    def voices(self) -> tuple[Voice, ...]: ...

    @property
    def calibrations(self) -> tuple[str, ...]: ...

    @property
    def words_a_minute(self) -> int: ...

    def get_says(self) -> Sequence[Say]: ...


@dataclass(frozen=True, slots=True)
class Part:
    """A voice with the text that its loudness is measured on."""

    voice: Voice
    calibration: str


@dataclass(frozen=True, slots=True)
class Cast:
    main: Part
    by_language: Mapping[str, Part]
    """By the language tag of a span."""
    words_a_minute: int


def get_cast(job: Speaking) -> Cast:
    """The part for each language of the script.

    :raise UnknownName: if the job brings no voice for one of them.
    """
    parts = [Part(voice, text) for voice, text in zip(job.voices, job.calibrations, strict=True)]
    found = {part.voice.language: part for part in reversed(parts)}
    by_language = {}
    for span in (span for say in job.get_says() for span in say.spans):
        if span.language == job.language:
            by_language[span.language] = parts[0]
        elif span.language.lower() in found:
            by_language[span.language] = found[span.language.lower()]
        else:
            raise UnknownName("voice for the language", span.language, found)
    return Cast(parts[0], by_language, job.words_a_minute)
