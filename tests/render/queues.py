"""Every queue, for the list of tests that all of them pass. Another queue joins by one more row in QUEUES."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from service.render.failures import Failures
from service.render.queues import Queue
from service.render.queues.pool import Pool
from service.store.folder import FolderStore

from .benches import make_unreliable_bench

Make = Callable[[Path, int], Queue]
"""A queue over the store in a folder's `cache`, with so many workers at the bench `make_unreliable_bench`."""


def get_store(folder: Path) -> FolderStore:
    return FolderStore(folder / "cache")


def make_pool(folder: Path, workers: int) -> Queue:
    return Pool(workers, partial(make_unreliable_bench, folder), Failures(get_store(folder)))


QUEUES: dict[str, Make] = {"pool": make_pool}
