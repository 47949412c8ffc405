"""Sound at another sample rate, through soxr: loaded only where two voices of one sentence differ."""

from __future__ import annotations

import numpy as np

from service.speech.clip import Samples


def resample(samples: Samples, rate: int, wanted: int) -> Samples:
    """The same sound at `wanted` samples a second."""
    import soxr

    return np.asarray(soxr.resample(samples, rate, wanted, quality="HQ"), dtype=np.int16)
