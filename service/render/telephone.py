"""The job of one clip of the phone line: the same sentences as elsewhere, as mu-law, G.722 and WAV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from service.audio.description import (
    LEVEL_VERSION,
    TELEPHONE_VERSION,
    TRIMMING_VERSION,
    get_resampler,
    get_telephone_tools,
)
from service.render.job import Bench, Outcome
from service.render.section import SectionJob, get_seconds_allowed, get_span_values
from service.speech.script import Pause, Say, Script
from service.speech.voice import Voice
from service.store.contract import Name, get_key

SCHEMA: Final = 1
"""Part of every key: raise it when the meaning of a job changes."""
KINDS: Final = ("g722", "wav", "ulaw")
"""What each clip is kept as; the last is written last."""
MOST_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class TelephoneJob:
    """Plain data: all that decides a clip's sound on the phone. Complete when built."""

    slug: str
    part: str
    title: str
    script: Script
    language: str
    """BCP 47 tag of the shelf."""
    voices: tuple[Voice, ...]
    """The main voice first, then one for each other language that is spoken."""
    words_a_minute: int
    calibrations: tuple[str, ...]
    """For each voice the text by which its level is measured."""
    key: str = field(init=False)
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", get_key(self._get_values()))

    def _get_values(self) -> Mapping[str, object]:
        return {
            "schema": SCHEMA,
            "kind": "telephone",
            "script": [_get_step_values(step) for step in self.script],
            "language": self.language,
            "voices": [asdict(voice) for voice in self.voices],
            "words a minute": self.words_a_minute,
            "calibrations": self.calibrations,
            "telephone": TELEPHONE_VERSION,
            "tools": get_telephone_tools(),
            "level": LEVEL_VERSION,
            "trimming": TRIMMING_VERSION,
            "resampler": get_resampler(voice.sample_rate for voice in self.voices),
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
        from service.render.telephone_clip import render_clip

        return render_clip(self, bench)


def get_products(key: str) -> tuple[Name, ...]:
    """What lies in the store under the key of a clip, the last written last."""
    return tuple(Name(key, kind) for kind in KINDS)


def make_telephone_job(like: SectionJob, slug: str, title: str, script: Script) -> TelephoneJob:
    """A job that says a script as `like` says its own, by those of its voices that the script needs."""
    spoken = {span.language.lower() for step in script if isinstance(step, Say) for span in step.spans}
    needed = [
        (voice, text)
        for number, (voice, text) in enumerate(zip(like.voices, like.calibrations, strict=True))
        if not number or voice.language in spoken
    ]
    voices, calibrations = zip(*needed, strict=True)
    return TelephoneJob(
        slug=slug, part=like.part, title=title, script=script, language=like.language, voices=voices,
        words_a_minute=like.words_a_minute, calibrations=calibrations,
    )  # fmt: skip


def _get_step_values(step: Say | Pause) -> tuple[object, ...]:
    """All of a step that is heard. Which sentence of the page it is, is not."""
    if isinstance(step, Pause):
        return ("pause", step.milliseconds)
    return ("say", [get_span_values(span) for span in step.spans])
