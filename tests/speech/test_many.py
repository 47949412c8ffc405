"""Five thousand sentences through the default engine: none lost, none cut, the same bytes twice."""

from __future__ import annotations

import hashlib
import multiprocessing
from typing import Final

import numpy as np

from service.speech.clip import check_audible, check_clip
from service.speech.engines import make_engine

_COUNT: Final = 5000
_QUIET_MILLISECONDS: Final = 2
_WORDS: Final = ("care", "river", "stone", "letter", "morning", "quiet", "bridge", "window", "garden", "answer")


def _get_sentence(number: int) -> str:
    first, second, third = (_WORDS[number // step % 10] for step in (1, 10, 100))
    return f"{first.title()}, {second} and {third}: {number}."


def _speak_all(numbers: list[int]) -> dict[int, tuple[str, int]]:
    """Digest and number of words of each clip; every clip is proved whole, audible, and not cut at its end."""
    engine = make_engine("pyttsx3")
    voice = engine.get_voice("", "en-gb")
    found = {}
    for number in numbers:
        text = _get_sentence(number)
        clip = engine.speak(text, voice, 165)
        check_clip(clip, text, 165)
        check_audible(clip, text)
        end = clip.samples[-_QUIET_MILLISECONDS * voice.sample_rate // 1000 :]
        assert np.abs(end.astype(int)).max() < 3000, f"cut: {text}"
        found[number] = (hashlib.sha256(clip.samples.tobytes()).hexdigest(), len(clip.words))
    return found


def test_five_thousand_sentences_none_lost_none_cut_and_the_same_bytes_twice() -> None:
    forwards = list(range(_COUNT))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        once, again = pool.map(_speak_all, [forwards, forwards[::-1]], chunksize=1)
    assert len(once) == _COUNT
    assert once == again
    assert all(words == 5 for _, words in once.values())
    assert len({digest for digest, _ in once.values()}) == _COUNT
