"""Ports for programs that are started later, so that nothing else takes them in the meantime.

A port that the kernel gives out and that is closed again can be taken at once: by another test, or by any connection
to elsewhere, whose own end gets such a port. So these lie outside the kernel's range, where only what asks for a
number gets it, and a lock on a file keeps the number from every other process that picks one here.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

_RANGE: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
_USUAL_RANGE: Final = (32768, 60999)
"""Of Linux; other systems begin at 49152 or above."""
_FIRST: Final = 21_000
"""Below lie the ports of common services, and those of deploy/asterisk/rtp.conf."""
_LEAST: Final = 1000
"""So many must be left below the kernel's range, or those above it are taken."""
_held: list[int] = []
"""Locked files, until this process ends."""


def get_free_port() -> int:
    """A port of 127.0.0.1 that nobody uses, for TCP and UDP; no other process is given it as long as this one runs."""
    return get_free_ports()[0]


def get_free_ports(count: int = 1) -> list[int]:
    """Such ports, each even and with a free odd one after it, which RTCP wants.

    :raise RuntimeError: if there are not so many.
    """
    ports = []
    for port in _get_candidates():
        if _is_free(port) and _is_free(port + 1) and _hold(port):
            ports.append(port)
            if len(ports) == count:
                return ports
    raise RuntimeError(f"There are no {count} free ports outside the range of {_RANGE}.")


def get_range() -> tuple[int, int]:
    """The first and the last port that the kernel gives to whoever asks for any."""
    try:
        first, last = map(int, _RANGE.read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return _USUAL_RANGE
    return first, last


def _get_candidates() -> Iterator[int]:
    """Even ports outside the kernel's range, each once. Every process begins elsewhere, so few meet."""
    first, last = get_range()
    places: Sequence[int] = range(_FIRST, first - 1, 2)
    if len(places) < _LEAST:
        places = range(last + 1 + (last + 1) % 2, 65_535, 2)
    start = os.getpid() * 40 % len(places) if places else 0
    yield from (places[(start + number) % len(places)] for number in range(len(places)))


def _is_free(port: int) -> bool:
    with ExitStack() as stack:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            try:
                stack.enter_context(socket.socket(type=kind)).bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


def _hold(port: int) -> bool:
    """Keep a port from the other processes of this user; whether it was not held yet, by this process either."""
    try:
        import fcntl
    except ImportError:  # Windows: a port may then be given twice
        return True
    folder = Path(tempfile.gettempdir()) / f"lectern-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = os.open(folder / str(port), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return False
    _held.append(file)
    return True
