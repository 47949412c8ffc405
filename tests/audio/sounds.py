"""Sound for tests: sines, noise and real speech; and decoders that are not ours."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import soundfile

from service.audio.description import Tags
from service.speech.clip import Samples
from service.speech.decoding import find_ffmpeg

RATE = 22050
TAGS = Tags("How it forms", "Word list: Grief", 2, 5, "gmw/en, synthetic voice", "eng", "It grows. It stays.")
PROSE = (
    "Grief is the pain of losing someone or something that mattered.",
    "We often think of it as part of death.",
    "It also comes when a relationship ends, even an abusive one!",
    "Why do you think that the young judge asked about the treasure?",
    "Relief and sorrow can live side by side, and neither is wrong.",
)


def get_sine(seconds: float, peak: float = 0.5, frequency: float = 440.0, rate: int = RATE) -> Samples:
    """`peak` is 1 at full scale."""
    time = np.arange(round(seconds * rate)) / rate
    return np.rint(32767 * peak * np.sin(2 * np.pi * frequency * time)).astype(np.int16)


def get_noise(length: int, peak: float = 0.3, seed: int = 1) -> Samples:
    """Noise whose highs are gone, so that an encoder keeps its shape."""
    white = np.random.default_rng(seed).normal(size=length + 64)
    smooth = np.convolve(white, np.hanning(64), "valid")[:length]
    return np.asarray(smooth / np.abs(smooth).max() * peak * 32767).astype(np.int16)


_SPEAK = """
import sys
from service.speech.engines import make_engine
engine = make_engine("pyttsx3")
voice = engine.get_voice("", "en-gb")
for text in sys.argv[1:]:
    sys.stdout.buffer.write(engine.speak(text, voice, 165).samples.tobytes() + bytes(voice.sample_rate))
"""


@cache
def get_speech() -> Samples:
    """About half a minute of espeak-ng with pauses of half a second: in a process of its own, as an engine wants."""
    command = [sys.executable, "-c", _SPEAK, *PROSE, *PROSE]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60, cwd=Path(__file__).parents[2])
    return np.frombuffer(done.stdout, np.int16)


def decode(data: bytes) -> tuple[Samples, int]:
    """Through libsndfile's mpg123, which leaves out what the Info frame says."""
    samples, rate = soundfile.read(io.BytesIO(data), dtype="int16")
    return samples, rate


def decode_by_ffmpeg(data: bytes) -> Samples:
    with tempfile.NamedTemporaryFile(suffix=".mp3") as file:  # from a pipe ffmpeg does not cut the end
        file.write(data)
        file.flush()
        command = [find_ffmpeg(), "-v", "error", "-i", file.name, "-f", "s16le", "-ac", "1", "pipe:1"]
        done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, np.int16)


def get_ebur128(path: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP, as ffmpeg measures them."""
    command = [find_ffmpeg(), "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    summary = subprocess.run(command, capture_output=True, check=True, text=True).stderr.rpartition("Summary:")[2]
    found = [re.search(rf"{name}:\s+(\S+) ", summary) for name in ("I", "Peak")]
    assert all(found)
    return float(found[0][1]), float(found[1][1])  # type: ignore[index]
