"""G.722 by ITU-T G.722 at 64 kbit/s, without a header: the wideband sound of telephone lines, coded by libg722.

In a call one file follows another through a decoder that never starts anew. G.722 adapts to what it has heard, and in
digital silence it adapts to nothing in particular: a file that is coded from the codec's first state then begins with
a crack (measured: in a third of all clips an error near full scale). So every file has a floor of noise, too low to
hear, and is coded as if that noise had gone before. At the end of each file the decoder is then nearly in the state
from which the next one was coded.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from service.errors import AudioError
from service.speech.clip import Samples

SAMPLE_RATE: Final = 16000
_BITS_A_SECOND: Final = 64000
RUN_IN: Final = 8000
"""Samples of noise that are coded before a file and left out of it."""
_FLOOR: Final = 10
"""Highest sample of the noise: an RMS of 6, or -69 dBm0. G.712 allows an idle channel -65 dBm0."""
_SEED: Final = 722


def encode(samples: Samples, sample_rate: int) -> bytes:
    """A byte for each two samples. Same samples, same bytes.

    :raise AudioError: at another sample rate than 16000, or for an odd number of samples.
    """
    if sample_rate != SAMPLE_RATE:
        raise AudioError(f"G.722 is made at {SAMPLE_RATE} samples a second, not {sample_rate}.")
    if len(samples) % 2:
        raise AudioError(f"G.722 codes samples in pairs, and {len(samples)} is an odd number.")
    from G722 import G722

    return bytes(G722(SAMPLE_RATE, _BITS_A_SECOND).encode(add_floor(samples)))[RUN_IN // 2 :]


def add_floor(samples: Samples) -> Samples:
    """The samples after the run-in, over the floor of noise, which ends in every file in the same way."""
    noise = _get_noise(max(len(samples), RUN_IN))
    floor = np.concatenate([noise[-RUN_IN:], noise[len(noise) - len(samples) :]]).astype(np.int32)
    floor[RUN_IN:] += samples
    return floor.clip(-32768, 32767).astype(np.int16)


def _get_noise(length: int) -> Samples:
    """So many samples, the last of which are always the same: numpy gives the numbers of RandomState for good."""
    numbers = np.random.RandomState(_SEED).randint(-_FLOOR, _FLOOR + 1, length)
    return numbers[::-1].astype(np.int16)
