"""RIFF WAV: 16-bit mono PCM at 8000 samples a second, which every telephone provider plays."""

from __future__ import annotations

import io
import wave
from typing import Final

import numpy as np

from service.errors import AudioError
from service.speech.clip import Samples

SAMPLE_RATE: Final = 8000
HEADER_BYTES: Final = 44


def encode(samples: Samples, sample_rate: int) -> bytes:
    """A header of 44 bytes, then two bytes a sample. Same samples, same bytes.

    :raise AudioError: at another sample rate than 8000.
    """
    if sample_rate != SAMPLE_RATE:
        raise AudioError(f"WAV for the telephone is made at {SAMPLE_RATE} samples a second, not {sample_rate}.")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes(samples.astype(np.dtype("<i2"), copy=False).tobytes())
    return buffer.getvalue()
