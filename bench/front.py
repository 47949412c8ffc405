"""What an answer costs, against nginx that serves the same bytes in the same run: pages, ranges, whole sections."""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench._servers import Running, fetch, load, serve, serve_nginx

_ROUNDS: Final = 5
_SECONDS: Final = 2.0
_PAGE: Final = "/glossary/shame/"
_BROWSER: Final = {"Accept-Encoding": "gzip, deflate, br, zstd"}
_USUAL_BYTES: Final = 600_000
_OWN_FIELDS: Final = frozenset(("content-length", "date", "server", "etag", "accept-ranges", "content-type"))


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    path: str
    file: str
    fields: Mapping[str, str]
    connections: int
    goal: float
    """The least that is wanted: nginx's CPU for an answer, divided by ours."""


def main() -> None:
    """Rounds of both in turn; CPU of all processes of each, in microseconds an answer; the median of the rounds."""
    if not shutil.which("nginx"):
        raise SystemExit("nginx is not here; on Debian: apt-get install nginx-light")
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        ours = Path(place, "ours")
        ours.mkdir()
        with serve(ours) as server:
            sound = _find_sound(server.port)
            _, said, page = fetch(server.port, _PAGE, _BROWSER)
            files = {"page": page, "sound": fetch(server.port, sound)[2]}
            fields = {name: value for name, value in said.items() if name not in _OWN_FIELDS}
            with serve_nginx(Path(place, "nginx"), files, fields) as nginx:
                print(f"The page has {len(page):,} bytes, the section {len(files['sound']):,}.\n")
                print("| what | nginx | Lectern | part of nginx | wanted |\n|---|---|---|---|---|")
                for case in _get_cases(sound):
                    _show(case, server, nginx)


def _get_cases(sound: str) -> Iterator[Case]:
    yield Case("a page from memory", _PAGE, "/page", _BROWSER, 16, 0.4)
    yield Case("64 KB of a section", sound, "/sound", {"Range": "bytes=65536-131071"}, 8, 0.3)
    yield Case("a whole section", sound, "/sound", {}, 8, 0.8)


def _find_sound(port: int) -> str:
    """The recording whose size is nearest to that of a section of 100 seconds."""
    pages = re.findall(r'href="(/glossary/[a-z-]+/)"', fetch(port, "/glossary/")[2].decode())
    addresses: list[str] = []
    while not addresses:  # the voice is not known yet
        texts = [fetch(port, page)[2].decode() for page in pages]
        addresses = [each for text in texts for each in re.findall(r'src="(/audio/[0-9a-f]{64}\.mp3)"', text)]
    return min(addresses, key=lambda each: abs(len(fetch(port, each)[2]) - _USUAL_BYTES))


def _show(case: Case, server: Running, nginx: Running) -> None:
    load(server.port, case.path, case.fields, case.connections, 1.0)
    rounds = [(_measure(nginx, case.file, case), _measure(server, case.path, case)) for _ in range(_ROUNDS)]
    theirs, ours = (statistics.median(each) for each in zip(*rounds, strict=True))
    part = statistics.median(first / second for first, second in rounds)
    word = "" if part >= case.goal else " (missed)"
    print(f"| {case.name} | {theirs:.1f} µs | {ours:.1f} µs | {part:.2f} | {case.goal}{word} |", flush=True)


def _measure(server: Running, path: str, case: Case) -> float:
    """CPU microseconds for one answer."""
    before = server.get_cpu()
    count = load(server.port, path, case.fields, case.connections, _SECONDS)
    return 1_000_000 * (server.get_cpu() - before) / max(1, count)


if __name__ == "__main__":
    main()
