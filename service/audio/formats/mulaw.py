"""Mu-law by ITU-T G.711, one byte a sample, without a header: what a digital telephone line carries.

A file is what Asterisk calls `.ulaw`. libsndfile does the coding: Python's own `audioop` is gone since Python 3.13.
"""

from __future__ import annotations

import io
from typing import Final

import soundfile

from service.errors import AudioError
from service.speech.clip import Samples

SAMPLE_RATE: Final = 8000


def encode(samples: Samples, sample_rate: int) -> bytes:
    """As many bytes as samples. Same samples, same bytes.

    :raise AudioError: at another sample rate than 8000.
    """
    if sample_rate != SAMPLE_RATE:
        raise AudioError(f"Mu-law is made at {SAMPLE_RATE} samples a second, not {sample_rate}.")
    file = io.BytesIO()
    soundfile.write(file, samples, sample_rate, format="RAW", subtype="ULAW")
    return file.getvalue()
