"""The job of one section: its script becomes one recording, as MP3, WebVTT and marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from typing import Final

from service.audio.description import LEVEL_VERSION, TRIMMING_VERSION, Mp3Settings, Tags, get_resampler
from service.render.job import Bench, Outcome
from service.speech.script import Pause, Say, Script, Span
from service.speech.voice import Voice
from service.store.contract import Name, get_key

SCHEMA: Final = 1
"""Part of every key: raise it when the meaning of a job changes."""

_JOINING_SECONDS: Final = 30.0
_SECONDS_A_CHARACTER: Final = 0.05
"""A section's time limit. Measured: 0.0002 s a character. A machine 200 times slower still passes."""
_REMOTE_SECONDS_A_SENTENCE: Final = 60.0
"""A voice over the network waits its turn and tries again. Each voice is measured once, on a sentence of its own."""
_HOME_DIGITS: Final = 16
"""Of a key, at its end: two entries of 50,000 share them once in 10,000,000,000 glossaries. The rest has 192 bits."""


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
    calibrations: tuple[str, ...]
    """For each voice the text by which its loudness is measured."""
    mp3: Mp3Settings
    tags: Tags
    is_piece: bool = False
    """A piece of a section, which keeps the section's level however short it is."""
    key: str = field(init=False)
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", get_key_at_home(self._get_values(), self.language, self.slug))

    def _get_values(self) -> Mapping[str, object]:
        return {
            "schema": SCHEMA,
            "kind": "section",
            "script": [_get_step_values(step) for step in self.script],
            "language": self.language,
            "voices": [get_voice_values(voice) for voice in self.voices],
            "words a minute": self.words_a_minute,
            "calibrations": self.calibrations,
            "level": LEVEL_VERSION,
            "trimming": TRIMMING_VERSION,
            "resampler": get_resampler(voice.sample_rate for voice in self.voices),
            "encoder": self.mp3.encoder,
            "mp3": get_flat_values(self.mp3),
            "tags": get_flat_values(self.tags),
            "piece": self.is_piece,
        }

    @property
    def products(self) -> tuple[Name, ...]:
        return get_products(self.key)

    @property
    def seconds_allowed(self) -> float:
        return get_seconds_allowed(self.get_says(), self.voices)

    def get_says(self) -> list[Say]:
        return [step for step in self.script if isinstance(step, Say)]

    def perform(self, bench: Bench) -> Outcome:
        from service.render.pipeline import render_section

        return render_section(self, bench)


@lru_cache(64)
def get_voice_values(voice: Voice) -> dict[str, object]:
    """All of a voice, for keys: there are few voices, and many jobs."""
    return asdict(voice)


def get_flat_values(values: Tags | Mp3Settings) -> dict[str, object]:
    """As `asdict` gives them where no value is a dataclass, a list or a table: at a tenth of its cost."""
    return {each.name: getattr(values, each.name) for each in fields(values)}


def get_key_at_home(values: Mapping[str, object], language: str, slug: str) -> str:
    """The key of these values. It ends with the home of its entry, to which it leads when nothing is planned."""
    return get_key(values)[:-_HOME_DIGITS] + _get_home(language, slug)


@lru_cache(64)
def _get_home(language: str, slug: str) -> str:
    return get_key({"language": language, "slug": slug})[:_HOME_DIGITS]


def get_homes(places: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Language and slug by home."""
    return {_get_home.__wrapped__(*place): place for place in places}


def get_home(key: str) -> str:
    """The home that a recording's key ends with."""
    return key[-_HOME_DIGITS:]


def get_products(key: str) -> tuple[Name, ...]:
    """What lies in the store under the key of a section, or of a whole entry; the last is written last."""
    return (Name(key, "vtt"), Name(key, "marks.json"), Name(key, "mp3"))


def get_seconds_allowed(says: Sequence[Say], voices: Sequence[Voice]) -> float:
    """The time limit of a job that says these, in seconds."""
    remote = _REMOTE_SECONDS_A_SENTENCE * (len(says) + len(voices)) if any(voice.is_remote for voice in voices) else 0.0
    return _JOINING_SECONDS + _SECONDS_A_CHARACTER * sum(len(say.text) for say in says) + remote


def get_span_values(span: Span) -> tuple[object, ...]:
    """All of a span that decides its sound: its forms without the names of their rules, which nobody hears."""
    forms = [(form.start, form.end, form.spoken, form.phonemes) for form in span.forms]
    return span.text, span.language, forms


def _get_step_values(step: Say | Pause) -> tuple[object, ...]:
    if isinstance(step, Pause):
        return ("pause", step.milliseconds)
    return ("say", step.sentence, [get_span_values(span) for span in step.spans])
