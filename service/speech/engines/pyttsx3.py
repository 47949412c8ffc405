"""The default engine: pyttsx3, offline.

On Linux its binding of espeak-ng is driven directly, since `save_to_file` there loses files and gives other
bytes each time; on macOS and Windows pyttsx3 speaks to a file with whatever voice the system has.
"""

from __future__ import annotations

import platform
from pathlib import Path

from service.speech.engines import Engine


def make(voices_folder: Path, turns_folder: Path | None = None) -> Engine:
    del voices_folder, turns_folder  # the system's own voices are used, and nobody waits for them
    if platform.system() == "Linux":
        from service.speech.engines._espeak import EspeakEngine

        return EspeakEngine()
    from service.speech.engines._save_to_file import SaveToFileEngine

    return SaveToFileEngine()
