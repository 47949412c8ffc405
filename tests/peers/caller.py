"""A person at a telephone: dials, presses keys, and hears bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench._ports import get_free_port

from .softphone import Softphone, dial
from .wiretap import A_LAW, G722, MU_LAW, SECONDS, Heard, Wiretap

BLOCK = 4000
"""Bytes of half a second, in mu-law and in G.722."""
SLACK = 480
"""Bytes of three packets: the one that Asterisk reads ahead, and those on their way."""
CODECS = {MU_LAW: "PCMU/8000", G722: "G722/16000", A_LAW: "PCMA/8000"}
KINDS = {MU_LAW: "ulaw", G722: "g722"}


@dataclass
class Caller:
    wiretap: Wiretap
    phone: Softphone
    heard: Heard
    seen: int = 0
    """Bytes that the test has looked at: what it waits for comes after them."""

    def hear_anything(self) -> None:
        self.wiretap.wait(lambda: len(self.heard.sound) > 0, "anything")

    def hear(self, sound: bytes, blocks: int | None = 1) -> int:
        """Wait until a sound was heard from its start for so many blocks, or whole; where in all that was heard."""
        sound = sound[: blocks * BLOCK if blocks else None]
        seconds = SECONDS + len(sound) / 8000
        self.wiretap.wait(
            lambda: self.heard.sound.find(sound, self.seen) >= 0, f"{len(sound)} bytes of a clip", seconds
        )
        at = self.heard.sound.find(sound, self.seen)
        self.seen = at + len(sound)
        return at

    def get_heard(self, sound: bytes, at: int) -> int:
        """How many bytes of a sound were heard without a gap or another sound from there on."""
        got = bytes(self.heard.sound[at : at + len(sound)])
        return next((n for n, (a, b) in enumerate(zip(got, sound, strict=False)) if a != b), min(len(got), len(sound)))

    def hear_on(self, sound: bytes, place: int, blocks: int = 2) -> int:
        """Wait until a sound goes on about a place, in bytes; the very byte of it with which it does.

        Whatever of the sound was heard just before counts: if it went on anywhere else, that is told.
        """
        begin, later = self.seen, place + SLACK
        at = self.hear(sound[later : later + blocks * BLOCK], None)
        between = bytes(self.heard.sound[begin:at])
        while between and later and between[-1] == sound[later - 1]:
            between, later = between[:-1], later - 1
        return later

    def wait_for_end(self) -> None:
        self.phone.wait_for("DISCONNECTED")


@contextmanager
def call(uri: str, wiretap: Wiretap, kind: int = MU_LAW) -> Iterator[Caller]:
    """A call to an address in a codec; hung up at the end."""
    port = get_free_port()
    heard = wiretap.listen(port, kind)
    with dial(uri, port, CODECS[kind]) as phone:
        yield Caller(wiretap, phone, heard)
