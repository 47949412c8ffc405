"""What was found: plain data that travels from a worker to the report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Which recording."""

    language: str
    slug: str
    part: str
    """Section id, or empty for the whole entry."""
    title: str
    """Title of the section, or of the entry."""

    @property
    def name(self) -> str:
        """What a person would call it."""
        return f"{self.language}/{self.slug}, {f'section {self.title!r}' if self.part else 'the whole entry'}"


@dataclass(frozen=True, slots=True)
class Fault:
    place: Place
    kind: str
    """One word of `KINDS`, for programs."""
    message: str
    sentence: str = ""
    """Id of the sentence, or empty where the fault is of the recording."""
    text: str = ""
    """The sentence, as it stands on the page."""
    seconds: float | None = None
    """Where in the recording, if it is at one place."""

    def __str__(self) -> str:
        where = [self.place.name]
        if self.sentence:
            where.append(f"sentence {self.sentence} ({self.text!r})")
        if self.seconds is not None:
            where.append(f"at {self.seconds:.2f} s")
        return f"{', '.join(where)}: {self.message}"


KINDS = {
    "missing": "A recording, or a file of it, is not in the audio cache.",
    "damaged": "Stored bytes do not match their digest, or cannot be read.",
    "page": "The page and the script do not have the same sentences.",
    "clip": "A sentence's clip is not there, is silent, was made of other words, or cannot be the whole of its own.",
    "pace": "A clip's length is not plausible beside its voice's other sentences.",
    "mark": "A sentence or a word has no mark, more than one, or one at a wrong place.",
    "cue": "A cue of WebVTT does not agree with the marks or the page.",
    "length": "The MP3 does not decode to the length that its marks end at.",
    "sound": "The sound between a sentence's marks is not the sentence's clip, or a part of it is missing.",
    "drift": "A sentence starts before or after its mark.",
    "level": "A sentence is louder or quieter than its neighbours.",
    "noise": "Something is heard where a pause should be.",
    "silence": "A silence is longer than the longest pause of the script.",
    "clipping": "Samples reach full scale.",
    "loudness": "A file is not at -18 LUFS within 1 LU.",
    "peak": "The true peak of a file is above -2 dBTP.",
    "failure": "A recording could not be examined.",
}
"""Every kind of fault, and what it means. `docs/proof.md` lists them."""


@dataclass(frozen=True, slots=True)
class SentenceFindings:
    sentence: str
    text: str
    voice: str
    """The voices that speak it, and how fast."""
    is_mixed: bool = False
    """More than one voice speaks it."""
    is_heard: bool = False
    """Its clip, its one mark and its sound are all there."""
    weight: int = 0
    """Letters that are spoken: a digit counts as four."""
    words: int = 0
    clip_seconds: float | None = None
    clip_level: float | None = None
    """RMS of the stored clip in dBFS; None where it is silent."""
    start_seconds: float | None = None
    """Where its mark says that it starts."""
    drift_milliseconds: float | None = None
    """How far after its mark it was found to start; None where there is no sound to compare."""
    gain: float | None = None
    """Decibels between the stored clip and the recording, where nothing limited it."""


@dataclass(frozen=True, slots=True)
class RecordingFindings:
    place: Place
    sentences: tuple[SentenceFindings, ...]
    """One for each sentence of the page, in order."""
    faults: tuple[Fault, ...]
    seconds: float | None = None
    """Length of the decoded MP3."""
    loudness: float | None = None
    """LUFS; None for a voice of silence."""
    true_peak: float | None = None
    """dBTP; None for a voice of silence."""
