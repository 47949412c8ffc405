"""Speaking in another process: run as `python -m speech.speakers engine text…`."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from service.errors import EngineUnavailable
from service.speech.clip import Clip
from service.speech.engines import Engine, make_engine


def make_speaker(name: str) -> Engine:
    """An engine; piper has a voice that is built for it, gtts a server of our own. :raise EngineUnavailable:"""
    if name == "gtts":
        return _make_google()
    if name != "piper":
        return make_engine(name)
    folder = Path(tempfile.mkdtemp(prefix="voices-"))
    atexit.register(shutil.rmtree, folder)
    engine = make_engine(name, folder)
    try:
        from speech.tiny_voice import write_voice
    except ImportError as error:
        raise EngineUnavailable(f"{error}: tests build piper's voice with it") from error
    write_voice(folder)
    return engine


def _make_google() -> Engine:
    """The real gTTS and a server of this process, for as long as that lives. Nobody waits for a turn."""
    import gtts.tts

    from speech.google import SpeakingGoogle, make_hasty_engine, serving

    for name in ("http_proxy", "https_proxy", "all_proxy"):
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)
    context = serving(SpeakingGoogle())
    google = context.__enter__()
    atexit.register(context.__exit__, None, None, None)
    gtts.tts._translate_url = lambda tld="com", path="": google.address + path
    folder = Path(tempfile.mkdtemp(prefix="turns-"))
    atexit.register(shutil.rmtree, folder)
    return make_hasty_engine(folder)


def get_digest(clip: Clip) -> str:
    return hashlib.sha256(clip.samples.tobytes() + repr(clip.words).encode()).hexdigest()


def speak(engine: Engine, text: str, words_a_minute: int = 165) -> Clip:
    return engine.speak(text, engine.get_voice("", "en-gb"), words_a_minute)


if __name__ == "__main__":
    speaker = make_speaker(sys.argv[1])
    for spoken_text in sys.argv[2:]:
        print(get_digest(speak(speaker, spoken_text)))
