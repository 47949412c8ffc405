"""How much faster two workers of a queue of many machines are than one: whole renders, one after the other."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from bench._measure import ROOT
from bench._ports import get_free_port

_ROUNDS: Final = 3


def main() -> None:
    """Each round renders all sections of the shipped glossary at all speeds into an empty folder, first by one worker
    of one process and then by two. Two cores must be idle: on a busy machine both share what is left.

    The broker is that of LECTERN_QUEUE, or a redis-server that is started here.
    """
    with _broker() as address:
        if not address:
            print("Not measured: neither LECTERN_QUEUE is set nor is there a redis-server.")
            return
        print("| round | recordings | one worker, s | two workers, s | times as fast |\n|---|---|---|---|---|")
        ratios = []
        for number in range(1, _ROUNDS + 1):
            (count, one), (_, two) = (_render(address, workers) for workers in (1, 2))
            ratios.append(one / two)
            print(f"| {number} | {count} | {one:.1f} | {two:.1f} | {one / two:.2f} |", flush=True)
        print(f"\nMedian: two workers are {statistics.median(ratios):.2f} times as fast as one.")


@contextmanager
def _broker() -> Iterator[str]:
    program, given = shutil.which("redis-server"), os.environ.get("LECTERN_QUEUE", "")
    if given.startswith("celery+") or program is None:
        yield given if given.startswith("celery+") else ""
        return
    port = str(get_free_port())
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        command = [program, "--port", port, "--bind", "127.0.0.1", "--dir", place, "--save", ""]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
            try:
                yield f"celery+redis://127.0.0.1:{port}/0"
            finally:
                server.kill()


def _render(address: str, workers: int) -> tuple[int, float]:
    """How many recordings, and seconds from the first wish to the last one fulfilled."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place, ExitStack() as ended:
        shutil.copytree(ROOT / "content", Path(place) / "content")
        variables = {**os.environ, "PYTHONPATH": str(ROOT), "LECTERN_QUEUE": address}
        for _ in range(workers):
            ended.callback(_end, _start_worker(Path(place), variables))
        done = subprocess.run(
            [sys.executable, "-m", "bench._wishes"],
            cwd=place,
            env=variables,
            capture_output=True,
            text=True,
            check=True,
        )
        count, seconds = done.stdout.split()
        return int(count), float(seconds)


def _start_worker(place: Path, variables: Mapping[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "service", "worker", "--processes", "1"]
    started = subprocess.Popen(
        command, cwd=place, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert started.stdout is not None
    while "The worker is ready." not in (line := started.stdout.readline()):
        if not line:
            raise SystemExit("The worker did not start.")
    return started


def _end(worker: subprocess.Popen[str]) -> None:
    worker.terminate()
    worker.communicate(timeout=60)


if __name__ == "__main__":
    main()
