"""Reads the sound of calls off this machine's own line, packet by packet, as bytes: no decoder, no jitter buffer."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

MU_LAW, A_LAW, G722 = 0, 8, 9
SECONDS = 12.0
"""How long a test waits for what must be heard."""


@dataclass
class Heard:
    """What one listener got so far."""

    kind: int
    """Payload type: mu-law, A-law or G.722."""
    sound: bytearray = field(default_factory=bytearray)
    times: list[tuple[float, int]] = field(default_factory=list)
    """When each packet came, and how many bytes had come by then."""
    last: int = -1

    def add(self, packet: bytes, now: float) -> None:
        first, kind, sequence = struct.unpack_from("!BBH", packet)
        start = 12 + 4 * (first & 15)
        if kind & 127 != self.kind or sequence == self.last or first >> 6 != 2:
            return
        assert self.last < 0 or sequence - self.last in (1, 1 - 65536) or len(self.sound) == 0, "packets out of order"
        self.last = sequence
        self.sound += packet[start:]
        self.times.append((now, len(self.sound)))


class Wiretap:
    """Packets to the ports that are listened on."""

    def __init__(self) -> None:
        self._heard: dict[int, Heard] = {}
        self._news = threading.Condition()

    def listen(self, port: int, kind: int) -> Heard:
        with self._news:
            self._heard[port] = Heard(kind)
            return self._heard[port]

    def receive(self, packet: bytes) -> None:
        """One IPv4 packet."""
        header = (packet[0] & 15) * 4
        if packet[0] >> 4 != 4 or packet[9] != socket.IPPROTO_UDP or len(packet) < header + 20:
            return
        (port,) = struct.unpack_from("!H", packet, header + 2)
        if port in self._heard:
            with self._news:
                self._heard[port].add(packet[header + 8 :], time.monotonic())
                self._news.notify_all()

    def wait(self, is_so: Callable[[], bool], what: str, seconds: float = SECONDS) -> None:
        """Until it is so; the test fails if that takes too long. Not all that tests wait for comes with a packet."""
        deadline = time.monotonic() + seconds
        with self._news:
            while not is_so():
                assert time.monotonic() < deadline, f"not heard within {seconds:g} s: {what}"
                self._news.wait(0.02)


@contextmanager
def tap() -> Iterator[Wiretap]:
    try:
        line = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
    except (PermissionError, AttributeError):
        pytest.skip("NOT PROVED HERE: no right to read this machine's own line; run as root on Linux")
    line.bind(("lo", 0))
    line.settimeout(0.2)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_000_000)
    wiretap, ended = Wiretap(), threading.Event()

    def read() -> None:
        while not ended.is_set():
            try:
                packet, address = line.recvfrom(4096)
            except TimeoutError:
                continue
            if address[2] != socket.PACKET_OUTGOING:  # each packet is seen twice on lo
                wiretap.receive(packet)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield wiretap
    finally:
        ended.set()
        thread.join(5)
        line.close()
