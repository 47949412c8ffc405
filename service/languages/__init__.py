"""In: one TOML a language beside this file. Out: its strings and defaults, frozen. Never: code per language.

A new language is one TOML here and one folder in `content/`; or the folder alone, with its TOML in it as
`language.toml`. A TOML that `extends` one of those here says only what differs: `en-US.toml` is `en.toml` with
American dates.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from service.errors import SettingsError, UnknownName
from service.languages.checks import get_faults
from service.toml_reader import read_toml

OWN_FILE: Final = "language.toml"
"""A language of the publisher's own, in its content folder."""
_own: dict[str, Path] = {}


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
    spoken: Mapping[str, Any] = field(default_factory=dict)
    """How numbers, signs and abbreviations are said: tables that `service/speech/normaliser/` reads; may be empty."""
    writing: Mapping[str, Any] = field(default_factory=dict)
    """What the rules for authors must know of the language: lists of words; may be empty."""
    phone: Mapping[str, Any] = field(default_factory=dict)
    """Keys, their names, letters and prompts of the phone line; empty if it does not speak the language."""

    def words(self, name: str, **values: object) -> str:
        """An interface string with its `{places}` filled.

        :raise KeyError: if the language has no such string; a test compares all languages.
        """
        return self.interface[name].format(**values)


def use_languages(content: Path) -> tuple[Language, ...]:
    """Know the languages of `content`/<tag>/language.toml beside those here, and no others; these are returned.

    A tag that is also here is that of the publisher from now on; its file may `extends` the one here.

    :raise SettingsError: naming each file that cannot be used, and every fault in it.
    """
    found = {path.parent.name: path for path in sorted(content.glob(f"*/{OWN_FILE}"))}
    faults = [f"{path}: {fault}" for path in found.values() for fault in _get_faults(path)]
    if faults:
        raise SettingsError("\n".join(faults))
    _own.clear()
    _own.update(found)
    get_language.cache_clear()
    return tuple(get_language(tag) for tag in found)


def get_languages() -> tuple[str, ...]:
    """Tags of all languages that have a TOML."""
    return tuple(sorted({*_get_shipped(), *_own}))


@cache
def get_language(tag: str) -> Language:
    """:raise UnknownName: if there is no TOML for the tag."""
    if tag not in get_languages():
        raise UnknownName("language", tag, get_languages())
    values = _read_shipped(tag) if tag not in _own else _read(_own[tag])
    return Language(tag=tag, interface=values.pop("interface"), spoken=values.pop("spoken", {}), **values)


def get_writing(tag: str) -> Mapping[str, Any]:
    """What the rules for authors must know of a language; empty if there is no TOML for the tag."""
    return get_language(tag).writing if tag in get_languages() else {}


@cache
def _get_shipped() -> tuple[str, ...]:
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def _read_shipped(tag: str) -> dict[str, Any]:
    """:raise UnknownName: if there is no such file here."""
    if tag not in _get_shipped():
        raise UnknownName("language", tag, _get_shipped())
    return _read(files(__name__).joinpath(f"{tag}.toml"))


def _read(path: Traversable) -> dict[str, Any]:
    """The values of a TOML, over those of the one that it `extends`; words that it has not, from its `other_words`."""
    with path.open("rb") as file:
        values = read_toml(file.read().decode("utf-8"))
    if isinstance(values.get("interface"), dict) and "other_words" in values:
        values["interface"] = _read_shipped(values.pop("other_words"))["interface"] | values["interface"]
    return _lay_over(_read_shipped(values.pop("extends")), values) if "extends" in values else values


def _get_faults(path: Path) -> tuple[str, ...]:
    """What keeps a publisher's own file from being used."""
    try:
        values = _read(path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, UnknownName) as error:
        return (str(error),)
    except OSError as error:
        return (f"It cannot be read: {error.strerror}.",)
    return get_faults(values, _read_shipped("en"))


def _lay_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """`above` where it says something, table by table; else `below`."""
    mixed = dict(below)
    for name, value in above.items():
        both = isinstance(below.get(name), dict) and isinstance(value, dict)
        mixed[name] = _lay_over(below[name], value) if both else value
    return mixed
