"""Read every file of the audio cache and move aside what is damaged.

Each object is read from the disk and held against its digest. What is wrong is moved to bad/ and is made again when
it is asked for, or by `render`. Safe beside a running server. Exit code 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from service.settings import Settings, get_settings
from service.store.scrub import Checked, Other, scrub
from service.wiring.storing import get_patient, get_store_folder, get_store_options, make_object_store

EXAMPLE: Final = "python -m service scrub"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # no options


def run(options: argparse.Namespace, folder: Path) -> int:
    settings = get_settings(folder)
    if not settings.store.startswith("s3:"):
        return 1 if _tell(scrub(get_store_folder(settings.store, folder))) else 0
    return 1 if _scrub_bucket(settings, folder) else 0


def _scrub_bucket(settings: Settings, folder: Path) -> int:
    """The near folder, if there is one, and the bucket; how many objects were wrong."""
    from service.store.object_scrub import scrub_bucket

    wrong = 0
    if settings.store_near:
        print(f"Folder {settings.store_near}:", flush=True)
        wrong = _tell(scrub(folder / settings.store_near))
    print(f"Object store {settings.store}:", flush=True)
    options = get_patient(get_store_options(settings))
    return wrong + _tell(scrub_bucket(make_object_store(settings.store, folder, options)))


def _tell(every: Iterable[Checked | Other]) -> int:
    """Print what is found; how many objects are wrong."""
    count: Counter[str] = Counter()
    for found in every:
        if isinstance(found, Checked):
            count.update({"objects": 1, "bytes": found.size, "wrong": bool(found.why)})
            if found.why:
                count["wrong bytes"] += found.size
                end = "moved to bad/" if found.is_moved else "COULD NOT BE MOVED"
                print(f"Wrong: {found.path}: {found.why}; {found.size} bytes; {end}.", flush=True)
        else:
            count["others"] += 1
            print(f"Not an object: {found.path}: {found.what}; {found.size} bytes.", flush=True)
    print(f"Read: {count['objects']} objects, {count['bytes']} bytes. Other files: {count['others']}.")
    print(f"Wrong: {count['wrong']} objects, {count['wrong bytes']} bytes.")
    return count["wrong"]
