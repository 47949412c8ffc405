"""Mu-law, G.722 and WAV: what other decoders make of them, and what the standards say."""

from __future__ import annotations

import io
import subprocess
import wave

import numpy as np
import pytest

from service.audio.formats import g722, mulaw, wav
from service.errors import AudioError
from service.speech.clip import Samples
from service.speech.decoding import find_ffmpeg

from .sounds import get_noise, get_sine

EVERY_SAMPLE = np.arange(-32768, 32768).astype(np.int16)
ENCODERS = {mulaw: 8000, g722: 16000, wav: 8000}
G722_DELAY = 22
"""Samples by which the two filters of G.722 are late together."""


def decode_by_ffmpeg(data: bytes, *arguments: str) -> Samples:
    command = [find_ffmpeg(), "-v", "error", *arguments, "-i", "pipe:0", "-f", "s16le", "pipe:1"]
    return np.frombuffer(subprocess.run(command, input=data, capture_output=True, check=True).stdout, np.int16)


def get_mulaw_code(sample: int) -> int:
    """G.711, table 2, as a formula: 14 bits of magnitude, 33 added, three bits of exponent, four of mantissa."""
    magnitude = min((abs(sample) >> 2) + 33, 8191)
    exponent = magnitude.bit_length() - 6
    mantissa = (magnitude >> (exponent + 1)) & 0xF
    return ~((0x80 if sample < 0 else 0) | exponent << 4 | mantissa) & 0xFF


def get_mulaw_value(code: int) -> int:
    """G.711's value of a code, in 16 bits."""
    code = ~code & 0xFF
    magnitude = (((code & 0xF) * 2 + 33) << (code >> 4 & 7)) - 33
    return (-magnitude if code & 0x80 else magnitude) * 4


def test_every_sample_has_the_mu_law_code_of_the_standard() -> None:
    assert list(mulaw.encode(EVERY_SAMPLE, 8000)) == [get_mulaw_code(int(sample)) for sample in EVERY_SAMPLE]


@pytest.mark.parametrize(("sample", "code"), [(0, 0xFF), (32767, 0x80), (-32768, 0x00), (4 * 33, 0xEF), (-3, 0x7F)])
def test_known_mu_law_codes(sample: int, code: int) -> None:
    assert mulaw.encode(np.array([sample], np.int16), 8000) == bytes([code])


def test_ffmpeg_hears_the_values_of_the_standard_in_mu_law() -> None:
    codes = mulaw.encode(EVERY_SAMPLE, 8000)
    heard = decode_by_ffmpeg(codes, "-f", "mulaw", "-ar", "8000", "-ac", "1")
    assert heard.tolist() == [get_mulaw_value(code) for code in codes]


@pytest.mark.parametrize("length", [2, 320, 16_000, 50_002])
def test_g_722_has_a_byte_for_two_samples_and_ffmpeg_hears_what_went_in(length: int) -> None:
    sent = get_noise(length)
    data = g722.encode(sent, 16000)
    heard = decode_by_ffmpeg(data, "-f", "g722")
    assert (len(data), len(heard)) == (length // 2, length)
    if length > 1000:
        error = heard[G722_DELAY:].astype(float) - sent[:-G722_DELAY]
        assert 10 * np.log10(np.mean(sent.astype(float) ** 2) / np.mean(error**2)) > 20  # dB


def test_g_722_is_the_same_bits_as_ffmpeg_s() -> None:
    sent = get_sine(2, rate=16000)
    command = [find_ffmpeg(), "-v", "error", "-f", "s16le", "-ar", "16000", "-ac", "1", "-i", "pipe:0"]
    command += ["-c:a", "g722", "-f", "g722", "pipe:1"]
    whole = g722.add_floor(sent).tobytes()
    other = subprocess.run(command, input=whole, capture_output=True, check=True).stdout
    assert g722.encode(sent, 16000) == other[g722.RUN_IN // 2 :]


@pytest.mark.parametrize("length", [0, 2, 8000, 100_000])
def test_the_floor_of_g_722_is_too_low_to_hear_and_ends_every_file_alike(length: int) -> None:
    whole = g722.add_floor(np.zeros(length, np.int16))
    assert len(whole) == g722.RUN_IN + length
    level = (
        20 * np.log10(np.sqrt(np.mean(whole.astype(float) ** 2)) / 32768) + 6.18
    )  # dBm0: full scale is 6.18 (G.100.1)
    assert -71 < level < -65
    longest = g722.add_floor(np.zeros(200_000, np.int16))
    assert whole[g722.RUN_IN :].tolist() == longest[len(longest) - length :].tolist()


@pytest.mark.parametrize("length", [0, 1, 160, 8001])
def test_a_wav_file_holds_the_very_samples(length: int) -> None:
    sent = get_noise(length) if length else np.zeros(0, np.int16)
    data = wav.encode(sent, 8000)
    assert len(data) == wav.HEADER_BYTES + 2 * length
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        assert file.readframes(length + 1) == sent.tobytes()


def test_ffmpeg_reads_the_wav_file() -> None:
    sent = get_noise(8000)
    assert decode_by_ffmpeg(wav.encode(sent, 8000)).tolist() == sent.tolist()


@pytest.mark.parametrize("encoder", ENCODERS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_same_samples_are_same_bytes_and_another_rate_is_refused(encoder: object) -> None:
    rate = ENCODERS[encoder]  # type: ignore[index]
    encode = encoder.encode  # type: ignore[attr-defined]
    sent = get_noise(rate)
    encode(get_sine(1, rate=rate), rate)  # nothing is carried over
    assert encode(sent, rate) == encode(sent.copy(), rate)
    with pytest.raises(AudioError, match=f"{rate} samples a second, not 22050"):
        encode(sent, 22050)


def test_an_odd_number_of_samples_is_refused_by_g_722() -> None:
    with pytest.raises(AudioError, match="in pairs, and 3 "):
        g722.encode(get_noise(3), 16000)
