"""MP3: mono, constant bit rate, sample-exact: encoded once by LAME, tagged, and joined without encoding again.

    ID3v2.3 | Info frame (frames, bytes, encoder delay, padding) | audio frames

LAME puts a delay before the sound and padding after it. The Info frame tells players how much to leave out, so
that the file plays for exactly the samples that went in. A whole entry is made of its sections' own frames: each
section was encoded from the start of a frame to the end of one, so frames can follow each other as they are, and
where a section starts in the whole is known to the sample.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

import lameenc
from mutagen.id3 import ID3, TALB, TCON, TIT2, TLAN, TPE1, TRCK, TXXX, USLT, Encoding

from service.audio.description import Mp3Settings, Tags
from service.errors import AudioError
from service.speech.clip import Samples

SAMPLE_RATES: Final = (16000, 22050, 24000)
"""MPEG-2 layer III: one granule pair of 576 samples a frame. Every engine here speaks at one of them."""

ENCODER_DELAY: Final = 576
"""Samples that LAME puts before the sound."""
SAMPLES_A_FRAME: Final = 576

_BIT_RATES: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""kbit/s of MPEG-2 layer III (ISO 13818-3, table of bit_rate_index)."""
_RATE_INDEX: Final = {22050: 0, 24000: 1, 16000: 2}
_INFO_BIT_RATE: Final = 64
"""kbit/s of the Info frame itself: the smallest frame that holds its 156 bytes at every sample rate here."""
_SIDE_INFO_BYTES: Final = 9
_PADDING_LIMIT: Final = 4095


def encode(samples: Samples, sample_rate: int, settings: Mp3Settings, tags: Tags) -> bytes:
    """A tagged MP3 file.

    :raise AudioError: if the sample rate or the bit rate is not one of MPEG-2's.
    """
    if sample_rate not in SAMPLE_RATES or settings.kilobits not in _BIT_RATES[1:]:
        rates = ", ".join(map(str, SAMPLE_RATES))
        raise AudioError(f"MP3 is made at {rates} samples a second and {_BIT_RATES[1:]} kbit/s, not {sample_rate}.")
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(sample_rate)
    encoder.set_bit_rate(settings.kilobits)
    encoder.set_quality(settings.quality)
    frames = bytes(encoder.encode(samples.tobytes())) + bytes(encoder.flush())
    return _wrap(frames, _count_frames(frames), len(samples), sample_rate, tags)


def join(files: Sequence[bytes], lengths: Sequence[int], sample_rate: int, tags: Tags) -> tuple[bytes, tuple[int, ...]]:
    """One file of several from `encode`, and the sample at which each of them starts in it.

    `lengths` are the samples that went into each. Between two sections lies at most one frame and the encoder's
    delay (50 to 76 ms) more than the pause at the section's end.
    """
    parts = [get_frames(file) for file in files]
    starts, count = [], 0
    for _, frames in parts:
        starts.append(SAMPLES_A_FRAME * count)
        count += frames
    whole = b"".join(part for part, _ in parts)
    return _wrap(whole, count, starts[-1] + lengths[-1], sample_rate, tags), tuple(starts)


def get_frames(file: bytes) -> tuple[bytes, int]:
    """The audio frames of a file from `encode`, without tag and Info frame, and how many they are.

    :raise AudioError: if it is not such a file.
    """
    if file[:3] != b"ID3" or len(file) < 10:
        raise AudioError("The MP3 file has no tag at its start.")
    size = sum(byte << shift for byte, shift in zip(file[6:10], (21, 14, 7, 0), strict=True))
    rest = file[10 + size :]
    info = 4 + _SIDE_INFO_BYTES
    if rest[info : info + 4] != b"Info":
        raise AudioError("The MP3 file has no Info frame.")
    if int.from_bytes(rest[info + 12 : info + 16], "big") != len(rest):
        raise AudioError("The MP3 file is cut, or longer than its Info frame says.")
    return rest[_get_frame_size(rest, 0) :], int.from_bytes(rest[info + 8 : info + 12], "big")


def _wrap(frames: bytes, count: int, length: int, sample_rate: int, tags: Tags) -> bytes:
    padding = count * SAMPLES_A_FRAME - ENCODER_DELAY - length
    if not 0 <= padding <= _PADDING_LIMIT:
        raise AudioError(f"LAME gave {count} frames for {length} samples, which do not fit.")
    return _get_tag(tags) + _get_info_frame(count, len(frames), padding, sample_rate) + frames


def _count_frames(frames: bytes) -> int:
    """How many frames there are, each followed to the next. :raise AudioError: where something else stands."""
    count = position = 0
    end = len(frames)
    while position < end:
        position += _get_frame_size(frames, position)
        count += 1
    if position != end:
        raise AudioError("The last MP3 frame is cut.")
    return count


@lru_cache(maxsize=256)
def _get_size(header: bytes) -> int:
    """Bytes of a frame with this header of three bytes; 0 if it is not MPEG-2 layer III."""
    if len(header) < 3 or header[0] != 0xFF or header[1] & 0xFE != 0xF2 or header[2] >> 4 not in range(1, 15):
        return 0
    rate = next((rate for rate, index in _RATE_INDEX.items() if index == header[2] >> 2 & 3), 0)
    return 72000 * _BIT_RATES[header[2] >> 4] // rate + (header[2] >> 1 & 1) if rate else 0


def _get_frame_size(frames: bytes, position: int) -> int:
    size = _get_size(frames[position : position + 3])
    if not size:
        raise AudioError(f"No MPEG-2 layer III frame starts at byte {position}.")
    return size


def _get_info_frame(count: int, size: int, padding: int, sample_rate: int) -> bytes:
    """A silent frame that tells the number of frames and what to leave out (the LAME tag, revision 1)."""
    frame_size = 72000 * _INFO_BIT_RATE // sample_rate
    header = bytes((0xFF, 0xF3, _BIT_RATES.index(_INFO_BIT_RATE) << 4 | _RATE_INDEX[sample_rate] << 2, 0xC4))
    places = bytes(min(255, percent * 256 // 100) for percent in range(100))
    whole_size = (size + frame_size).to_bytes(4, "big")
    info = b"Info" + (0x7).to_bytes(4, "big") + count.to_bytes(4, "big") + whole_size + places
    delays = (ENCODER_DELAY << 12 | padding).to_bytes(3, "big")
    lame = b"LAME3.100" + bytes((0x01, 0)) + bytes(8) + bytes((0, 0)) + delays + bytes(4) + whole_size
    body = header + bytes(_SIDE_INFO_BYTES) + info + lame + bytes(2)
    whole = body + _get_crc(body).to_bytes(2, "big")
    return whole + bytes(frame_size - len(whole))


@cache
def _get_crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
        table.append(crc)
    return tuple(table)


def _get_crc(data: bytes) -> int:
    """CRC-16 (polynomial 0x8005, reflected), over the first 190 bytes of the frame as the LAME tag asks."""
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ _get_crc_table()[(crc ^ byte) & 0xFF]
    return crc


def _get_tag(tags: Tags) -> bytes:
    """ID3v2.3 without padding and without any date."""
    tag = ID3()
    text = Encoding.UTF16
    tag.add(TIT2(encoding=text, text=tags.title))
    tag.add(TALB(encoding=text, text=tags.album))
    tag.add(TPE1(encoding=text, text=tags.artist))
    tag.add(TCON(encoding=text, text="Speech"))
    tag.add(TLAN(encoding=text, text=tags.language))
    if tags.tracks:
        tag.add(TRCK(encoding=text, text=f"{tags.track}/{tags.tracks}"))
    if tags.text:
        tag.add(USLT(encoding=text, lang=tags.language, desc="", text=tags.text))
    tag.add(TXXX(encoding=text, desc="Speech", text="synthetic voice"))
    file = io.BytesIO()
    tag.save(file, v2_version=3, padding=lambda _: 0)
    return file.getvalue()
