"""Sound that an engine hands over as a file, to PCM: decoding and conversion by pydub.

pydub needs ffmpeg for all but WAV: the system's, else the one that the package imageio-ffmpeg brings.
"""

from __future__ import annotations

import io
import shutil
import warnings
from typing import TYPE_CHECKING, Final

import numpy as np

from service.errors import EngineUnavailable, IncompleteSpeech
from service.speech.clip import Clip

if TYPE_CHECKING:
    from pydub import AudioSegment

SAMPLE_RATES: Final = (16000, 22050, 24000)
"""Rates that are kept; another becomes 22,050 samples a second, so that every format can be made of it."""


def find_ffmpeg() -> str:
    """Path of ffmpeg.

    :raise EngineUnavailable: with what to install.
    """
    if system := shutil.which("ffmpeg"):
        return system
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise EngineUnavailable(
            "There is no ffmpeg, which this engine's sound needs. Install ffmpeg, or the package imageio-ffmpeg."
        ) from error


def decode(data: bytes, kind: str) -> Clip:
    """A clip of an engine's file: mono, 16 bit.

    `kind` is the file's format as ffmpeg names it: `wav`, `mp3`, `aiff`.

    :raise IncompleteSpeech: if the file is no sound.
    :raise EngineUnavailable: if ffmpeg is needed and absent.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydub: old escapes, the audioop module, a missing ffmpeg that is not needed
        from pydub import AudioSegment
        from pydub.exceptions import CouldntDecodeError
    if kind != "wav":
        AudioSegment.converter = find_ffmpeg()
    try:
        # the other reader of pydub wants ffprobe too, which no package brings
        segment = AudioSegment.from_file_using_temporary_files(io.BytesIO(data), format=kind)
    except (CouldntDecodeError, OSError, EOFError, IndexError, ValueError) as error:
        raise IncompleteSpeech(f"{len(data)} bytes that should be {kind} sound cannot be decoded.") from error
    return _get_clip(segment)


def _get_clip(segment: AudioSegment) -> Clip:
    segment = segment.set_channels(1).set_sample_width(2)
    if segment.frame_rate not in SAMPLE_RATES:
        segment = segment.set_frame_rate(22050)
    samples = np.frombuffer(segment.raw_data, np.int16)
    return Clip(samples, segment.frame_rate)
