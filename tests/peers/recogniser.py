"""A speech recogniser with a model of its own (CMU pocketsphinx, American English): a second opinion on our audio."""

from __future__ import annotations

import math
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from service.audio.recording import SentenceTiming
from service.speech.clip import Samples
from service.speech.decoding import find_ffmpeg
from service.speech.script import Say
from service.speech.spoken import WayBack

RATE = 16000
_FRAME = 160
"""Samples of one frame of the recogniser: 10 ms."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_WIDE = 1e-200
"""The usual beams give up on this voice: with them 5 of 17 sentences were aligned."""
_SKIP = 1e-30
"""How unlikely the recogniser is told that a missing word is. Tried from 1e-6 to 1e-150: a higher one finds more words
that are missing, and more that are not."""
_SQUEEZED = 40
"""Milliseconds a speech sound. The model's least is 30; words that are there have 70 and more."""
_SOUNDS = (
    ("tch", "CH"), ("sch", "SH"), ("igh", "AY"), ("ch", "CH"), ("sh", "SH"), ("th", "TH"), ("ph", "F"), ("ng", "NG"),
    ("ck", "K"), ("qu", "K W"), ("ee", "IY"), ("ea", "IY"), ("oo", "UW"), ("ou", "AW"), ("ow", "OW"), ("oa", "OW"),
    ("ai", "EY"), ("ay", "EY"), ("oe", "OW"), ("au", "AO"), ("aw", "AO"), ("ei", "AY"), ("ie", "IY"), ("er", "ER"),
    ("a", "AE"), ("b", "B"), ("c", "K"), ("d", "D"), ("e", "EH"), ("f", "F"), ("g", "G"), ("h", "HH"), ("i", "IH"),
    ("j", "JH"), ("k", "K"), ("l", "L"), ("m", "M"), ("n", "N"), ("o", "AA"), ("p", "P"), ("q", "K"), ("r", "R"),
    ("s", "S"), ("t", "T"), ("u", "AH"), ("v", "V"), ("w", "W"), ("x", "K S"), ("y", "IY"), ("z", "Z"),
)  # fmt: skip
"""A rough sound for letters, for names that are in no dictionary."""


@dataclass(frozen=True)
class Spoken:
    """A word as the recogniser knows it."""

    text: str
    start: int | None = None
    """Sample of our mark at 16 kHz within the recording; None where a word has none of its own."""


def decode(mp3: bytes) -> Samples:
    """A finished MP3 as the recogniser wants it: 16 kHz."""
    command = [find_ffmpeg(), "-v", "error", "-i", "-", "-ar", str(RATE), "-ac", "1", "-f", "s16le", "-"]
    return np.frombuffer(subprocess.run(command, input=mp3, capture_output=True, check=True).stdout, np.int16)


def get_words(text: str) -> list[str]:
    return [found.group().lower().replace("’", "'") for found in _WORD.finditer(text)]


def get_spoken_words(say: Say, timing: SentenceTiming, rate: int) -> list[Spoken]:
    """The words as they are heard; the first of those that share a mark carries it."""
    words, offset, taken = [], 0, set()
    for span in say.spans:
        way = WayBack(span.text, span.forms)
        for found in _WORD.finditer(span.spoken):
            written = offset + way.get_written(*found.span())[0]
            mark = next((word for word in timing.words if word.text_start <= written < word.text_end), None)
            start = mark.start * RATE // rate if mark and mark not in taken else None
            taken.add(mark)
            words.append(Spoken(found.group().lower().replace("’", "'"), start))
        offset += len(span.text)
    return words


class Recogniser:
    def __init__(self) -> None:
        from pocketsphinx import Decoder

        beams = {"beam": _WIDE, "wbeam": _WIDE, "pbeam": _WIDE}
        self._decoder = Decoder(lm=None, loglevel="FATAL", bestpath=False, **beams)
        self.guessed: set[str] = set()
        """Words whose sound was guessed."""

    def align(self, words: Sequence[str], sound: Samples) -> list[int] | None:
        """First sample of each word, or None where the recogniser finds no way through."""
        spans = self._get_spans(words, sound)
        return [start for start, _ in spans] if spans else None

    def get_score(self, words: Sequence[str], sound: Samples) -> float:
        """How well these words fit: comparable between texts for the same sound. Minus infinity for not at all."""
        self._learn(words)
        self._decoder.set_align_text(" ".join(words))
        heard = [word for word, _, _ in self._listen(sound)]
        hypothesis = self._decoder.hyp()
        if hypothesis is None or heard != list(words):
            return -math.inf
        return math.log(hypothesis.score)

    def fits_better(self, right: str, wrong: str, sound: Samples) -> bool:
        """Whether the sound is `right` rather than `wrong`."""
        return self.get_score(get_words(right), sound) > self.get_score(get_words(wrong), sound)

    def find_missing(self, words: Sequence[str], sound: Samples) -> list[int]:
        """Numbers of the words that are not heard: left out where each may be, and squeezed where none may be.

        A word that is not there is given the least time that the recogniser's model of it can take.
        """
        left_out = self._find_left_out(words, sound)
        starts = self._get_spans(words, sound) if left_out else None
        if starts is None:
            return left_out
        lengths = [(end - start) * 1000 / RATE for start, end in starts]
        return [number for number in left_out if lengths[number] <= _SQUEEZED * self._count_phones(words[number])]

    def learn_pairs(self, sentences: Sequence[Sequence[str]]) -> None:
        """From now on `hear` expects any words of these sentences that follow each other in one of them."""
        places = {word: number for number, word in enumerate(sorted({word for each in sentences for word in each}), 1)}
        self._learn(list(places))
        pairs = Counter((places.get(before, 0), word) for each in sentences for before, word in pairwise(["", *each]))
        sums: Counter[int] = Counter()
        for (before, _), count in pairs.items():
            sums[before] += count
        end = len(places) + 1
        steps: list[tuple[Any, ...]] = [(place, end, 1.0) for place in places.values()]
        steps += [(before, places[word], count / sums[before], word) for (before, word), count in pairs.items()]
        self._decoder.add_fsg("pairs", self._decoder.create_fsg("pairs", 0, end, steps))

    def hear(self, sound: Samples) -> list[str]:
        """The words that are heard, of those that `learn_pairs` was given."""
        self._decoder.activate_search("pairs")
        return [word for word, _, _ in self._listen(sound)]

    def _find_left_out(self, words: Sequence[str], sound: Samples) -> list[int]:
        """Each word may be skipped, at a price. All of them if nothing fits."""
        self._learn(words)
        steps: list[tuple[Any, ...]] = []
        for number, word in enumerate(words):
            steps += [(number, number + 1, 1.0, word), (number, number + 1, _SKIP)]
        self._decoder.add_fsg("sentence", self._decoder.create_fsg("sentence", 0, len(words), steps))
        self._decoder.activate_search("sentence")
        return _get_left_out(words, [word for word, _, _ in self._listen(sound)])

    def _get_spans(self, words: Sequence[str], sound: Samples) -> list[tuple[int, int]] | None:
        """First sample of each word and the one after its last, or None where there is no way through."""
        self._learn(words)
        self._decoder.set_align_text(" ".join(words))
        found = list(self._listen(sound))
        return [(start, end) for _, start, end in found] if [word for word, _, _ in found] == list(words) else None

    def _count_phones(self, word: str) -> int:
        return len(self._decoder.lookup_word(word).split())

    def _learn(self, words: Sequence[str]) -> None:
        for word in words:
            if self._decoder.lookup_word(word) is None:
                self.guessed.add(word)
                self._decoder.add_word(word, self._guess(word), True)

    def _guess(self, word: str) -> str:
        """Two words that are known, as in "helpline", else letter by letter."""
        for place in range(len(word) - 3, 2, -1):
            first, second = self._decoder.lookup_word(word[:place]), self._decoder.lookup_word(word[place:])
            if first and second:
                return f"{first} {second}"
        sounds, rest = [], word
        while rest:
            letters, sound = next(((each, sound) for each, sound in _SOUNDS if rest.startswith(each)), (rest[0], ""))
            sounds.append(sound)
            rest = rest[len(letters) :]
        return " ".join(filter(None, sounds)) or "AH"

    def _listen(self, sound: Samples) -> Iterator[tuple[str, int, int]]:
        """Word, first sample, sample after the last."""
        try:
            self._decoder.start_utt()
            self._decoder.process_raw(sound.tobytes(), full_utt=True)
            self._decoder.end_utt()
        except RuntimeError:
            return
        for each in self._decoder.seg() or ():
            if each.word[0] not in "<[+(":
                yield re.sub(r"\(\d+\)$", "", each.word), each.start_frame * _FRAME, (each.end_frame + 1) * _FRAME


def _get_left_out(words: Sequence[str], heard: Sequence[str]) -> list[int]:
    """Which words are not among those heard, which are some of them in order."""
    missing, waiting = [], list(heard)
    for number, word in enumerate(words):
        if waiting and waiting[0] == word:
            waiting.pop(0)
        else:
            missing.append(number)
    return missing
