"""What runs in a worker process. Preloaded once, so that its imports are shared by all workers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import service.render.pipeline
import service.render.speaking  # noqa: F401  both preloaded: they bring numpy, LAME and libsndfile
from service.render.job import Bench, Task

_bench: Bench | None = None


def initialise(make_bench: Callable[[], Bench]) -> None:
    """Give this process its bench. Engines that chatter on standard output are sent to nowhere."""
    global _bench  # noqa: PLW0603  a worker process has exactly one bench
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  open for the life of the process
    _bench = make_bench()


def perform(task: Task[Any]) -> Any:
    """Perform one task at this process's bench."""
    if _bench is None:
        raise RuntimeError("the worker was not initialised")
    return task.perform(_bench)
