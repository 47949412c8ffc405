"""All settings: one dataclass, filled from `lectern.toml` and then from `LECTERN_*`. Unknown ones are refused.

`docs/settings.md` documents each; a test compares the two.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from service.errors import SettingsError

FILE_NAME: Final = "lectern.toml"
PREFIX: Final = "LECTERN_"


def _setting(default: Any, help_text: str, least: int | None = None, most: int | None = None, step: int = 1) -> Any:
    return field(default=default, metadata={"help": help_text, "least": least, "most": most, "step": step})


@dataclass(frozen=True, slots=True)
class Settings:
    site_name: str = _setting("Word list", "Name of the site, in every title: keep it neutral, histories show it.")
    language: str = _setting("en", "Language folder of content/ that is shown at /glossary/.")
    content: str = _setting("content", "Folder with the content.")
    store: str = _setting("folder:audio_cache", "Where audio is kept: folder: and a path.")
    queue: str = _setting("pool:2", "Who renders: pool: and a number of worker processes of this machine.")
    host: str = _setting("127.0.0.1", "Address that the web server listens on.")
    port: int = _setting(8000, "Port that the web server listens on.", 1, 65535)
    threads: int = _setting(8, "Threads of the web server; half of them may wait for audio.", 2, 64)
    audio_wait_seconds: int = _setting(20, "How long a request waits for audio that is being made, in seconds.", 0, 120)
    engine: str = _setting("pyttsx3", "Speech engine: the name of a file in service/speech/engines/.")
    voices: str = _setting("", "Voices by language, such as en=gmw/en-US, es=roa/es; empty is the engine's own choice.")
    words_a_minute: int = _setting(165, "Speaking rate in words a minute.", 80, 450)
    mp3_kilobits: int = _setting(48, "Bit rate of MP3 in kbit/s: 32, 40, 48, 56 or 64.", 32, 64, step=8)
    mp3_quality: int = _setting(7, "LAME's quality: 0 is best and slowest, 9 fastest.", 0, 9)
    neutral_names: bool = _setting(False, "Tags and names of audio files that do not name the subject.")

    def get_voice_names(self) -> dict[str, str]:
        """Voice by language tag. :raise SettingsError:"""
        names = {}
        for pair in filter(None, (part.strip() for part in self.voices.split(","))):
            language, equals, name = (piece.strip() for piece in pair.partition("="))
            if not (language and equals and name):
                raise SettingsError(f"The setting 'voices' has '{pair}'; write language=voice, such as en=gmw/en-US.")
            names[language] = name
        return names


_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def get_settings(folder: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `folder`/lectern.toml if it is there, then from the environment, which wins.

    :raise SettingsError: naming every setting that is unknown or has a wrong value.
    """
    environment = os.environ if environment is None else environment
    values = _read_file(folder / FILE_NAME)
    names = {setting.name for setting in fields(Settings)}
    for variable, value in environment.items():
        if variable.startswith(PREFIX):
            values[variable.removeprefix(PREFIX).lower()] = (value, variable)
    faults = [
        f"{place}: there is no setting '{name}'. Known: {', '.join(sorted(names))}."
        for name, (_, place) in values.items()
        if name not in names
    ]
    known = {}
    for setting in fields(Settings):
        if setting.name in values:
            try:
                known[setting.name] = _read_value(setting, *values[setting.name])
            except SettingsError as error:
                faults.append(str(error))
    if faults:
        raise SettingsError("\n".join(faults))
    return Settings(**known)


def _read_file(path: Path) -> dict[str, tuple[Any, str]]:
    try:
        with path.open("rb") as file:
            return {name: (value, path.name) for name, value in tomllib.load(file).items()}
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}.") from error


def _read_value(setting: Any, value: Any, place: str) -> Any:
    """A value in the setting's own type; the environment has only text."""
    wanted, text = type(setting.default), str(value).strip()
    if wanted is bool and text.lower() in (*_TRUE, *_FALSE):
        return text.lower() in _TRUE
    if wanted is int and re.fullmatch(r"-?[0-9]{1,9}", text) and not isinstance(value, bool):
        number, least, most = int(text), setting.metadata["least"], setting.metadata["most"]
        step = setting.metadata["step"]
        if least <= number <= most and number % step == least % step:
            return number
        steps = f" in steps of {step}" if step > 1 else ""
        raise SettingsError(f"{place}: '{setting.name}' is {number}; it must be from {least} to {most}{steps}.")
    if wanted is str and isinstance(value, str):
        return value
    kind = {bool: "true or false", int: "a whole number", str: "text in quotes"}[wanted]
    raise SettingsError(f"{place}: '{setting.name}' is {value!r}; it must be {kind}.")
