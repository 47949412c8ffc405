"""The obvious script: pyttsx3's `save_to_file` a sentence, pydub to join and to export. Run as a program.

It makes one MP3 a section in the folder that is its second argument. Each sentence has a `runAndWait` of its
own, since of two queued before one the first is never written.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path


def main() -> None:
    """Speak the sections of the JSON file that is the first argument."""
    warnings.simplefilter("ignore")
    import pyttsx3
    from pydub import AudioSegment

    from bench._floor import load_library
    from service.speech.decoding import find_ffmpeg

    load_library()
    AudioSegment.converter = find_ffmpeg()
    sections: list[list[str]] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(sys.argv[2])
    engine = pyttsx3.init()
    engine.setProperty("rate", 165)
    for number, sentences in enumerate(sections):
        whole = AudioSegment.empty()
        for sentence in sentences:
            path = folder / "sentence.wav"
            engine.save_to_file(sentence, str(path))
            engine.runAndWait()
            whole += AudioSegment.from_wav(str(path)) + AudioSegment.silent(350)
        whole.export(str(folder / f"{number}.mp3"), format="mp3", bitrate="48k")


if __name__ == "__main__":
    main()
