"""How long a page takes while many readers hold downloads at 20 KB/s, and how much memory that costs."""

from __future__ import annotations

import re
import socket
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench._servers import Running, fetch, serve

_PAGE: Final = "/glossary/shame/"
_BYTES_A_SECOND: Final = 20_000
_PIECE: Final = 2_000
_PROBE_SECONDS: Final = 10.0
_PAUSE: Final = 0.01


@dataclass
class SlowReaders:
    """Readers that take their time, each on a connection of its own, with a small window as on a bad line."""

    port: int
    path: str
    count: int
    read: list[int] = field(default_factory=list)
    """Bytes, by reader."""

    def __enter__(self) -> SlowReaders:
        self._ended = threading.Event()
        self.read = [0] * self.count
        self._threads = [threading.Thread(target=self._take, args=(number,)) for number in range(self.count)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(30)

    def _take(self, number: int) -> None:
        with socket.socket() as reader, suppress(OSError):
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
            reader.settimeout(30)
            reader.connect(("127.0.0.1", self.port))
            request = f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nRange: bytes=0-\r\n\r\n"
            reader.sendall(request.encode())
            while not self._ended.wait(_PIECE / _BYTES_A_SECOND):
                piece = len(reader.recv(_PIECE))
                self.read[number] += piece
                if not piece:
                    reader.sendall(request.encode())  # the next download


def probe(port: int, seconds: float) -> list[float]:
    """How long each of many pages took, in milliseconds, on fresh connections, the shortest first."""
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        status, _, _ = fetch(port, _PAGE, {"Accept-Encoding": "br"})
        times.append(1000 * (time.perf_counter() - began))
        if status != 200:  # noqa: PLR2004
            raise SystemExit(f"{_PAGE} was answered with {status}.")
        time.sleep(_PAUSE)
    return sorted(times)


def main() -> None:
    """No reader, 40 and 300: percentiles of pages in milliseconds, and the memory of the web processes (PSS)."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place, serve(Path(place)) as server:
        sound = find_longest(server.port)
        print(f"Each reader downloads {len(fetch(server.port, sound)[2]):,} bytes.\n")
        print("| readers | pages | median | 99th | longest | web processes |\n|---|---|---|---|---|---|")
        for count in (0, 40, 300):
            with SlowReaders(server.port, sound, count) as readers:
                time.sleep(2)
                times = probe(server.port, _PROBE_SECONDS)
                memory = server.get_megabytes(get_web_processes(server))
            starved = sum(not read for read in readers.read)
            if starved:
                raise SystemExit(f"{starved} of {count} readers got nothing.")
            shown = " | ".join(f"{times[len(times) * each // 100]:.1f} ms" for each in (50, 99))
            print(f"| {count} | {len(times)} | {shown} | {times[-1]:.1f} ms | {memory:.0f} MB |", flush=True)


def find_longest(port: int) -> str:
    """The audio of a whole entry."""
    addresses: list[str] = []
    while not addresses:  # the voice is not known yet
        addresses = re.findall(r'src="(/audio/[0-9a-f]{64}\.mp3)"', fetch(port, _PAGE)[2].decode())
    return max(addresses, key=lambda each: len(fetch(port, each)[2]))


def get_web_processes(server: Running) -> set[int]:
    """The zygote and its children: all that serve, without those that render."""
    parents = {}
    for pid in server.get_processes():
        with suppress(OSError):
            parents[pid] = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    zygotes = {
        pid
        for pid, parent in parents.items()
        if parent == server.pid and "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
    }
    return zygotes | {pid for pid, parent in parents.items() if parent in zygotes}


if __name__ == "__main__":
    main()
