"""The floor: espeak-ng's library and LAME on the same text at the same settings, and nothing else. Run as a program.

Prints its own CPU seconds, the seconds of speech and the bytes of MP3 as JSON. espeak-ng is driven through
pyttsx3's binding with pyttsx3's own flags, so with its own pause after each sentence, loaded once and left with
its state.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Speak and encode the sections of the JSON file that is the first argument."""
    started = time.process_time()
    sections: list[list[str]] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    import lameenc

    espeak = load_library()
    rate = espeak.Initialize(espeak.AUDIO_OUTPUT_SYNCHRONOUS, 2000)
    espeak.SetVoiceByName(b"gmw/en")
    espeak.SetParameter(espeak.RATE, 165, 0)
    pieces: list[bytes] = []

    def receive(wave: Any, count: int, _: Any) -> int:
        if count > 0:
            pieces.append(ctypes.string_at(wave, count * 2))
        return 0

    espeak.SetSynthCallback(receive)
    samples = size = 0
    for sentences in sections:
        pieces.clear()
        for sentence in sentences:
            espeak.Synth(sentence.encode() + b"\0", flags=espeak.CHARS_UTF8 | espeak.ENDPAUSE)
            espeak.Synchronize()
        sound = b"".join(pieces)
        encoder = lameenc.Encoder()
        encoder.silence()
        encoder.set_channels(1)
        encoder.set_in_sample_rate(rate)
        encoder.set_bit_rate(48)
        encoder.set_quality(int(sys.argv[2]))
        size += len(encoder.encode(sound)) + len(encoder.flush())
        samples += len(sound) // 2
    print(json.dumps({"cpu": time.process_time() - started, "speech": samples / rate, "size": size}))


def load_library() -> Any:
    """pyttsx3's binding to espeak-ng: the system's, else that of the package `espeakng-loader`."""
    try:
        ctypes.CDLL("libespeak-ng.so.1")
    except OSError:
        import espeakng_loader

        ctypes.CDLL(espeakng_loader.get_library_path())
        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    from pyttsx3.drivers import _espeak

    return _espeak


if __name__ == "__main__":
    main()
