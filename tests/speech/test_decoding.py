"""Sound that comes as a file becomes PCM, without the silence around it."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from service.audio.description import Mp3Settings, Tags
from service.audio.formats import mp3
from service.errors import IncompleteSpeech
from service.speech.clip import Samples
from service.speech.decoding import decode, find_ffmpeg

TAGS = Tags("T", "A", 1, 1, "V", "eng", "")


def get_tone(seconds: float, rate: int) -> Samples:
    return np.rint(12_000 * np.sin(np.arange(round(seconds * rate)) / rate * 2765)).astype(np.int16)


def get_file(samples: Samples, rate: int, kind: str = "WAV") -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind, subtype="PCM_16")
    return file.getvalue()


@pytest.mark.parametrize("rate", [16000, 22050, 24000])
def test_a_rate_that_can_be_kept_is_kept(rate: int) -> None:
    tone = get_tone(1, rate)
    clip = decode(get_file(tone, rate), "wav")
    assert clip.sample_rate == rate
    assert np.array_equal(clip.samples, tone)


@pytest.mark.parametrize("rate", [8000, 44100, 48000])
def test_another_rate_becomes_one_that_can(rate: int) -> None:
    clip = decode(get_file(get_tone(1, rate), rate), "wav")
    assert clip.sample_rate == 22050
    assert len(clip.samples) == pytest.approx(22050, abs=2)


def test_two_channels_become_one() -> None:
    tone = get_tone(1, 22050)
    assert decode(get_file(np.stack([tone, tone], axis=1), 22050), "wav").samples.shape == (22050,)


@pytest.mark.parametrize("kind", ["WAV", "AIFF"])
def test_nothing_is_cut_off(kind: str) -> None:
    sound = np.concatenate([np.zeros(2205, np.int16), get_tone(1, 22050), np.zeros(2205, np.int16)])
    assert np.array_equal(decode(get_file(sound, 22050, kind), kind.lower()).samples, sound)


def test_mp3_is_decoded() -> None:
    clip = decode(mp3.encode(get_tone(2, 24000), 24000, Mp3Settings(), TAGS), "mp3")
    assert clip.sample_rate == 24000
    assert len(clip.samples) == pytest.approx(48_000, abs=2000)
    assert np.abs(clip.samples.astype(int)).max() > 9_000


@pytest.mark.parametrize("kind", ["wav", "mp3", "aiff"])
@pytest.mark.parametrize(
    "data", [b"", b"x", b"<html>So sorry</html>" * 50, bytes(5000), b"RIFF\xff\xff\xff\xffWAVEfmt "],
    ids=["nothing", "a byte", "HTML", "zeros", "a head alone"],
)  # fmt: skip
def test_what_is_no_sound_is_refused(data: bytes, kind: str) -> None:
    with pytest.raises(IncompleteSpeech, match=f"{len(data)} bytes that should be {kind}"):
        decode(data, kind)


def test_ffmpeg_is_there() -> None:
    assert Path(find_ffmpeg()).is_file()
