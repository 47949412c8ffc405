"""Clips and pauses become one recording in which every position is exact to the sample."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest

from service.audio.flac import get_flac, read_flac
from service.audio.recording import Recording, SentenceTiming, WordTiming, join
from service.errors import AudioError
from service.speech.clip import Clip, Samples, Word
from service.speech.script import Pause, Say, Script, Span

from .sounds import RATE, get_noise

LOUD = np.full(2000, 20_000, np.int16)


def make_script(*pauses: int) -> Script:
    """A sentence before each pause of so many milliseconds."""
    steps = ((Say(f"s-{n}", (Span(f"Sentence {n}.", "en"),)), Pause(pause)) for n, pause in enumerate(pauses))
    return tuple(step for pair in steps for step in pair)


def record(*clips: Samples, pauses: tuple[int, ...] | None = None) -> Recording:
    return join(make_script(*(pauses or (350,) * len(clips))), [Clip(each, RATE) for each in clips])


def test_every_sentence_lies_where_it_says_to_the_sample() -> None:
    clips = [get_noise(length, seed=length) for length in (2000, 777, 10_001)]
    recording = record(*clips, pauses=(350, 700, 1000))
    for clip, timing in zip(clips, recording.sentences, strict=True):
        assert timing.end - timing.start == len(clip)
        assert np.array_equal(recording.samples[timing.start : timing.end], clip)


def test_pauses_are_silent_and_exactly_as_long_as_asked() -> None:
    recording = record(LOUD, LOUD, LOUD, pauses=(350, 700, 1000))
    ends = [*(timing.start for timing in recording.sentences[1:]), len(recording.samples)]
    gaps = [recording.samples[timing.end : end] for timing, end in zip(recording.sentences, ends, strict=True)]
    assert [len(gap) for gap in gaps] == [350 * RATE // 1000, 700 * RATE // 1000, RATE]
    assert not any(gap.any() for gap in gaps)


def test_words_move_with_their_sentence() -> None:
    clip = Clip(LOUD, RATE, (Word(0, 0, 8), Word(1200, 9, 10)))
    second = join(make_script(100, 100), [clip, clip]).sentences[1]
    assert second == SentenceTiming("s-1", "Sentence 1.", 4205, 6205, (WordTiming(4205, 0, 8), WordTiming(5405, 9, 10)))


@pytest.mark.parametrize("length", [0, 1, 2])
def test_the_shortest_clip_is_kept(length: int) -> None:
    recording = record(LOUD[:length], LOUD, pauses=(0, 0))
    assert recording.sentences[0].end == length
    assert len(recording.samples) == length + len(LOUD)


def test_the_clips_themselves_stay_as_they_are() -> None:
    clip = LOUD.copy()
    record(clip, clip)
    assert np.array_equal(clip, LOUD)


@pytest.mark.parametrize(
    ("script", "clips"),
    [
        (make_script(1, 1), [Clip(LOUD, RATE)]),
        (make_script(1), [Clip(LOUD, RATE)] * 2),
        (make_script(1, 1), [Clip(LOUD, RATE), Clip(LOUD, 24000)]),
        (make_script(1), []),
        ((), []),
    ],
    ids=["too few", "too many", "two rates", "none", "nothing at all"],
)
def test_clips_that_do_not_fit_the_script_are_refused(script: Script, clips: list[Clip]) -> None:
    with pytest.raises(AudioError, match="do not fit"):
        join(script, clips)


@pytest.mark.parametrize("count", [50, 400])
def test_memory_grows_with_the_sound_alone(count: int) -> None:
    clips, script = [Clip(LOUD, RATE)] * count, make_script(*[0] * count)
    join(script, clips)
    tracemalloc.start()
    recording = join(script, clips)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.5 * recording.samples.nbytes + 100_000


@pytest.mark.parametrize("length", [1, 100, 65_536, 200_001])
@pytest.mark.parametrize("rate", [16000, 22050, 24000])
def test_flac_gives_back_every_sample(length: int, rate: int) -> None:
    samples = get_noise(length, 1.0)
    data = get_flac(samples, rate)
    found, found_rate = read_flac(data)
    assert np.array_equal(found, samples)
    assert (found_rate, found.dtype, get_flac(samples, rate)) == (rate, np.dtype(np.int16), data)


@pytest.mark.parametrize(
    "data", [b"", b"fLaC", b"RIFF" + bytes(100), bytes(1000), get_flac(LOUD, RATE)[:60]],
    ids=["empty", "four bytes", "WAV", "zeros", "cut"],
)  # fmt: skip
def test_what_is_no_flac_is_refused(data: bytes) -> None:
    with pytest.raises(AudioError):
        read_flac(data)


def test_flac_of_two_channels_is_refused() -> None:
    with pytest.raises(AudioError, match="2 channels"):
        read_flac(get_flac(np.stack([LOUD, LOUD], axis=1), RATE))


def test_1200_clips_are_joined_within_a_second_of_the_processor() -> None:
    clips, script = [Clip(get_noise(3 * RATE), RATE)] * 1200, make_script(*(350,) * 1200)
    started = time.process_time()
    recording = join(script, clips)
    assert time.process_time() - started < 1.0  # `python -m bench.join` measures a tenth of that
    assert len(recording.samples) > 3600 * RATE


def test_joining_takes_the_recording_and_a_little_for_each_clip() -> None:
    clips, pauses = [Clip(LOUD, RATE)] * 1200, (350,) * 1200
    script = make_script(*pauses)
    tracemalloc.start()
    recording = join(script, clips)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most - recording.samples.nbytes < 1200 * 1000  # bytes; a copy of the recording would be 25 MB
