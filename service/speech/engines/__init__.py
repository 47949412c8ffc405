"""One file an engine. In: text and a voice. Out: a clip. An engine lives in a worker process, one at a time.

Never: the cache, the network unless the operator chose it, another engine in its place.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, cast

from service.errors import UnknownName
from service.speech.spoken import Pronunciation
from service.speech.voice import Voice

if TYPE_CHECKING:  # a process that only asks for names needs no numpy
    from service.speech.clip import Clip
_REMOTE: Final = frozenset({"gtts"})


@dataclass(frozen=True, slots=True)
class VoiceName:
    """A voice that an engine offers."""

    name: str
    language: str
    """BCP 47 tag in lower case, or empty where the engine does not say."""


class Engine(Protocol):
    """What every engine can do. Contract tests run over each file of this folder."""

    def get_voices(self) -> Sequence[VoiceName]:
        """Every voice there is.

        :raise EngineUnavailable: with what to install.
        """
        ...

    def get_voice(self, name: str, language: str) -> Voice:
        """The voice of that name; with an empty name, the engine's own choice for the language.

        :raise UnknownName: listing the voices, if there is none.
        :raise EngineUnavailable: with what to install.
        """
        ...

    def speak(self, text: str, voice: Voice, words_a_minute: int, pronunciations: Sequence[Pronunciation] = ()) -> Clip:
        """Speak one text of at most 600 characters: the same input gives the same samples where the engine can.

        `pronunciations` give the sound of stretches of the text, in order; an engine that takes no IPA speaks them
        as they are written.

        :raise EngineError: if the engine fails.
        """
        ...

    def get_phonemes(self, text: str, voice: Voice, pronunciations: Sequence[Pronunciation] = ()) -> str:
        """The sounds of a text in IPA, as `say --explain` prints them; empty where the engine does not tell."""
        ...


def get_engine_names() -> tuple[str, ...]:
    """Names of all engines: the files of this folder. Nothing is imported."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")))


def is_remote(name: str) -> bool:
    """Whether the texts of an engine leave this machine. Nothing is imported; a contract test asks the engines."""
    return name in _REMOTE


def make_engine(name: str, voices_folder: Path = Path("voices"), turns_folder: Path | None = None) -> Engine:
    """Import and start one engine. Only in a worker process.

    `voices_folder` is where the operator keeps voices that are files; most engines have none. `turns_folder` is where
    all workers of this machine see whose turn it is, for an engine that many may not ask at once.

    :raise UnknownName: if there is no such engine.
    :raise EngineUnavailable: with what to install.
    """
    if name not in get_engine_names():
        raise UnknownName("engine", name, get_engine_names())
    return cast(Engine, import_module(f"{__name__}.{name}").make(voices_folder, turns_folder))
