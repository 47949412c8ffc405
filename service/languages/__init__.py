"""In: one TOML a language beside this file. Out: its strings and defaults, frozen. Never: code per language.

A new language is one TOML here and one folder in `content/`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from service.errors import UnknownName


@dataclass(frozen=True, slots=True)
class Language:
    tag: str
    """BCP 47 tag of the content folder, such as `en`."""
    page_tag: str
    """BCP 47 tag for the `lang` attribute of pages, such as `en-GB`."""
    name: str
    """The language's own name for itself."""
    direction: str
    """`ltr` or `rtl`."""
    voice_language: str
    """BCP 47 tag that a voice is chosen by, such as `en-gb`."""
    three_letters: str
    """ISO 639-2 code, as ID3's TLAN asks."""
    calibration: str
    """Heard by no one: the text by which a voice's loudness is measured once."""
    interface: Mapping[str, str]
    """Words of pages and of file tags, by name."""

    def words(self, name: str, **values: object) -> str:
        """An interface string with its `{places}` filled.

        :raise KeyError: if the language has no such string; a test compares all languages.
        """
        return self.interface[name].format(**values)


def get_languages() -> tuple[str, ...]:
    """Tags of all languages that have a TOML."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def get_language(tag: str) -> Language:
    """:raise UnknownName: if there is no TOML for the tag."""
    if tag not in get_languages():
        raise UnknownName("language", tag, get_languages())
    with files(__name__).joinpath(f"{tag}.toml").open("rb") as file:
        values = tomllib.load(file)
    return Language(tag=tag, interface=values.pop("interface"), **values)
