"""A worker's bench, put together. In: settings and a folder. Out: what makes a bench in a worker process.

Light, since every worker imports it: nothing that reads content or plans recordings.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from service.render.job import Bench
from service.render.rights import Bounds, lower_rights
from service.settings import Settings
from service.speech.engines import make_engine
from service.wiring.storing import StoreOptions, get_patient, get_store_options, get_turns_folder, make_store

if TYPE_CHECKING:
    from service.store.objects import Hold


def make_bench(
    address: str,
    folder: Path,
    voices_folder: Path,
    options: StoreOptions,
    bounds: Bounds,
    hold: Hold | None = None,
    turns_folder: Path | None = None,
) -> Bench:
    """A worker's bench. Runs in the worker, which first gives up the rights that it does not need.

    `hold` locks among machines, for a store that has no locks of its own. `turns_folder` is the store's own if none
    is named.
    """
    lower_rights(bounds)
    store = make_store(address, folder, get_patient(options), hold)
    turns = turns_folder or get_turns_folder(address, folder, options)
    return Bench(store, make=partial(make_engine, voices_folder=voices_folder, turns_folder=turns))


def get_bench_maker(settings: Settings, folder: Path, niceness: int = 0) -> Callable[[], Bench]:
    """What makes a bench under these settings: plain data, so that it can be sent to a worker."""
    voices, bounds = folder / settings.piper_voices, Bounds(settings.worker_megabytes, niceness)
    return partial(make_bench, settings.store, folder, voices, get_store_options(settings), bounds)
