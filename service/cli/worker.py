"""Perform what a queue of many machines holds: the setting `queue` is celery+amqp://... or celery+redis://...

Reads settings and the store, never the content. Takes what a listener waits for first. Runs until it is asked to end
(Control+C or SIGTERM); what is not made within five seconds then is given back to the queue.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Final

from service.errors import SettingsError
from service.settings import get_settings

EXAMPLE: Final = "python -m service worker --processes 4"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many; one a core if not given")


def run(options: argparse.Namespace, folder: Path) -> int:
    settings = get_settings(folder)
    if not settings.queue.startswith("celery"):
        raise SettingsError(f"The setting 'queue' is '{settings.queue}', which needs no worker: it brings its own.")
    if not 1 <= options.processes <= 256:
        raise SettingsError(f"--processes is {options.processes}; it must be from 1 to 256.")
    # both processes of Celery read it when it is loaded: a request to end gives back what takes longer
    os.environ.setdefault("REMAP_SIGTERM", "SIGQUIT")
    from service.wiring.machines import run_celery_worker

    return run_celery_worker(settings, folder, options.processes)
