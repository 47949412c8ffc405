"""What is asked of the marks of words: those of the clip, each within the sound, and something to hear after each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from service.exports.proof.expected import ExpectedSentence
from service.exports.proof.stored import Mark, StoredClip, WordMark

if TYPE_CHECKING:
    from service.exports.proof.examine import Notes

_LEAST_SECONDS: Final = 0.1
"""Two marks that lie nearer than this may share a sound: espeak-ng says "of the" in one breath."""
_AUDIBLE: Final = 400 / 32768
"""As in `service/speech/clip.py`. A word is never quieter than that throughout."""


def check_words(sentence: ExpectedSentence, clip: StoredClip, mark: Mark, notes: Notes) -> None:
    """Note where a recording's marks are not the clip's, or lie where nothing is said."""
    moved = tuple((start - mark.start, first, last) for start, first, last in mark.words)
    seconds = mark.start / clip.rate
    if moved != clip.words:
        counts = f"it has {len(moved)} marks of words, its clip {len(clip.words)}"
        notes.add("mark", f"The marks of its words are not those of its clip: {counts}.", sentence, seconds)
    elif sentence.is_audible and not sentence.is_mixed and (unheard := find_unheard(clip)):
        word = sentence.text[unheard[1] : unheard[2]]
        where = seconds + unheard[0] / clip.rate
        notes.add("mark", f"Nothing is heard at the mark of its word {word!r}.", sentence, where)


def find_unheard(clip: StoredClip) -> WordMark | None:
    """The first word between whose mark and the next, or the end, there is only silence."""
    ends = (*(word[0] for word in clip.words[1:]), len(clip.samples))
    for word, end in zip(clip.words, ends, strict=False):  # an engine that tells no words has one end too many
        sound = clip.samples[word[0] : end]
        if len(sound) >= _LEAST_SECONDS * clip.rate and float(np.abs(sound).max(initial=0.0)) < _AUDIBLE:
            return word
    return None
