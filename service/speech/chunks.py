"""Chunks: a script in pieces of one to three sentences, which a listener can repeat, skip, or hear at another speed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.speech.script import AFTER_PARAGRAPH, Pause, Say, Script

_MOST_SENTENCES: Final = 3
_MOST_CHARACTERS: Final = 190
"""About 15 s at 165 words a minute, pauses counted: speech of the shipped glossary has 13 characters a second
(`python -m bench.clips`). A longer sentence is a chunk by itself."""


def get_chunks(script: Script) -> tuple[Script, ...]:
    """The script in order, nothing left out. A chunk ends where a paragraph does, or when it is long enough.

    The same at every speed, so that a listener who changes it keeps the place.
    """
    return tuple(_get_chunks(script))


def _get_chunks(script: Script) -> Iterator[Script]:
    chunk: list[Say | Pause] = []
    for step in script:
        if isinstance(step, Say) and chunk and not _has_room(chunk, step):
            yield tuple(chunk)
            chunk = []
        chunk.append(step)
    if chunk:
        yield tuple(chunk)


def _has_room(chunk: list[Say | Pause], say: Say) -> bool:
    says = [step for step in chunk if isinstance(step, Say)]
    pause = max((step.milliseconds for step in chunk if isinstance(step, Pause)), default=0)
    characters = sum(len(each.spoken) for each in (*says, say))
    return len(says) < _MOST_SENTENCES and characters <= _MOST_CHARACTERS and pause < AFTER_PARAGRAPH
