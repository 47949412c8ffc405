"""Listens to one sentence of a recording: is it there, whole, and where its mark says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from service.exports.proof import sound
from service.exports.proof.expected import ExpectedSentence
from service.exports.proof.stored import Mark, Wave

if TYPE_CHECKING:
    from service.exports.proof.examine import Notes

MOST_DRIFT_MILLISECONDS: Final = 10.0
"""Ears and eyes do not notice 10 ms, and nothing here is inexact: a drift of one sample would be a fault of ours."""
_LENGTH_TOLERANCE_SECONDS: Final = 0.001
_LOST_DECIBELS: Final = 20.0
"""The limiter takes at most 11 dB from a frame (measured over the shipped glossary); silence takes 60 or more."""
_LOST_FRAMES: Final = 2


@dataclass(frozen=True, slots=True)
class Heard:
    is_whole: bool
    clip_level: float | None = None
    drift_milliseconds: float | None = None
    gain: float | None = None


@dataclass(frozen=True, slots=True)
class Listener:
    samples: Wave
    """The decoded recording."""
    rate: int

    def listen(self, sentence: ExpectedSentence, clip: Wave, mark: Mark, notes: Notes) -> Heard:
        """Compare a sentence's clip with the sound at its mark, and note what is wrong."""
        seconds = mark.start / self.rate
        has_length = abs(len(clip) - (mark.end - mark.start)) <= _LENGTH_TOLERANCE_SECONDS * self.rate
        if not has_length:
            lengths = f"{(mark.end - mark.start) / self.rate:.3f} s long, its clip {len(clip) / self.rate:.3f} s"
            notes.add("sound", f"The place of its mark is {lengths}.", sentence, seconds)
        level = sound.get_level(clip)
        if level is None:  # a voice of silence: there is nothing to compare
            return Heard(has_length and mark.end <= len(self.samples))
        match = sound.find(clip, self.samples, mark.start, self.rate)
        drift = 1000 * match.lag / self.rate
        if match.likeness < sound.SAME:
            message = f"What is heard at its mark is not its clip (likeness {match.likeness:.2f} of 1)."
            notes.add("sound", message, sentence, seconds)
            return Heard(False, level)
        if abs(drift) > MOST_DRIFT_MILLISECONDS:
            when = "after" if drift > 0 else "before"
            notes.add("drift", f"It starts {abs(drift):.0f} ms {when} its mark.", sentence, seconds)
        return self._compare(sentence, clip, mark.start + match.lag, has_length, Heard(True, level, drift), notes)

    def _compare(
        self, sentence: ExpectedSentence, clip: Wave, start: int, has_length: bool, heard: Heard, notes: Notes
    ) -> Heard:
        gains = sound.get_gains(clip, self.samples[max(start, 0) : max(start + len(clip), 0)], self.rate)
        gain = sound.get_gain(gains)
        lost = sound.get_lost_seconds(gains, gain, _LOST_DECIBELS) if gain is not None else []
        is_lost = len(lost) >= _LOST_FRAMES
        if is_lost:
            length = f"{len(lost) * sound.FRAME_SECONDS:.2f} s of it"
            notes.add("sound", f"{length} cannot be heard.", sentence, start / self.rate + lost[0])
        return Heard(has_length and not is_lost, heard.clip_level, heard.drift_milliseconds, gain)
