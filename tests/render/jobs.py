"""Small jobs for tests."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.audio.description import Mp3Settings, Tags
from service.render.section import SectionJob
from service.speech.script import Pause, Say, Span
from service.speech.voice import Voice

CALIBRATION = "One two three four five six seven eight nine ten."
SILENT = Voice("silence", "1", "silence", "en", 22050, "", is_audible=False)
AUDIBLE = replace(SILENT, name="tone", is_audible=True)


@dataclass(frozen=True, slots=True)
class HastyJob(SectionJob):
    """A job that is given two seconds, so that a hang is noticed soon."""

    @property
    def seconds_allowed(self) -> float:
        return 2.0


def make_job(*texts: str, part: str = "part", kind: type[SectionJob] = SectionJob, voice: Voice = SILENT) -> SectionJob:
    """A job that says these sentences, one after another."""
    script = tuple(
        step for number, text in enumerate(texts) for step in (Say(f"s-{number}", (Span(text, "en"),)), Pause(300))
    )
    tags = Tags(part, "Album", 1, 1, "Nobody", "eng", " ".join(texts))
    return kind(
        slug="entry", part=part, title=part, script=script, language="en", voices=(voice,), words_a_minute=165,
        calibrations=(CALIBRATION,), mp3=Mp3Settings(), tags=tags,
    )  # fmt: skip
