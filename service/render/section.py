"""The job of one section: its script becomes one recording, as MP3, WebVTT and marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from service.audio.description import LEVEL_VERSION, Mp3Settings, Tags
from service.render.job import Bench, Outcome
from service.speech.script import Say, Script
from service.speech.voice import Voice
from service.store.contract import Name, get_key

SCHEMA: Final = 1
"""Part of every key: raise it when the meaning of a job changes."""

_JOINING_SECONDS: Final = 30.0
_SECONDS_A_CHARACTER: Final = 0.05
"""A section's time limit. Measured: 0.0002 s a character. A machine 200 times slower still passes."""
_REMOTE_SECONDS_A_SENTENCE: Final = 60.0
"""A voice over the network waits its turn and tries again."""


@dataclass(frozen=True, slots=True)
class SectionJob:
    """Plain data: all that decides a section's audio. Complete when built."""

    slug: str
    part: str
    title: str
    script: Script
    language: str
    """BCP 47 tag of the page, for WebVTT."""
    voices: tuple[Voice, ...]
    """The main voice first, then one for each other language that is spoken."""
    words_a_minute: int
    calibration: str
    """The text by which the main voice's loudness is measured."""
    mp3: Mp3Settings
    tags: Tags
    key: str = field(init=False)
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", get_key(self._get_values()))

    def _get_values(self) -> Mapping[str, object]:
        return {
            "schema": SCHEMA,
            "kind": "section",
            "script": [asdict(step) for step in self.script],
            "language": self.language,
            "voices": [asdict(voice) for voice in self.voices],
            "words a minute": self.words_a_minute,
            "calibration": self.calibration,
            "level": LEVEL_VERSION,
            "encoder": self.mp3.encoder,
            "mp3": asdict(self.mp3),
            "tags": asdict(self.tags),
        }

    @property
    def products(self) -> tuple[Name, ...]:
        return (Name(self.key, "vtt"), Name(self.key, "marks.json"), Name(self.key, "mp3"))

    @property
    def seconds_allowed(self) -> float:
        says = self.get_says()
        remote = _REMOTE_SECONDS_A_SENTENCE * len(says) if any(voice.is_remote for voice in self.voices) else 0.0
        return _JOINING_SECONDS + _SECONDS_A_CHARACTER * sum(len(say.text) for say in says) + remote

    def get_says(self) -> list[Say]:
        return [step for step in self.script if isinstance(step, Say)]

    def perform(self, bench: Bench) -> Outcome:
        from service.render.pipeline import render_section

        return render_section(self, bench)
