"""The side of Celery that performs: worker processes of one machine, which take what is urgent first."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Any, Final

from celery import Task, signals
from celery.exceptions import Reject

from service.errors import StoreError
from service.render import worker
from service.render.failures import Failures
from service.render.job import Bench
from service.render.queues.broker import TASK, Broker, make_celery
from service.render.queues.locks import Locks, make_locks
from service.render.queues.shell import AskLater, Shell, TryAgain

_PRELOADED: Final = "service.render.pipeline"
"""Brings numpy, LAME and libsndfile: imported once, and shared by all worker processes, which are forked."""
_LATER_SECONDS: Final = 1.0
_log = logging.getLogger(__name__)

MakeBench = Callable[[Locks], Bench]
"""Makes a worker process's bench. The locks are for a store that has none of its own."""


def run_worker(broker: Broker, make_bench: MakeBench, kinds: Mapping[str, type[Any]], processes: int) -> int:
    """Perform what comes, until the process is asked to end; the exit code.

    A request to end lets what is being made end within five seconds, and gives back what takes longer.
    """
    # numpy's linear algebra is not used here, and its threads would be started in every worker
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import_module(_PRELOADED)
    # tasks for later are none of ours, and how RabbitMQ would delay them is told at every start
    logging.getLogger("celery.worker.consumer.delayed_delivery").setLevel(logging.ERROR)
    app = make_celery(broker)
    app.register_task(_make_task(broker, make_bench, kinds))
    signals.worker_ready.connect(_tell_ready)
    node = app.Worker(
        hostname=f"{secrets.token_hex(4)}@%h",
        concurrency=processes,
        pool="prefork",
        optimization="fair",
        without_gossip=True,
        without_mingle=True,
        loglevel="WARNING",
        quiet=True,
    )
    node.start()
    return int(node.exitcode or 0)


def _tell_ready(**_: Any) -> None:
    print("The worker is ready.", flush=True)  # noqa: T201  whoever started it waits for this line


def _make_task(broker: Broker, make_bench: MakeBench, kinds: Mapping[str, type[Any]]) -> Task:
    shells: list[Shell] = []

    @partial(signals.worker_process_init.connect, weak=False)
    def start(**_: Any) -> None:
        """In each worker process, which was forked: it makes connections of its own."""
        locks = make_locks(broker)
        worker.initialise(partial(make_bench, locks))
        bench = worker.get_bench()
        shells[:] = [Shell(bench, Failures(bench.store), locks, kinds, worker.perform)]

    class Perform(Task):  # type: ignore[misc]  # Celery has no types
        name = TASK

        def run(self, text: str, ticket: str, is_again: bool) -> None:
            info = self.request.delivery_info or {}
            try:
                shells[0].perform(text, ticket, is_again or bool(info.get("redelivered")))
            except TryAgain:
                raise Reject("tried again", requeue=True) from None
            except (AskLater, StoreError) as error:
                if isinstance(error, StoreError):
                    _log.warning("%s It is tried again.", error)
                threading.Event().wait(_LATER_SECONDS)
                limit = (self.request.timelimit or (None,))[0]
                self.app.send_task(TASK, [text, ticket, True], queue=info["routing_key"], time_limit=limit)

    return Perform()
