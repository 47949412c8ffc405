"""Tell which files of the audio cache no entry needs any more, and delete them if asked.

Needed is whatever the content and the settings can produce now: every recording at every speed, its chunks, the
clips and gains that they are made of, and the phone line. What was written or used within a day stays. Without
--delete nothing changes. Exit code 1 if it cannot be told what is needed, since a voice does not work.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.errors import EngineUnavailable
from service.render.keeping import get_inventoried
from service.settings import get_settings
from service.wiring.phone import make_recordings
from service.wiring.studio import Studio, make_studio

if TYPE_CHECKING:
    from service.exports.editions import Editions
    from service.store.sweep import Sweep

EXAMPLE: Final = "python -m service sweep --delete"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--delete", action="store_true", help="delete what is not needed")
    parser.add_argument("--names", action="store_true", help="name every file that is not needed")


def run(options: argparse.Namespace, folder: Path) -> int:
    from service.store.sweep import delete_unneeded, find_unneeded

    studio = make_studio(get_settings(folder), folder)
    try:
        editions = studio.get_editions()
    finally:
        studio.queue.close()
    _check_voices(studio, editions)
    store = get_inventoried(studio.store)
    found = find_unneeded(store, _get_needed(studio, editions))
    if options.names:
        for held in found.unneeded:
            for place in store.get_places(held):
                print(f"Not needed: {place}")
    if options.delete:
        delete_unneeded(store, found)
    print("\n".join(_get_lines(found, options.delete)))
    return 0


def _check_voices(studio: Studio, editions: Editions) -> None:
    """:raise EngineUnavailable: if what a voice has made would look as if nobody needed it."""
    fault = ""
    if editions.is_fallback:
        fault = f"the engine '{studio.settings.engine}' does not work here"
    elif editions.usual.unspoken:
        entry, error = editions.usual.unspoken[0]
        fault = f"{entry.language}/{entry.slug} is not spoken: {error}".rstrip(".")
    elif studio.settings.fallback and not editions.has_fallback:
        fault = f"the fallback engine '{studio.settings.fallback}' does not work here"
    if fault:
        raise EngineUnavailable(f"It cannot be told what is needed, and nothing was deleted: {fault}.")


def _get_needed(studio: Studio, editions: Editions) -> frozenset[str]:
    from service.exports.whole_entry import EntryJob
    from service.render.keys import get_keys

    needed: set[str] = set()
    for job in editions.get_every_job():
        needed.update((job.key,) if isinstance(job, EntryJob) else get_keys(job))
    for planned in make_recordings(studio, editions).get_planned():
        for clip in (planned.job, planned.instead):
            needed.update(get_keys(clip) if clip else ())
    return frozenset(needed)


def _get_lines(found: Sweep, is_deleted: bool) -> list[str]:
    size = sum(held.size for held in found.unneeded)
    lines = [
        f"Not needed, {kind}: {count}, {bytes_} bytes." for kind, (count, bytes_) in found.get_bytes_by_kind().items()
    ]
    lines.append(f"Needed: {found.needed}. Not needed, but used within a day, so kept: {found.young}.")
    lines.append(f"Not needed: {len(found.unneeded)}, {size / 1_000_000:.1f} MB.")
    if is_deleted:
        lines.append(f"Deleted: {found.gone}, {found.gone_bytes / 1_000_000:.1f} MB.")
    elif found.unneeded:
        lines.append("Nothing was deleted: 'python -m service sweep --delete' does that.")
    return lines
