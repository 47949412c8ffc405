"""What a provider is asked to do next, before it is written in the provider's own language. No input and no output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from service.phone.call import Play
from service.phone.clips import Chunk

KEYS = "0123456789*#"
MOST_KEYS = 32
"""In one request. The menu asks for one at a time; more of them were typed ahead, and what is beyond is cut off."""
_KEPT: Final = "09"
"""Are kept from beyond it: one of the two ends the call, by the key map of the language, and the other helps."""
SOUND_SECONDS = 20
"""No clip of the line is longer: chunks are spoken within about 15 seconds at the usual speed, 19 at the slowest."""

MOST_STRETCHES = 6
"""In one document, two minutes at most: so it is soon known that a caller is gone of whom no provider tells."""
_MOST_SECONDS: Final = 180


@dataclass(frozen=True, slots=True)
class Stretch:
    """Clips without a pause between them, then a wait. A key ends both at once."""

    sounds: tuple[str, ...]
    """Whole addresses."""
    seconds: int
    """At least 1: the shortest wait that all providers know."""
    address: str
    """Where a key is told, or that none came."""


@dataclass(frozen=True, slots=True)
class Listen:
    """One stretch after the other, until a key is pressed."""

    stretches: tuple[Stretch, ...]
    """At least one. A provider that asks after each stretch leaves out those after the first."""
    then: str
    """What is asked for after the last, if no key came."""

    def get_seconds(self) -> int:
        """How long this takes at most. Of a long list, whose clips are a word or two each, a rough limit."""
        most = sum(stretch.seconds + SOUND_SECONDS * len(stretch.sounds) for stretch in self.stretches)
        return min(_MOST_SECONDS, most)


@dataclass(frozen=True, slots=True)
class Leave:
    """The call ends, without a word."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """The line is busy: the call is not taken."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Nothing was asked for: the provider only told how a call is."""


Turn = Listen | Leave | Refuse
"""What a provider can be told in its own language."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a request says, whichever provider sent it."""

    call: str
    """The provider's name for the call."""
    keys: str = ""
    is_over: bool = False
    """The provider says that the call has ended."""
    is_news: bool = False
    """The provider only tells how the call is, unless it names a step of ours: it was answered, say."""
    caller: str = ""
    """The number, if the provider tells one. Never kept."""


def get_keys(text: object) -> str:
    """The keys among what was sent: letters, A to D, `w` and all else that no telephone has are dropped."""
    keys = "".join(sign for sign in text if sign in KEYS) if isinstance(text, str) else ""
    return keys[:MOST_KEYS] + "".join(key for key in _KEPT if key in keys[MOST_KEYS:])


def split_clips(play: Play, first: int, end: int, lead: int = 0) -> list[tuple[int, int]]:
    """Parts a Play into stretches, as pairs of the first clip and the one after the last: `MOST_STRETCHES`, no more.

    Each chunk of an entry is by itself, since a provider does not tell which of several clips was heard when a key was
    pressed, and where in an entry a caller is must not be lost. So are the `lead` clips that are said beforehand, where
    a key means something else during them. All else is heard without a pause.
    """
    parts: list[tuple[int, int]] = []
    for place in range(first, end):
        here, before = play.clips[place], play.clips[place - 1]
        is_alone = isinstance(here, Chunk) or (parts and isinstance(before, Chunk)) or place == lead
        if parts and not is_alone:
            parts[-1] = (parts[-1][0], place + 1)
        else:
            parts.append((place, place + 1))
    return parts[:MOST_STRETCHES]
