"""Speaking in another process: run as `python -m speech.speakers engine text…`."""

from __future__ import annotations

import hashlib
import sys

from service.speech.clip import Clip
from service.speech.engines import Engine, make_engine


def get_digest(clip: Clip) -> str:
    return hashlib.sha256(clip.samples.tobytes() + repr(clip.words).encode()).hexdigest()


def speak(engine: Engine, text: str, words_a_minute: int = 165) -> Clip:
    return engine.speak(text, engine.get_voice("", "en-gb"), words_a_minute)


if __name__ == "__main__":
    speaker = make_engine(sys.argv[1])
    for spoken_text in sys.argv[2:]:
        print(get_digest(speak(speaker, spoken_text)))
