"""How long 1,200 clips take to join, and how much memory beside the recording itself."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np

from service.audio.recording import join
from service.speech.clip import Clip
from service.speech.script import Pause, Say, Script, Span

_RATE = 22050
_CLIPS = 1_200
_SECONDS = 3


def main() -> None:
    """Join clips of three seconds, with pauses of 350 ms."""
    sound = np.random.default_rng(1).integers(-9000, 9000, _SECONDS * _RATE).astype(np.int16)
    clips = [Clip(sound, _RATE)] * _CLIPS
    steps = ((Say(f"s-{number}", (Span("One.", "en"),)), Pause(350)) for number in range(_CLIPS))
    script: Script = tuple(step for pair in steps for step in pair)
    started = time.perf_counter()
    recording = join(script, clips)
    seconds = time.perf_counter() - started
    tracemalloc.start()
    join(script, clips)
    beside = tracemalloc.get_traced_memory()[1] - recording.samples.nbytes
    minutes = len(recording.samples) / _RATE / 60
    print(f"{_CLIPS} clips, {minutes:.1f} minutes, joined in {seconds:.3f} s.")
    print(f"Memory beside the recording: {beside / _CLIPS:.0f} bytes a clip.")


if __name__ == "__main__":
    main()
