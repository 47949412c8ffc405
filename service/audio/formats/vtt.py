"""WebVTT: one cue a sentence, its id the sentence's id on the page, its times those of the sound."""

from __future__ import annotations

import html
from collections.abc import Sequence

from service.audio.recording import SentenceTiming


def get_vtt(sentences: Sequence[SentenceTiming], sample_rate: int, language: str) -> bytes:
    """A WebVTT file. Each time is the sample's own, cut to the millisecond that the format has."""
    cues = [
        f"{timing.sentence}\n{get_clock(timing.start, sample_rate)} --> {get_clock(timing.end, sample_rate)}\n"
        f"{html.escape(timing.text, quote=False)}\n"
        for timing in sentences
    ]
    return ("WEBVTT\n\n" + f"NOTE language {language}\n\n" + "\n".join(cues)).encode()


def get_clock(samples: int, sample_rate: int) -> str:
    """`hh:mm:ss.mmm` of a position in samples."""
    milliseconds = samples * 1000 // sample_rate
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}"
