"""MP3 by LAME: plays for exactly the samples that went in, joins without encoding again, names what it may name."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from mutagen.id3 import ID3
from mutagen.mp3 import MP3, BitrateMode

from service.audio.description import Mp3Settings, Tags
from service.audio.formats import mp3
from service.errors import AudioError
from service.speech.clip import Samples

from .sounds import RATE, TAGS, decode, decode_by_ffmpeg, get_noise, get_sine, get_speech

LENGTHS = (1, 575, 576, 577, 1151, 1152, 1153, 10_000, RATE, 3 * RATE + 11)
LONG = replace(TAGS, title="Café — 悲しみ 😀", album="«أمل»", text="Été. " * 5000, artist="ß")
NEUTRAL = Tags("Part 2", "Audio", 2, 5, "gmw/en, synthetic voice", "eng", "")


def encode(samples: Samples, rate: int = RATE, tags: Tags = TAGS) -> bytes:
    return mp3.encode(samples, rate, Mp3Settings(), tags)


def get_lag(sent: Samples, heard: Samples) -> int:
    """Samples by which the second is late, by its likeness to the first."""
    size = 1 << (2 * len(sent)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sent, size)))
    lag = int(np.argmax(likeness))
    return lag if lag < size // 2 else lag - size


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("rate", mp3.SAMPLE_RATES)
def test_a_file_plays_for_exactly_the_samples_that_went_in(length: int, rate: int) -> None:
    data = encode(get_noise(length), rate)
    heard, heard_rate = decode(data)
    assert (len(heard), heard_rate) == (length, rate)
    assert MP3(io.BytesIO(data)).info.length == pytest.approx(length / rate, abs=0.001)


@pytest.mark.parametrize("length", [1152, RATE, 3 * RATE + 11])
def test_ffmpeg_hears_the_same_samples(length: int) -> None:
    assert len(decode_by_ffmpeg(encode(get_noise(length)))) == length


@pytest.mark.parametrize("rate", mp3.SAMPLE_RATES)
def test_the_sound_is_neither_late_nor_early(rate: int) -> None:
    sent = get_noise(2 * rate)
    heard, _ = decode(encode(sent, rate))
    assert get_lag(sent, heard) == 0
    assert np.corrcoef(sent, heard)[0, 1] > 0.99


def test_a_file_is_mono_of_constant_bit_rate() -> None:
    info = MP3(io.BytesIO(encode(get_speech()))).info
    assert (info.channels, info.sample_rate, info.bitrate, info.bitrate_mode) == (1, RATE, 48_000, BitrateMode.CBR)


@pytest.mark.parametrize("kilobits", [32, 48, 64])
def test_the_bit_rate_is_the_one_that_was_asked_for(kilobits: int) -> None:
    frames, _ = mp3.get_frames(mp3.encode(get_sine(10), RATE, Mp3Settings(kilobits), TAGS))
    assert len(frames) == pytest.approx(10 * kilobits * 125, rel=0.02)


@pytest.mark.parametrize("tags", [TAGS, LONG, replace(TAGS, tracks=0)])
def test_tags_come_back_as_they_were(tags: Tags) -> None:
    found = ID3(io.BytesIO(encode(get_sine(1), tags=tags)))
    assert [str(found[name]) for name in ("TIT2", "TALB", "TPE1", "TLAN")] == [
        tags.title,
        tags.album,
        tags.artist,
        "eng",
    ]
    assert str(found.get("TRCK", "")) == (f"{tags.track}/{tags.tracks}" if tags.tracks else "")
    assert str(found["USLT::eng"]) == tags.text
    assert str(found["TXXX:Speech"]) == "synthetic voice"
    assert found.version == (2, 3, 0)


def test_long_tags_do_not_shift_the_sound() -> None:
    plain, tagged = encode(get_noise(RATE)), encode(get_noise(RATE), tags=LONG)
    assert np.array_equal(decode(plain)[0], decode(tagged)[0])


def test_neutral_tags_hold_no_text() -> None:
    data = encode(get_sine(1), tags=NEUTRAL)
    assert not [name for name in ID3(io.BytesIO(data)) if name.startswith(("USLT", "COMM", "APIC", "TDRC"))]
    assert b"G\0r\0i\0e\0f" not in data


@pytest.mark.parametrize("lengths", [[RATE], [1, 1, 1], [576, 577], [5000, RATE, 7, 2 * RATE], [RATE] * 30])
def test_a_whole_plays_for_exactly_its_length_and_each_section_lies_where_it_says(lengths: list[int]) -> None:
    sections = [get_noise(length, seed=seed) for seed, length in enumerate(lengths)]
    whole, starts = mp3.join([encode(each) for each in sections], lengths, RATE, TAGS)
    heard, _ = decode(whole)
    assert len(heard) == starts[-1] + lengths[-1]
    for start, section in zip(starts, sections, strict=True):
        if len(section) >= 5000:
            assert get_lag(section, heard[start : start + len(section)]) == 0
            assert np.corrcoef(section, heard[start : start + len(section)])[0, 1] > 0.98


@pytest.mark.parametrize("lengths", [[5000, RATE, 7, 2 * RATE], [RATE] * 30])
def test_between_two_sections_lies_less_than_a_tenth_of_a_second(lengths: list[int]) -> None:
    _, starts = mp3.join([encode(get_noise(length)) for length in lengths], lengths, RATE, TAGS)
    gaps = [after - start - length for start, after, length in zip(starts, starts[1:], lengths, strict=False)]
    assert all(mp3.ENCODER_DELAY <= gap <= 0.1 * RATE for gap in gaps)


def test_ffmpeg_hears_a_whole_without_complaint() -> None:
    lengths = [RATE, 3 * RATE, 5000]
    whole, starts = mp3.join([encode(get_noise(length)) for length in lengths], lengths, RATE, LONG)
    assert len(decode_by_ffmpeg(whole)) == starts[-1] + lengths[-1]


WHOLE = encode(get_sine(1))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ID3",
        b"ID3" + bytes(7),
        b"RIFF" + bytes(100),
        WHOLE[:-1],
        WHOLE[:-100],
        WHOLE + b"x",
        WHOLE.replace(b"Info", b"Xing"),
    ],
    ids=["empty", "three bytes", "a tag alone", "WAV", "a byte short", "cut", "a byte more", "another head"],
)
def test_what_is_not_ours_is_not_joined(data: bytes) -> None:
    with pytest.raises(AudioError):
        mp3.join([WHOLE, data], [RATE, RATE], RATE, TAGS)


def test_a_length_that_does_not_fit_the_frames_is_refused() -> None:
    with pytest.raises(AudioError, match="do not fit"):
        mp3.join([WHOLE], [10 * RATE], RATE, TAGS)


@pytest.mark.parametrize(("rate", "kilobits"), [(44100, 48), (8000, 48), (RATE, 50), (RATE, 0)])
def test_a_rate_that_is_not_mpeg_2s_is_refused(rate: int, kilobits: int) -> None:
    with pytest.raises(AudioError, match="16000, 22050, 24000"):
        mp3.encode(get_sine(1), rate, Mp3Settings(kilobits), TAGS)


def test_same_input_same_bytes_in_another_process_too() -> None:
    paths = "import sys; sys.path[:0] = ['tests', '.']; from audio.test_mp3 import *; "
    code = "print(hashlib.sha256(encode(get_noise(50000), tags=LONG)).hexdigest())"
    command = [sys.executable, "-W", "ignore", "-c", paths + code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=__file__.rpartition("/tests/")[0])
    assert done.stdout.strip() == hashlib.sha256(encode(get_noise(50000), tags=LONG)).hexdigest()
