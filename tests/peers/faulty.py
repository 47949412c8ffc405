"""A connection with faults: stands between a client and a server, and spoils what goes through it when told to."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

FAULTS = ("slow", "503", "half a body", "closed", "black hole")
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy"


@dataclass(slots=True)
class Faulty:
    port: int
    """Of the server behind it."""
    fault: str = ""
    """One of FAULTS, or empty: then everything goes through."""
    spoiled: int = 0
    """How many connections had the fault."""
    _listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _open: list[socket.socket] = field(default_factory=list)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def set(self, fault: str) -> None:
        """From now on, for connections that are open too: a client keeps some for later."""
        self.fault = fault
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def run(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._open.append(client)
                threading.Thread(target=self._serve, args=(client, self.fault), daemon=True).start()

    def _serve(self, client: socket.socket, fault: str) -> None:
        self.spoiled += bool(fault)
        with client, suppress(OSError):
            if fault == "closed":
                return
            if fault == "black hole":
                while client.recv(65536):
                    pass
                return
            if fault == "503":
                client.recv(65536)
                client.sendall(_BUSY)
                return
            with socket.create_connection(("127.0.0.1", self.port)) as server:
                self._open.append(server)
                threading.Thread(target=_pass_on, args=(client, server), daemon=True).start()
                _answer(server, client, fault)

    def close(self) -> None:
        self.set("closed")
        self._listener.close()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def _answer(server: socket.socket, client: socket.socket, fault: str) -> None:
    """Half a body is what fits into the first packet, less a few bytes; slow is a kilobyte a second."""
    while data := server.recv(1024 if fault == "slow" else 65536):
        if fault == "half a body":
            client.sendall(data[: max(1, len(data) - 100)])
            return
        client.sendall(data)
        if fault == "slow":
            time.sleep(1)


@contextmanager
def spoil(endpoint: str) -> Iterator[Faulty]:
    """A connection to a server at an endpoint, without a fault at first."""
    faulty = Faulty(int(endpoint.rpartition(":")[2]))
    thread = threading.Thread(target=faulty.run, daemon=True)
    thread.start()
    try:
        yield faulty
    finally:
        faulty.close()
