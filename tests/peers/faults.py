"""Faults in the middle of jobs, one after another in one continuing run: what they cost, and that nothing is lost.

`PYTHONPATH=.:tests python -m peers.faults --kills 20` prints a table; tests take fewer.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from render.benches import get_spoken
from render.jobs import make_job

from service.render.failures import KIND, read_record
from service.render.job import is_done
from service.render.section import SectionJob
from service.store.contract import Store
from service.store.folder import FolderStore
from service.store.objects import ObjectStore

from .brokers import Broker
from .nodes import Node, make_queue, start_unreliable_node
from .object_stores import Server
from .rabbitmq import RabbitMq
from .redis import Redis
from .swift import Swift, serve_swift

BROKERS: dict[str, Callable[[Path], Broker]] = {"rabbitmq": RabbitMq, "redis": Redis}
FAULTS = ("child", "worker", "broker")
PROCESSES = 2
"""Of each worker machine."""
MOST_SECONDS = 600


@dataclass(slots=True)
class Run:
    """Recordings that two worker machines make while things are killed."""

    broker: Broker
    folder: Path
    jobs: Sequence[SectionJob]
    nodes: list[Node] = field(default_factory=list)
    kills: int = 0
    seconds: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(20))
    elsewhere: ObjectStore | None = None
    """Where the recordings lie if not in the folder."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Tell the workers of a store that is no folder."""

    @property
    def store(self) -> Store:
        return self.elsewhere or FolderStore(self.folder / "cache")

    def start_node(self) -> None:
        self.nodes.append(start_unreliable_node(self.broker.address, self.folder, PROCESSES, **self.settings))

    def get_tries(self) -> Counter[str]:
        """By key, the tries of jobs that are being made now, or failed."""
        found: Counter[str] = Counter()
        for name in self.store.get_names():
            if name.kind == KIND and (stored := self.store.get(name)) and (record := read_record(stored.data)):
                found[name.key] = record.tries
        return found

    def wait_for_work(self, futures: Sequence[Future[Any]]) -> bool:
        """Until a job is in its middle and none has had two tries, after which a third would be its last."""
        deadline = time.monotonic() + 60
        while not all(future.done() for future in futures):
            tries = self.get_tries()
            if tries and max(tries.values()) < 2:
                return True
            assert time.monotonic() < deadline, "no job was under way for a minute"
            time.sleep(0.02)
        return False

    def kill(self, fault: str, away: float) -> None:
        self.kills += 1
        node = self.chance.choice(self.nodes)
        if fault == "child":
            while not (children := node.get_children()):  # the last one that was killed is being replaced
                time.sleep(0.02)
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(children), signal.SIGKILL)
        elif fault == "worker":
            node.kill()
            self.nodes.remove(node)
            self.start_node()
        else:
            self.broker.kill()
            time.sleep(away)  # so long it is away
            self.broker.start()

    def run(self, faults: Sequence[str], away: float) -> None:
        """One fault after another, as long as there is work."""
        for _ in range(2):
            self.start_node()
        for node in self.nodes:
            node.wait_until_ready()
        started = time.monotonic()
        queue = make_queue(self.broker.address, self.folder, self.elsewhere)
        futures = [queue.submit(job) for job in self.jobs]
        try:
            while self.kills < len(faults) and self.wait_for_work(futures):
                time.sleep(self.chance.uniform(0, 0.3))  # the moment of the kill is the test's input
                self.kill(faults[self.kills], away)
            for future in futures:
                future.result(MOST_SECONDS)
        finally:
            queue.close()
            for node in self.nodes:
                node.kill()
        self.seconds = time.monotonic() - started

    @property
    def spoken_again(self) -> int:
        """How many sentences were spoken more than once, and how often in all."""
        return sum(count - 1 for text, count in Counter(get_spoken(self.folder)).items() if "number" in text)

    def check(self) -> None:
        """Every wanted file is whole, and nothing was made more often than the kills explain."""
        assert all(is_done(job, self.store) for job in self.jobs)
        names = list(self.store.get_names())
        assert all(self.store.get(name) is not None for name in names)
        assert not list((self.folder / "cache" / "bad").glob("*"))
        assert not (self.elsewhere and list(self.elsewhere.bucket.get_listed("bad")))
        assert not [name for name in names if name.kind == KIND], "a record of a failure was left"
        assert self.spoken_again <= self.kills * PROCESSES, f"{self.spoken_again} sentences again, {self.kills} kills"


def make_jobs(count: int) -> list[SectionJob]:
    """Each takes about a second: two sentences that are spoken slowly."""
    return [make_job(*(f"Slow number {n}-{s}, SLOWLY." for s in range(2)), part=f"p{n}") for n in range(count)]


def run_faults(
    broker: Broker, folder: Path, faults: Sequence[str], away: float = 1.0, swift: Swift | None = None
) -> Run:
    run = Run(broker, folder, make_jobs(10 * len(faults)))
    if swift:
        run.elsewhere, run.settings = make_elsewhere(swift, folder)
    run.run(faults, away)
    run.check()
    return run


def make_elsewhere(swift: Swift, folder: Path) -> tuple[ObjectStore, dict[str, str]]:
    """A store in a new folder of Swift's bucket, and the settings that lead a worker there."""
    prefix = secrets.token_hex(4)
    settings = {name.removeprefix("LECTERN_").lower(): value for name, value in swift.variables.items()}
    store = Server(swift.endpoint).make_store(folder, prefix)
    return store, {**settings, "store": f"s3://audio/{prefix}"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--away", type=float, default=1.0, help="seconds that a killed broker is away")
    parser.add_argument("--broker", choices=BROKERS, action="append")
    parser.add_argument("--fault", choices=FAULTS, action="append")
    parser.add_argument("--swift", action="store_true", help="the recordings lie in OpenStack Swift, not in a folder")
    options = parser.parse_args()
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        swift = stack.enter_context(serve_swift(place)) if options.swift else None
        run_all(options, swift)


def run_all(options: argparse.Namespace, swift: Swift | None) -> None:
    for name in options.broker or BROKERS:
        for fault in options.fault or FAULTS:
            with tempfile.TemporaryDirectory() as place:
                folder, broker_folder = Path(place) / "run", Path(place) / "broker"
                folder.mkdir()
                broker_folder.mkdir()
                broker = BROKERS[name](broker_folder)
                try:
                    run = run_faults(broker, folder, [fault] * options.kills, options.away, swift)
                finally:
                    broker.close()
                print(
                    f"{name}{', swift' * bool(swift)}, {fault} killed: {run.kills} kills, "
                    f"{len(run.jobs)} recordings, all whole; "
                    f"{run.spoken_again} sentences spoken again; {run.seconds:.0f} s.",
                    flush=True,
                )


def fly_once(broker: Broker, folder: Path, seen: Store | None = None, **settings: str) -> int:
    """Many want the same recordings at once, and one worker machine is killed: how often a recording was begun.

    `settings` tell the workers of a store that is no folder; `seen` is the same store for those who want.
    """
    wanted, producers = 40, 8
    jobs = [make_job(f"Slow number {n}, SLOWLY.", part=f"p{n}") for n in range(wanted)]
    nodes = [start_unreliable_node(broker.address, folder, 1, **settings) for _ in range(3)]
    queues = [make_queue(broker.address, folder, seen) for _ in range(producers)]
    futures: list[Future[Any]] = []
    guard = threading.Lock()

    def want(number: int) -> None:
        order = random.Random(number).sample(jobs, len(jobs))
        for job in order:
            future = queues[number].submit(job)
            with guard:
                futures.append(future)

    threads = [threading.Thread(target=want, args=[number]) for number in range(producers)]
    for thread in threads:
        thread.start()
    while len([text for text in get_spoken(folder) if "number" in text]) < wanted // 4:
        time.sleep(0.02)
    nodes[0].kill()
    for thread in threads:
        thread.join()
    try:
        for future in futures:
            future.result(MOST_SECONDS)
    finally:
        for queue in queues:
            queue.close()
        for node in nodes:
            node.kill()
    return len([text for text in get_spoken(folder) if "number" in text])


if __name__ == "__main__":
    sys.exit(main())
