"""What runs in a worker process. Light, since the process that submits imports it too."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from service.errors import EngineError
from service.render.job import Bench, Task
from service.render.rights import allow_cpu

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""glibc's numbers of these parameters (malloc.h)."""

_bench: Bench | None = None


def initialise(make_bench: Callable[[], Bench]) -> None:
    """Give this process its bench. Engines that chatter on standard output are sent to nowhere."""
    global _bench  # noqa: PLW0603  a worker process has exactly one bench
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  open for the life of the process
    _keep_memory()
    _bench = make_bench()


def _keep_memory() -> None:
    """Let the C library keep freed memory: a section's arrays come and go, and fresh pages cost more than copies.

    Measured: 280,000 page faults in a render of the glossary become 40,000. 32 MB is glibc's highest threshold.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):  # another C library than glibc may do without
        library.mallopt(_MMAP_THRESHOLD, 32 << 20)
        library.mallopt(_TRIM_THRESHOLD, 512 << 20)


def get_bench() -> Bench:
    """This process's bench."""
    if _bench is None:
        raise RuntimeError("the worker was not initialised")
    return _bench


def perform(task: Task[Any]) -> Any:
    """Perform one task at this process's bench."""
    bench = get_bench()
    allow_cpu(task.seconds_allowed)
    try:
        return task.perform(bench)
    except MemoryError:
        raise EngineError("it needed more memory than the setting 'worker_megabytes' allows a worker") from None
