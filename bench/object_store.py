"""Measures an object store: `python -m bench.object_store [--objects 2000]`, on the store that the settings name.

How long it takes to find out what is missing among so many recordings, one by one and by listing; and what it costs to
write a section, to read it, and to read it from the near folder.
"""

from __future__ import annotations

import argparse
import hashlib
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from service.settings import get_settings
from service.store.contract import Name
from service.store.folder import FolderStore
from service.store.near import NearStore
from service.store.objects import ObjectStore
from service.wiring.storing import get_patient, get_store_options, make_object_store

SECTION = hashlib.sha256(b"section").digest() * 14_062
"""450 kB: 75 s of MP3 at 48 kbit/s."""
READ = 30


def get_names(count: int, salt: str = "") -> list[Name]:
    return [Name(hashlib.sha256(f"{salt}{number}".encode()).hexdigest(), "mp3") for number in range(count)]


def take(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def tell(what: str, times: Iterable[float]) -> None:
    print(f"{what}: {1000 * statistics.median(times):.1f} ms")


def measure_listing(store: ObjectStore, count: int) -> None:
    names = get_names(count)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda name: store.put(name, b"x"), names))
    asked = [*names, *get_names(count, "missing")]
    found: list[int] = []
    listing = take(lambda: found.append(len(store.get_sizes(asked))))
    sample = get_names(200, "asked one by one")
    single = take(lambda: [store.get_stored(name) for name in sample]) / len(sample)
    print(f"What is missing of {len(asked)}, {found[0]} of them there, by listing: {listing:.2f} s")
    print(f"The same one by one, reckoned from {len(sample)}: {single * len(asked):.2f} s, {single * 1000:.1f} ms each")


def measure_sections(store: ObjectStore, place: Path) -> None:
    near = NearStore(FolderStore(place / "near"), store, 10**9)
    deeds: tuple[tuple[str, Callable[[Name], object]], ...] = (
        ("A section of 450 kB written", lambda name: store.put(name, SECTION)),
        ("Read from the object store, its digest checked", store.get),
        ("A part of 64 kB from the object store", lambda name: store.open_range(name, 1000, 66_536)),
        ("Read through the near folder, the first time", near.get),
        ("Read from the near folder", near.get),
    )
    for what, do in deeds:
        tell(what, [take(partial(do, name)) for name in get_names(READ, "section")])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--objects", type=int, default=2000)
    count = options.parse_args().objects
    settings = get_settings(Path())
    if not settings.store.startswith("s3:"):
        print("Nothing was measured: the setting 'store' names no object store.")
        return
    chosen = replace(get_patient(get_store_options(settings)), near="")
    address = f"{settings.store.rstrip('/')}/bench-{secrets.token_hex(4)}"
    store = make_object_store(address, Path(), chosen)
    try:
        measure_listing(store, count)
        with tempfile.TemporaryDirectory() as place:
            measure_sections(store, Path(place))
    finally:
        store.delete_oldest(0)


if __name__ == "__main__":
    main()
