"""A line over the small book, all of whose clips are there but those that a test takes away."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from service.phone.book import Book
from service.phone.call import Action, Event, Play
from service.phone.clips import Clip
from service.phone.menu import get_action, step
from service.phone.state import State
from service.phone.transcript import get_clip_name

from ..books import BOOK


def get_name(play: Play, clip: Clip) -> str:
    """What tells one sound from another: `en 0.8 0 chunk/grief/definition/2`."""
    return f"{play.language} {play.speed:g} {play.voice} {get_clip_name(clip)}"


def get_names(play: Play) -> list[str]:
    return [get_name(play, clip) for clip in play.clips]


@dataclass
class FakeLine:
    book: Book = BOOK
    missing: set[tuple[tuple[Clip, ...], int]] = field(default_factory=set)
    """Clips of a Play, and which of them cannot be played."""
    names: dict[str, str] = field(default_factory=dict)
    """Of the sounds that were asked for, by key."""
    failures: int = 0
    """So many steps fail from now on."""

    def step(self, state: State | None, event: Event) -> tuple[State, Action]:
        if self.failures:
            self.failures -= 1
            raise ValueError("what the caller typed: 4743")
        return step(state, event, self.book)

    def get_action(self, state: State) -> Action:
        return get_action(state, self.book)

    def get_keys(self, play: Play) -> tuple[str | None, ...]:
        keys = [hashlib.sha256(name.encode()).hexdigest() for name in get_names(play)]
        self.names.update(zip(keys, get_names(play), strict=True))
        return tuple(None if (play.clips, place) in self.missing else key for place, key in enumerate(keys))
