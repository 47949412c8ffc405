"""What is stored of a recording, read without trusting it."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import soundfile
from numpy.typing import NDArray

from service.audio.flac import read_flac
from service.audio.formats import mp3
from service.errors import AudioError, LecternError
from service.store.contract import Name, Store, StoredBytes

Wave = NDArray[np.float32]
"""Sound from -1 to 1."""

WordMark = tuple[int, int, int]
"""First sample, first character, and the character after the last."""

_CUE: Final = re.compile(r"(s-\S+)\n([\d:.]+) --> ([\d:.]+)[^\n]*\n(.*)", re.DOTALL)


class Absent(LecternError):
    """Something is not stored as it should be: its text says what, `kind` is one of `findings.KINDS`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Mark:
    id: str
    start: int
    end: int
    """Samples."""
    words: tuple[WordMark, ...]


@dataclass(frozen=True, slots=True)
class StoredClip:
    samples: Wave
    rate: int
    words: tuple[WordMark, ...]
    """Counted from the clip's start."""
    spoken: str
    """Digest of the words that the engine was given; empty for a clip that was made before it was kept."""


@dataclass(frozen=True, slots=True)
class Marks:
    sample_rate: int
    samples: int
    sentences: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    id: str
    start: str
    end: str
    """As they are written: `hh:mm:ss.mmm`."""
    text: str


def get_bytes(store: Store, key: str, kind: str) -> bytes:
    """:raise Absent: if it is not there, or its bytes do not match its digest."""
    return _get(store, key, kind).data


def _get(store: Store, key: str, kind: str) -> StoredBytes:
    name = Name(key, kind)
    was_there = store.get_stored(name) is not None
    found = store.get(name)
    if found is not None:
        return found
    if was_there:
        raise Absent("damaged", f"The stored {kind} did not match its digest. 'render' makes it again.")
    raise Absent("missing", f"There is no {kind} in the audio cache. 'render' makes it.")


def read_clip(store: Store, key: str) -> StoredClip:
    """:raise Absent:"""
    found = _get(store, key, "flac")
    try:
        samples, rate = read_flac(found.data)
        words = tuple(_read_word(each) for each in found.stored.facts.get("words", ()))
    except (AudioError, ValueError, TypeError) as error:
        raise Absent("damaged", str(error)) from error
    spoken = str(found.stored.facts.get("spoken", ""))
    return StoredClip(samples.astype(np.float32) / np.float32(32768), rate, words, spoken)


def decode_mp3(data: bytes) -> tuple[Wave, int]:
    """Sound and sample rate of an MP3, with the encoder's delay and padding left out as its Info frame says.

    libsndfile's decoder keeps to that frame to the sample: a test proves it for every rate of ours.

    :raise Absent: if the file is cut or no MP3.
    """
    try:
        mp3.get_frames(data)
        samples, rate = soundfile.read(io.BytesIO(data), dtype="float32")
    except (AudioError, soundfile.LibsndfileError, RuntimeError) as error:
        raise Absent("damaged", f"The MP3 cannot be decoded: {error}") from error
    return samples, int(rate)


def read_marks(data: bytes) -> Marks:
    """:raise Absent: if the file is not one of marks."""
    try:
        body = json.loads(data)
        sentences = tuple(map(_read_mark, body["sentences"]))
        return Marks(int(body["sample_rate"]), int(body["samples"]), sentences)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise Absent("damaged", f"The marks cannot be read: {error}.") from error


def _read_mark(each: dict[str, Any]) -> Mark:
    words = tuple(_read_word(word) for word in each["words"])
    return Mark(str(each["id"]), int(each["start"]), int(each["end"]), words)


def _read_word(values: Sequence[Any]) -> WordMark:
    start, first, last = values
    return int(start), int(first), int(last)


def read_cues(data: bytes) -> Sequence[Cue]:
    """The cues of a WebVTT file of ours. :raise Absent: if it is none."""
    try:
        head, *blocks = data.decode("utf-8").strip().split("\n\n")
    except UnicodeDecodeError as error:
        raise Absent("damaged", "The WebVTT file is not UTF-8.") from error
    if not head.startswith("WEBVTT"):
        raise Absent("damaged", "The WebVTT file does not begin with WEBVTT.")
    found = (_CUE.fullmatch(block.strip()) for block in blocks if not block.startswith("NOTE"))
    cues = [Cue(cue[1], cue[2], cue[3], html.unescape(cue[4])) if cue else None for cue in found]
    if None in cues:
        raise Absent("damaged", "The WebVTT file has a block that is no cue.")
    return [cue for cue in cues if cue]
