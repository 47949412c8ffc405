"""Tasks that take more than they may, and the bench they do it at: importable by name, as a worker needs them."""

from __future__ import annotations

import ctypes
import os
import resource
import time
from dataclasses import dataclass, field
from pathlib import Path

from service.render.job import Bench
from service.render.rights import Bounds, lower_rights
from service.store.folder import FolderStore

MEGABYTES = 400


def make_bounded_bench(folder: Path, niceness: int = 3) -> Bench:
    lower_rights(Bounds(MEGABYTES, niceness))
    return Bench(FolderStore(folder / "cache"))


@dataclass(frozen=True)
class Greedy:
    """Takes memory or time without end, in Python or in C."""

    what: str
    parent: int = field(default_factory=os.getpid)
    title: str = "greedy"

    @property
    def key(self) -> str:
        return self.what

    @property
    def seconds_allowed(self) -> float:
        """By the clock, which the parent keeps, there is time; it is the worker's own bound that is proved here."""
        return 60.0 if os.getpid() == self.parent else 1.0

    def perform(self, bench: Bench) -> str:
        with (bench.store.folder / "tries").open("a") as file:  # type: ignore[attr-defined]
            file.write("x")
        if self.what == "memory":
            return str(len([bytearray(10_000_000) for _ in range(1_000)]))
        if self.what == "memory in C":
            library = ctypes.CDLL(None)
            library.malloc.restype = ctypes.c_void_p
            for _ in range(1_000):
                ctypes.memset(library.malloc(10_000_000), 1, 10_000_000)
        started = time.process_time()
        while self.what == "time" or (self.what.startswith("part") and time.process_time() - started < 0.6):
            pass
        return "had all of it"


@dataclass(frozen=True)
class Ask:
    """What a worker may do."""

    key: str = "ask"
    title: str = "asking"
    seconds_allowed: float = 30.0

    def perform(self, bench: Bench) -> dict[str, object]:
        status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
        mask = os.umask(0)
        os.umask(mask)
        return {
            "cores": resource.getrlimit(resource.RLIMIT_CORE),
            "memory": resource.getrlimit(resource.RLIMIT_DATA),
            "no new rights": status["NoNewPrivs"],
            "niceness": os.nice(0),
            "others may write": mask & 0o022 != 0o022,
        }
