"""How cost grows from 100 entries to 10,000: starts, pages, searches, memory, renders. Linux only.

`python -m bench.scale some/folder` keeps its glossaries there, so that a second run need not make them again. With
--write, the section and the plot of `docs/performance.md` are written.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, fields
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

from bench._measure import ROOT, measure
from bench._plot import Line, get_plot
from bench._ports import get_free_port
from bench.make_glossary import SENTENCE, get_slug, get_title, write_glossary

SIZES: Final = (100, 300, 1_000, 3_000, 10_000)
_SETTINGS: Final = 'engine = "silence"\nwords_a_minute = 300\nmp3_kilobits = 32\nmp3_quality = 9\noffline = false\n'
_RENDER: Final = ["-m", "service", "render", "--plain"]
_ASKED: Final = 40
_EDITED: Final = 3
"""The entry that is rendered in truth. All others have placeholders: what is in them is not asked here."""
_PATIENCE: Final = 300.0
_DOCS: Final = ROOT / "docs"
_MARKS: Final = ("<!-- scale -->", "<!-- end of scale -->")


@dataclass(frozen=True, slots=True)
class Costs:
    """Of one size: seconds by the clock, seconds and milliseconds of CPU of all processes, megabytes."""

    entries: int
    first_start: float
    """Seconds from the start of the program to its first page, without an index."""
    first_start_cpu: float
    start: float
    """The same with an index."""
    start_cpu: float
    list_ms: float
    """CPU of a request: the dearest of home, A to Z, a letter."""
    search_ms: float
    """The dearest of a frequent word, a rare one, a mistyped one, one that is nowhere."""
    entry_ms: float
    """An entry that was not shown before."""
    memory: float
    """Of the largest of the server's processes after all of these: proportional set size."""
    nothing: float
    """Seconds of a render with nothing to do."""
    nothing_cpu: float
    edited: float
    """Seconds of a render after one edited sentence."""
    edited_cpu: float
    clips: int
    """Clips that it spoke."""


HEADS: Final = {
    "entries": "entries", "first_start": "first start, s", "first_start_cpu": "CPU, s", "start": "start, s",
    "start_cpu": "CPU, s", "list_ms": "list, CPU ms", "search_ms": "search, CPU ms", "entry_ms": "entry, CPU ms",
    "memory": "memory, MB", "nothing": "render, nothing to do, s", "nothing_cpu": "CPU, s",
    "edited": "render, one edit, s", "edited_cpu": "CPU, s", "clips": "clips",
}  # fmt: skip
LINES: Final = {
    "first_start_cpu": "first start", "start_cpu": "start", "nothing_cpu": "render, nothing to do",
    "edited_cpu": "render, one edit",
}  # fmt: skip


def measure_size(place: Path, count: int) -> Costs:
    """Measure one glossary, which is made if need be."""
    if not (place / "lectern.toml").exists():
        write_glossary(place, count)
        (place / "lectern.toml").write_text(_SETTINGS)
    for index in (place / "content_index").glob("content-*.sqlite"):
        index.unlink()
    with _Server(place) as server:
        first = (server.seconds, server.cpu)
    with _Server(place) as server:
        lists = [server.get(address) for address in ("/", "/glossary/", *server.get_letters()[:1])]
        title = get_title(count // 2)
        words = ("bus", "room", title, title[:-1] + "x", "quarantine")
        searches = [server.get("/search/", f"words={word.replace(' ', '+')}") for word in words]
        slugs = iter(range(_ASKED))
        entry = server.get(lambda: f"/glossary/{get_slug(next(slugs))}/")
        start, memory = (server.seconds, server.cpu), server.get_memory()
    measure(["-m", "bench._placeholders", get_slug(_EDITED)], place)
    measure(_RENDER, place)
    nothing = measure(_RENDER, place)
    edited = measure(_RENDER, place) if _edit(place) else nothing
    spoken = re.search(r"Sentences spoken: (\d+);", edited.output)
    clips = int(spoken[1]) if spoken else -1
    return Costs(count, *first, *start, max(lists), max(searches), entry, memory, nothing.seconds, nothing.cpu,
                 edited.seconds, edited.cpu, clips)  # fmt: skip


def _edit(place: Path) -> bool:
    """Change one sentence of one entry into one that was never there."""
    path = place / "content" / "en" / f"{get_slug(_EDITED)}.md"
    text = path.read_text(encoding="utf-8")
    new = f"This is what stood here at moment {time.time_ns()}."
    path.write_text(re.sub(rf"{re.escape(SENTENCE)}|This is what stood here at moment \d+\.", new, text, count=1))
    return True


class _Server:
    """A server of its own process, from the moment at which it is started."""

    def __init__(self, place: Path) -> None:
        self._port = get_free_port()
        started = time.perf_counter()
        command = [sys.executable, "-m", "service", "serve", "--no-render", "--port", str(self._port)]
        self._process = subprocess.Popen(
            command, cwd=place, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, stdout=subprocess.DEVNULL
        )
        while not self._is_there():
            if self._process.poll() is not None or time.perf_counter() - started > _PATIENCE:
                raise SystemExit(f"The server of {place} did not start.")
            time.sleep(0.02)
        self.seconds = time.perf_counter() - started
        self.cpu = self._get_cpu()

    def __enter__(self) -> _Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)

    def _is_there(self) -> bool:
        try:
            return self._ask("GET", "/", "")[0] == 200  # noqa: PLR2004
        except OSError:
            return False

    def _ask(self, method: str, address: str, body: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, address, body or None, kind)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def _get_cpu(self) -> float:
        """Seconds that all processes of the server have taken, those too that have ended."""
        ticks = 0
        for pid in _get_family(self._process.pid):
            with suppress(OSError):
                values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += sum(map(int, values[11:15]))  # utime, stime, cutime, cstime: proc(5)
        return ticks / os.sysconf("SC_CLK_TCK")

    def get(self, address: object, body: str = "") -> float:
        """Milliseconds of CPU for each of some requests."""
        before = self._get_cpu()
        for _ in range(_ASKED):
            place = address() if callable(address) else str(address)
            status, _ = self._ask("POST" if body else "GET", place, body)
            if status != 200:  # noqa: PLR2004
                raise SystemExit(f"{place} answered {status}.")
        return 1000 * (self._get_cpu() - before) / _ASKED

    def get_letters(self) -> list[str]:
        return re.findall(r'href="(/glossary/letters/[^"]+)"', self._ask("GET", "/glossary/", "")[1])

    def get_memory(self) -> float:
        """Megabytes of the largest of its processes."""
        sizes = [0]
        for pid in _get_family(self._process.pid):
            with suppress(OSError):
                text = Path(f"/proc/{pid}/smaps_rollup").read_text()
                sizes += (int(size) for size in re.findall(r"^Pss:\s+(\d+) kB", text, re.MULTILINE))
        return max(sizes) / 1000


def _get_family(pid: int) -> list[int]:
    """A process and all that it started."""
    family = [pid]
    for each in family:
        with suppress(OSError):
            for thread in Path(f"/proc/{each}/task").iterdir():
                family += map(int, (thread / "children").read_text().split())
    return family


def get_table(every: list[Costs]) -> str:
    names = [each.name for each in fields(Costs)]
    lines = ["| " + " | ".join(HEADS[name] for name in names) + " |", "|" + "---|" * len(names)]
    for costs in every:
        values = (getattr(costs, name) for name in names)
        cells = (f"{value:,}" if isinstance(value, int) else f"{value:,.1f}" for value in values)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write_docs(every: list[Costs]) -> None:
    """Put the table into its section, and the plot beside it."""
    every = sorted(every, key=lambda costs: costs.entries)
    page = _DOCS / "performance.md"
    start, end = _MARKS
    before, _, rest = page.read_text(encoding="utf-8").partition(start)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{start}\n\n{get_table(every)}\n\n{end}{after}", encoding="utf-8")
    sizes = [costs.entries for costs in every]
    lines = [Line(head, [getattr(costs, name) for costs in every]) for name, head in LINES.items()]
    plot = get_plot("CPU by number of entries", "entries", "seconds of CPU", sizes, lines)
    (_DOCS / "images" / "scale.svg").write_text(plot, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.scale")
    parser.add_argument("folder", nargs="?", type=Path, help="where the glossaries are kept")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="other numbers of entries")
    parser.add_argument("--write", action="store_true", help="write the section of docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = (options.folder or Path(name)).absolute()
        every = []
        for count in options.sizes:
            every.append(measure_size(folder / str(count), count))
            print(get_table(every[-1:]), flush=True)
    print("\n" + get_table(every))
    if options.write:
        write_docs(every)


if __name__ == "__main__":
    main()
