"""The tree of exceptions, each with what a caller should do about it.

LecternError                    something that a person can act on; its text is for that person
├── ContentError                the author mends the named files; carries every problem at once
├── SettingsError               the operator mends lectern.toml or the environment
├── UnknownName                 ask again with one of the names that the message lists      (HTTP 404)
├── EngineError                 one clip could not be spoken; the render room tries three times
│   ├── EngineUnavailable       do not retry: the engine, its voice or its library is not on this machine
│   ├── EngineAway              the engine is not to be had just now: nothing is wrong with the text; ask again later
│   └── IncompleteSpeech        what came back is empty, silent, too short or too long for its words
├── AudioError                  sound could not be decoded or encoded; the message says what is missing
├── CallError                   what came as the state or an event of a phone call is none                  (HTTP 400)
├── StoreError                  the store could not be read or written; pages go on without audio
├── QueueError                  the broker is away, or no worker answers: ask again later; pages go on without audio
├── TaskError                   what came from a queue is no task of this version; the same version goes on all machines
├── RenderFailed                a job failed for good; its audio is missing, everything else stands (HTTP 503)
└── ServeError                  the web server cannot start: port in use, no permission
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class LecternError(Exception):
    """The root. Its text is a message for a person, never a traceback."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in a file, as an author needs to read it.

    `line` counts from 1; 0 means the file as a whole. `code` is a permanent rule code of
    `service/document/rules.py` or `service/speech/lexicon/rules.py`, `hint` says what to write instead.
    """

    path: str
    line: int
    code: str
    message: str
    hint: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.code} {self.message} Hint: {self.hint}"


class ContentError(LecternError):
    """Content breaks authoring rules. `problems` holds every fault found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(sorted(problems))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class SettingsError(LecternError):
    """A setting is unknown or has a value that cannot be used."""


class UnknownName(LecternError):
    """A voice, language, format, engine or entry that is not known. Never replaced by another in silence."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(sorted(known))
        super().__init__(kind, name, self.known)

    def __str__(self) -> str:
        return f"There is no {self.kind} named '{self.name}'. Known: {', '.join(self.known) or 'none'}."


class EngineError(LecternError):
    """A speech engine failed on one piece of text. Worth another try."""


class EngineUnavailable(EngineError):
    """The engine cannot work on this machine. The message says what to install."""


class EngineAway(EngineError):
    """The engine is not to be had just now: its service refuses, is out of reach or is slow. No try is counted."""


class IncompleteSpeech(EngineError):
    """An engine returned sound that cannot be the whole of its text."""


class AudioError(LecternError):
    """Sound could not be decoded or encoded."""


class CallError(LecternError):
    """What came as the state or an event of a phone call is none."""


class StoreError(LecternError):
    """The store cannot be read or written, for example a full disk or a read-only folder."""


class QueueError(LecternError):
    """The queue cannot be used for now, for example because its broker is away or no worker is running."""


class TaskError(LecternError):
    """A task, or the answer to one, is not of the form that this version writes."""


class RenderFailed(LecternError):
    """A render failed three times and was given up."""


class ServeError(LecternError):
    """The web server cannot start."""
