"""Render all audio that is missing.

Plans what is not in the audio cache, renders it with worker processes and prints a summary. It can be stopped
at any moment (Control+C) and run again: what was finished is not made again. Exit code 1 if anything failed.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from service.cli._progress import get_summary_lines, make_progress
from service.render.run import run as run_jobs
from service.settings import get_settings
from service.wiring import make_studio

EXAMPLE: Final = "python -m service render --plain"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plain", action="store_true", help="plain lines of progress, without a bar")
    parser.add_argument("--only", metavar="SLUG", help="only the entry with this slug")


def run(options: argparse.Namespace, folder: Path) -> int:
    studio = make_studio(get_settings(folder), folder)
    try:
        jobs = studio.get_catalogue().jobs
        if options.only:
            entry = studio.library.get_shelf(studio.settings.language).get_entry(options.only)
            jobs = tuple(job for job in jobs if (job.slug, job.language) == (entry.slug, entry.language))
        summary = run_jobs(jobs, studio.store, studio.queue, make_progress(options.plain))
    finally:
        studio.queue.close()
    print("\n".join(get_summary_lines(summary)))
    return 1 if summary.failures else 0
