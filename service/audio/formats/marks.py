"""Marks in JSON: where each sentence and word lies, in samples, for read-along and for the phone.

    {"version": 1, "sample_rate": 22050, "samples": 431234, "sentences": [
        {"id": "s-1a2b3c4d", "start": 0, "end": 22050, "words": [[0, 0, 6], [8012, 7, 14]]}, ...]}

A word is [first sample, first character, character after the last] within the sentence's text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from service.audio.recording import SentenceTiming, WordTiming


def get_marks(sentences: Sequence[SentenceTiming], samples: int, sample_rate: int) -> bytes:
    """The marks file of a recording of `samples` samples."""
    body = {
        "version": 1,
        "sample_rate": sample_rate,
        "samples": samples,
        "sentences": [
            {
                "id": timing.sentence,
                "start": timing.start,
                "end": timing.end,
                "words": [[word.start, word.text_start, word.text_end] for word in timing.words],
            }
            for timing in sentences
        ],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def read_marks(data: bytes, texts: Sequence[str]) -> tuple[SentenceTiming, ...]:
    """The sentences of a marks file again, given their texts in order."""
    found: list[dict[str, Any]] = json.loads(data)["sentences"]
    return tuple(
        SentenceTiming(each["id"], text, each["start"], each["end"], tuple(WordTiming(*word) for word in each["words"]))
        for each, text in zip(found, texts, strict=True)
    )


def move(sentences: Sequence[SentenceTiming], by: int) -> tuple[SentenceTiming, ...]:
    """The same sentences, `by` samples later."""
    return tuple(
        SentenceTiming(
            timing.sentence, timing.text, timing.start + by, timing.end + by,
            tuple(WordTiming(word.start + by, word.text_start, word.text_end) for word in timing.words),
        )
        for timing in sentences
    )  # fmt: skip
