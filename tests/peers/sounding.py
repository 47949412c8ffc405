"""An audio desk whose sounds a browser can play: silence of the length that the page states, with marks."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from web.fakes import FakeDesk

from service.audio.description import Mp3Settings, Tags
from service.audio.formats.marks import get_marks
from service.audio.formats.mp3 import encode
from service.audio.recording import SentenceTiming, WordTiming
from service.document.model import Sentence
from service.web.audio_desk import Recording, StoredAudio

RATE = 22050
SAMPLES = round(80.4 * RATE)
"""As long as `web.fakes` says that each recording is."""


@cache
def make_silence() -> bytes:
    tags = Tags("Audio", "Word list", 1, 1, "silence", "eng", "")
    return encode(np.zeros(SAMPLES, np.int16), RATE, Mp3Settings(kilobits=32, quality=9), tags)


def time_evenly(sentences: list[Sentence]) -> tuple[SentenceTiming, ...]:
    """Each sentence as long as every other, and so are its words."""
    places = [round(place) for place in np.linspace(0, SAMPLES, len(sentences) + 1)]
    return tuple(
        SentenceTiming(sentence.id, sentence.text, start, end, tuple(_time_words(sentence.text, start, end)))
        for sentence, (start, end) in zip(sentences, pairwise(places), strict=True)
    )


def _time_words(text: str, start: int, end: int) -> list[WordTiming]:
    words = list(re.finditer(r"\S+", text))
    return [
        WordTiming(start + (end - start) * place // len(words), word.start(), word.end())
        for place, word in enumerate(words)
    ]


@dataclass
class SoundingDesk(FakeDesk):
    """Those in `missing` are still being made."""

    def get(self, recording: Recording, kind: str) -> StoredAudio | None:
        if recording.part in self.missing or kind not in ("mp3", "marks.json"):
            return super().get(recording, kind)
        timings = time_evenly(self._get_sentences(recording))
        data = make_silence() if kind == "mp3" else get_marks(timings, SAMPLES, RATE)
        return StoredAudio(data, hashlib.sha256(data).hexdigest())

    def _get_sentences(self, recording: Recording) -> list[Sentence]:
        entry = next(each for each in self.library.get_entries() if each.slug == recording.slug)
        parts = [part for part in entry.parts if recording.part in ("", part.id)]
        return [sentence for part in parts for sentence in part.get_sentences()]
