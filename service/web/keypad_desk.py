"""What the web room asks of whoever answers a call that is made in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class Sound(Protocol):
    @property
    def words(self) -> Sequence[tuple[str, str]]:
        """What is said, in stretches: words, and the tag of their language."""
        ...

    @property
    def key(self) -> str | None:
        """Of the clip at `/audio/<key>.wav`; None if it is not recorded."""
        ...


class Moment(Protocol):
    """Where a call is."""

    @property
    def state(self) -> str:
        """What the page carries from one request to the next."""
        ...

    @property
    def sounds(self) -> Sequence[Sound]:
        """As far as the first that is not recorded, and with that one."""
        ...

    @property
    def following(self) -> str:
        """The event if no key is pressed; empty once the call is over."""
        ...

    @property
    def wait(self) -> int | None:
        """Milliseconds until then, after the last sound; None is without limit."""
        ...

    @property
    def start(self) -> int:
        """Milliseconds into the first sound."""
        ...


class KeypadDesk(Protocol):
    def get_keys(self, language: str) -> Mapping[str, str]:
        """The key of each function, such as `end`; nothing if there is no line."""
        ...

    def get_letters(self) -> Mapping[str, str]:
        """The letters of each key that has some, such as `A B C`."""
        ...

    def has_voice(self) -> bool:
        """Whether there is a line at all."""
        ...

    def is_ready(self) -> bool:
        """Whether the first words of a call are recorded."""
        ...

    def answer(self, text: str, event_text: str) -> Moment:
        """What follows an event of a call, such as `started`, `keys 1`, `keys 2 at 1+800`, `silent`, `unplayable 0`.

        :raise CallError: if the state or the event is none.
        """
        ...
