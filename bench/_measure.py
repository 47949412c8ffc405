"""Measures a command and all processes that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Cost:
    seconds: float
    """By the clock."""
    cpu: float
    """User and system seconds of the command and of everything it started."""
    output: str


_COUNT = """
import ctypes, os, resource, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # whatever outlives its parent becomes ours, so that its CPU is counted
code = subprocess.run(sys.argv[2:]).returncode
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "w").write(repr(usage.ru_utime + usage.ru_stime))
sys.exit(code)
"""


def measure(arguments: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run `python <arguments>` in a folder and count all of its CPU. Linux only.

    Workers are children of a fork server, not of the command: a reaper stands above all of them.
    """
    with tempfile.NamedTemporaryFile() as report:
        command = [sys.executable, "-c", _COUNT, report.name, sys.executable, *arguments]
        variables = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
        started = time.perf_counter()
        done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - started
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return Cost(seconds, float(Path(report.name).read_text()), done.stdout)
