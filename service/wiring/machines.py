"""How the parts of many machines are put together. Loaded only where the setting `queue` is celery+..."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from service.errors import SettingsError
from service.exports.whole_entry import EntryJob
from service.render import plain
from service.render.job import Bench
from service.render.queues import Queue
from service.render.rights import Bounds
from service.settings import Settings
from service.store.contract import Store
from service.wiring.benches import make_bench
from service.wiring.storing import get_store_options

if TYPE_CHECKING:
    from service.render.queues.locks import Locks

KINDS: Final[Mapping[str, type[Any]]] = {**plain.KINDS, "entry": EntryJob}
"""Every task that another machine can be given."""


def make_celery_queue(address: str, store: Store) -> Queue:
    """The queue at an address such as `celery+redis://host/0`.

    :raise SettingsError: if the address is of another form, or Celery is not installed.
    """
    try:
        from service.render.queues.broker import read_address
        from service.render.queues.celery import CeleryQueue
    except ModuleNotFoundError as error:
        raise get_missing(error) from error
    return CeleryQueue(read_address(address), store, KINDS)


def run_celery_worker(settings: Settings, folder: Path, processes: int) -> int:
    """Perform tasks until the process is asked to end; the exit code. :raise SettingsError:"""
    try:
        from service.render.queues.broker import read_address
        from service.render.queues.worker_node import run_worker
    except ModuleNotFoundError as error:
        raise get_missing(error) from error

    def make(locks: Locks) -> Bench:
        """In each worker process."""
        voices = folder / settings.piper_voices
        bounds = Bounds(settings.worker_megabytes)
        return make_bench(settings.store, folder, voices, get_store_options(settings), bounds, locks.hold)

    return run_worker(read_address(settings.queue), make, KINDS, processes)


def get_missing(error: ModuleNotFoundError) -> SettingsError:
    """What to do about a library that only many machines need."""
    return SettingsError(
        f"The setting 'queue' begins with celery, and {error.name} is not installed: run 'make setup-machines'."
    )
