"""WebVTT and marks: what is highlighted while it is heard."""

from __future__ import annotations

import html
import json
import re

import pytest

from service.audio.formats.marks import get_marks, move, read_marks
from service.audio.formats.vtt import get_clock, get_vtt
from service.audio.recording import SentenceTiming, WordTiming

from .sounds import RATE

TEXTS = ("Grief & loss.", "It is 5 < 6 --> so.", "Café 😀.", "It says -->.")
TIMINGS = tuple(
    SentenceTiming(f"s-{n}", text, n * 30_011, n * 30_011 + 22_050, (WordTiming(n * 30_011, 0, 4),))
    for n, text in enumerate(TEXTS)
)
CUE = re.compile(r"(s-\S+)\n(\d\d):(\d\d):(\d\d)\.(\d{3}) --> (\d\d):(\d\d):(\d\d)\.(\d{3})\n(.+)")


def get_cues(data: bytes) -> list[tuple[str, int, int, str]]:
    """Id, start and end in milliseconds, and text of each cue."""
    head, _, *blocks = data.decode().rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    found = [CUE.fullmatch(block) for block in blocks]
    assert all(found)
    clock = (3_600_000, 60_000, 1000, 1)
    times = [[int(each[place]) for place in range(2, 10)] for each in found if each]
    starts = [sum(a * b for a, b in zip(clock, each[:4], strict=True)) for each in times]
    ends = [sum(a * b for a, b in zip(clock, each[4:], strict=True)) for each in times]
    return [
        (each[1], start, end, html.unescape(each[10]))
        for each, start, end in zip(found, starts, ends, strict=True)
        if each
    ]


def test_each_sentence_is_one_cue_with_its_id_and_words() -> None:
    cues = get_cues(get_vtt(TIMINGS, RATE, "en"))
    assert [(name, text) for name, _, _, text in cues] == [(each.sentence, each.text) for each in TIMINGS]


def test_no_text_can_be_taken_for_markup_or_for_a_time() -> None:
    data = get_vtt(TIMINGS, RATE, "en").decode()
    assert data.count("-->") == len(TIMINGS)
    assert "<" not in data
    assert "Grief &amp; loss." in data


def test_the_times_are_those_of_the_samples_to_the_millisecond() -> None:
    for (_, start, end, _), timing in zip(get_cues(get_vtt(TIMINGS, RATE, "en")), TIMINGS, strict=True):
        assert (start, end) == (timing.start * 1000 // RATE, timing.end * 1000 // RATE)


def test_the_last_cue_ends_with_its_speech() -> None:
    assert get_cues(get_vtt(TIMINGS, RATE, "en"))[-1][2] == (3 * 30_011 + 22_050) * 1000 // RATE


def test_the_language_is_told() -> None:
    assert "NOTE language en-GB\n" in get_vtt(TIMINGS, RATE, "en-GB").decode()


@pytest.mark.parametrize(
    ("samples", "clock"),
    [
        (0, "00:00:00.000"),
        (RATE, "00:00:01.000"),
        (RATE - 1, "00:00:00.999"),
        (RATE * 3661 + 11025, "01:01:01.500"),
        (1, "00:00:00.000"),
    ],
)
def test_a_clock_counts_hours_minutes_seconds_and_milliseconds(samples: int, clock: str) -> None:
    assert get_clock(samples, RATE) == clock


def test_marks_come_back_as_they_were() -> None:
    assert read_marks(get_marks(TIMINGS, 120_000, RATE), TEXTS) == TIMINGS


def test_marks_say_their_version_rate_and_length() -> None:
    body = json.loads(get_marks(TIMINGS, 120_000, RATE))
    assert (body["version"], body["sample_rate"], body["samples"]) == (1, RATE, 120_000)
    assert body["sentences"][1] == {"id": "s-1", "start": 30_011, "end": 52_061, "words": [[30_011, 0, 4]]}


def test_marks_are_not_read_with_the_texts_of_another() -> None:
    with pytest.raises(ValueError, match="zip"):
        read_marks(get_marks(TIMINGS, 120_000, RATE), TEXTS[1:])


def test_moved_marks_move_whole() -> None:
    assert move(TIMINGS, 0) == TIMINGS
    moved = move(TIMINGS, 500)
    assert [(each.start, each.end, each.words[0].start) for each in moved] == [
        (each.start + 500, each.end + 500, each.words[0].start + 500) for each in TIMINGS
    ]
