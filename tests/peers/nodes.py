"""Worker machines for tests: `python -m service worker` as it is, or the same with an engine that fails on purpose.

As a program: address of the queue, folder, number of processes.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from render.benches import UnreliableEngine
from render.jobs import HastyJob

from service.render.job import Bench
from service.render.queues.broker import read_address
from service.render.queues.celery import CeleryQueue
from service.render.queues.locks import Locks
from service.render.queues.worker_node import run_worker
from service.settings import get_settings
from service.store.contract import Store
from service.store.folder import FolderStore
from service.wiring.machines import KINDS
from service.wiring.storing import get_patient, get_store_options, make_store

from .brokers import kill, start, wait

ROOT = Path(__file__).parents[2]
TEST_KINDS: Mapping[str, type[Any]] = {"hasty": HastyJob, **KINDS}


class Node:
    """A worker machine: one process with others below it."""

    def __init__(self, command: list[str], folder: Path, log: Path, **settings: str) -> None:
        variables = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PYTHONWARNINGS": "default"}
        variables |= {f"LECTERN_{name.upper()}": value for name, value in settings.items()}
        self.log = log
        self.process = start([sys.executable, *command], log, folder, **variables)

    @property
    def pid(self) -> int:
        return self.process.pid

    def get_children(self) -> list[int]:
        """Ids of its worker processes."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/children")
        return [int(each) for task in tasks for each in task.read_text().split()]

    def wait_until_ready(self) -> None:
        wait(lambda: "The worker is ready." in self.log.read_text(errors="replace"), self.process, self.log)

    def kill(self) -> None:
        """All of it at once, as if the machine had lost its power."""
        kill(self.process)

    def stop(self, seconds: float = 60) -> int:
        """As an operator does; the exit code."""
        self.process.terminate()
        return self.process.wait(seconds)


def start_node(address: str, folder: Path, processes: int, log: Path, engine: str = "pyttsx3") -> Node:
    """`python -m service worker` in a folder with the settings and, for a folder store, the audio."""
    return Node(["-m", "service", "worker", "--processes", str(processes)], folder, log, queue=address, engine=engine)


def start_unreliable_node(address: str, folder: Path, processes: int, **settings: str) -> Node:
    """One with the engine that does what its texts say. It has its store from the settings."""
    log = folder / f"node-{secrets.token_hex(4)}.log"
    settings = {"store": "folder:cache", **settings}
    return Node(["-m", "peers.nodes", address, str(folder), str(processes)], folder, log, **settings)


def make_queue(address: str, folder: Path, store: Store | None = None) -> CeleryQueue:
    return CeleryQueue(read_address(address), store or FolderStore(folder / "cache"), TEST_KINDS)


def run(address: str, folder: Path, processes: int) -> int:
    settings = get_settings(folder)

    def make(locks: Locks) -> Bench:
        store = make_store(settings.store, folder, get_patient(get_store_options(settings)), locks.hold)
        return Bench(store, make=lambda _: UnreliableEngine(folder))

    os.environ["REMAP_SIGTERM"] = "SIGQUIT"  # as service/cli/worker.py does
    return run_worker(read_address(address), make, TEST_KINDS, processes)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
