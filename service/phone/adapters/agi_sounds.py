"""Where Asterisk finds the sound of a clip: in the folder of the store, beside the same clip in other formats.

A store keeps `o/ab/<62 digits>.ulaw` and `.g722`, and Asterisk wants a path without the extension: it takes the one
that suits the call. Only keys that our own recordings name are sent, never anything that a caller typed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from service.errors import SettingsError, StoreError
from service.phone.adapters.agi_call import FindSound, Sound
from service.phone.adapters.agi_protocol import is_stem
from service.phone.call import Play
from service.phone.clips import Clip


class Recorded(Protocol):
    """What is asked of the line's recordings."""

    def find(self, clip: Clip, language: str, speed: float, voice: int) -> str | None:
        """The key under which a clip lies in the store; None if it does not."""
        ...

    def get_milliseconds(self, key: str) -> int | None:
        """How long it lasts."""
        ...


def get_sounds_folder(store: str, folder: Path, seen_as: str = "") -> Path:
    """The folder of a store such as `folder:audio_cache`, as Asterisk sees it; `seen_as` if it lies elsewhere for it.

    :raise SettingsError: if Asterisk cannot read it, or could misread its name.
    """
    kind, _, place = store.partition(":")
    if kind != "folder" and not seen_as:
        raise SettingsError(f"Asterisk plays files, and the setting 'store' is '{store}'; use a store in a folder.")
    path = Path(seen_as) if seen_as else (folder / place).resolve()
    if not is_stem(str(path)):
        raise SettingsError(
            f"Asterisk cannot take the folder '{path}'. Its path must start with / and have only letters from a to z, "
            "digits, points, hyphens and underscores. Name another in the setting 'store' or 'phone_agi_sounds'."
        )
    return path


def make_find_sound(recordings: Recorded, folder: Path) -> FindSound:
    """Finds sounds below a folder as Asterisk sees it."""

    def find(clip: Clip, play: Play) -> Sound | None:
        try:
            key = recordings.find(clip, play.language, play.speed, play.voice)
            milliseconds = recordings.get_milliseconds(key) if key else None
        except StoreError:  # told to the menu like any clip that is not there
            return None
        if key is None or milliseconds is None:
            return None
        return Sound(str(folder / "o" / key[:2] / key[2:]), milliseconds)

    return find
