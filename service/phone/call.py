"""What goes to and fro between the menu and a call: events in, one action out."""

from __future__ import annotations

from dataclasses import dataclass

from service.phone.clips import Clip


@dataclass(frozen=True, slots=True)
class Started:
    """The call was answered."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The caller pressed keys, in order; more than one where an adapter collects them or the caller typed ahead."""

    keys: str
    """Each one of 0 to 9, * and #. Adapters leave out all else."""
    clip: int = 0
    """Which clip of the last Play was heard at the first key, from 0; as many as there are once all were played."""
    offset: int = 0
    """How many milliseconds of that clip had been heard, from its beginning, so with `Play.start`. 0 is that the
    adapter cannot tell; one that can says at least 1."""
    since: int = 0
    """How many milliseconds ago the Play began, whichever clip was heard: a second press within 1500 counts as a double
    press. 0 is that the adapter cannot tell, and then the offset stands for it in the first clip."""


@dataclass(frozen=True, slots=True)
class Silent:
    """All was played, and the wait passed without a key."""


@dataclass(frozen=True, slots=True)
class Unplayable:
    """A clip of the last Play is missing or could not be played; those before it were heard."""

    clip: int


@dataclass(frozen=True, slots=True)
class HungUp:
    """The caller is gone."""


Event = Started | Keys | Silent | Unplayable | HungUp


@dataclass(frozen=True, slots=True)
class Play:
    """Play clips one after the other, end at once with any key, then wait for one."""

    clips: tuple[Clip, ...]
    language: str
    """Tag of the shelf whose voice speaks them."""
    speed: float
    """Of the usual rate; one of `service.exports.editions.SPEEDS`. Only chunks are there at other speeds than 1."""
    wait: int | None
    """Milliseconds to wait for a key after the last clip; 0 is not at all; None is without limit."""
    start: int = 0
    """Milliseconds into the first clip."""
    voice: int = 0
    """Which of the voices that the shelf is recorded in, from 0."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call at once, without a word."""


Action = Play | HangUp
