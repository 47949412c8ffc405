"""Tell how complete the audio is, entry by entry.

Exit code 1 if any recording is missing.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from service.render.job import is_done
from service.settings import get_settings
from service.wiring import make_studio

EXAMPLE: Final = "python -m service status"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # no options


def run(options: argparse.Namespace, folder: Path) -> int:
    studio = make_studio(get_settings(folder), folder)
    try:
        voices = studio.get_voices()
        catalogue = studio.get_catalogue()
    finally:
        studio.queue.close()
    for voice in voices:
        print(f"Voice for {voice.language}: {voice.name} by {voice.engine} ({voice.engine_version}).")
    done = 0
    for entry in studio.library.get_entries():
        jobs = catalogue.get_jobs(entry)
        missing = [job.part or "whole entry" for job in jobs if not is_done(job, studio.store)]
        done += len(jobs) - len(missing)
        state = "complete" if not missing else f"missing: {', '.join(missing)}"
        print(f"{entry.language}/{entry.slug}: {state}.")
    total = len(catalogue.jobs)
    print(f"{done} of {total} recordings ready ({100 * done / total:.1f}%).")
    return 0 if done == total else 1
