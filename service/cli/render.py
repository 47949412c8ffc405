"""Render all audio that is missing.

Plans what is not in the audio cache, renders it with worker processes and prints a summary. It can be stopped
at any moment (Control+C) and run again: what was finished is not made again. With --phone it then renders all
that the phone line says. What failed three times is not tried again until its text or settings change, or with
--retry-failed. At the end the audio cache is brought within its bound, `store_megabytes`. Exit code 1
if anything failed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

from service.cli._bound import get_bound_problem, get_kept_lines
from service.cli._failed import forget_failed
from service.cli._opening import get_late_lines, get_unsaid_lines
from service.cli._progress import get_summary_lines, get_unspoken_lines, get_waiting_lines, make_progress
from service.cli._remote import tell_of_remote_engines
from service.errors import UnknownName
from service.exports.editions import Choice, Editions, run_choices, run_pairs
from service.render.keeping import make_keeper
from service.render.run import Summary
from service.settings import get_settings
from service.wiring.studio import Studio, make_studio

EXAMPLE: Final = "python -m service render --plain"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plain", action="store_true", help="plain lines of progress, without a bar")
    parser.add_argument("--only", metavar="SLUG", help="only the entry with this slug, whatever its language")
    parser.add_argument("--retry-failed", action="store_true", help="try again what failed for good")
    parser.add_argument("--phone", action="store_true", help="the clips of the phone line too")


def run(options: argparse.Namespace, folder: Path) -> int:
    settings = get_settings(folder)
    tell_of_remote_engines(settings)
    studio = make_studio(settings, folder)
    try:
        editions = studio.get_editions()
        unspoken = editions.unspoken
        if options.only:
            unspoken = [(entry, error) for entry, error in unspoken if entry.slug == options.only]
        ready, choices = _get_choices(editions, studio, options.only)
        if options.only and not (ready or choices or unspoken):
            raise UnknownName("entry", options.only, {card.slug for card in studio.library.get_cards()})
        if options.retry_failed:
            forget_failed((job for choice in choices for job in (choice.job, choice.instead)), studio.store)
        for line in get_waiting_lines(studio.queue):
            print(line, file=sys.stderr, flush=True)
        summary = run_choices(choices, studio.store, studio.queue, make_progress(options.plain), ready)
        print("\n".join((*get_summary_lines(summary), *get_unspoken_lines(unspoken))), flush=True)
        failed = bool(summary.failures or unspoken)
        if options.phone:
            summary, told = _render_phone(studio, editions, options)
            print("\n".join(("", "The phone line:", *get_summary_lines(summary, "mu-law, G.722 and WAV"), *told)))
            failed = failed or bool(summary.failures)
        keeper = make_keeper(studio.store, studio.settings.store_megabytes)
        problem = get_bound_problem(studio, editions, keeper)
        print("\n".join((*get_kept_lines(keeper), *filter(None, [problem]))), end="\n" if keeper else "")
    finally:
        studio.queue.close()
    return 1 if failed else 0


def _get_choices(editions: Editions, studio: Studio, only: str | None) -> tuple[int, Sequence[Choice]]:
    """How many recordings are there, and those that are not; of all entries or of one."""
    if not only:
        total, choices = editions.get_unmade(studio.store)
        return total - len(choices), choices
    entries = (shelf.get_entry(only) for shelf in studio.library.shelves.values() if shelf.has_entry(only))
    return 0, [choice for entry in entries for choice in editions.get_choices(entry)]


def _render_phone(studio: Studio, editions: Editions, options: argparse.Namespace) -> tuple[Summary, Iterator[str]]:
    """What was made, and lines on what is late or not said. With --only, that entry and what every call needs."""
    from service.phone.planning import LINE
    from service.wiring.phone import make_recordings

    recordings = make_recordings(studio, editions)
    planned = recordings.get_planned()
    slugs = (options.only, LINE)
    jobs = {each.job.key: (each.job, each.instead) for each in planned if not options.only or each.place.slug in slugs}
    if options.retry_failed:
        forget_failed((job for pair in jobs.values() for job in pair), studio.store)
    summary = run_pairs(list(jobs.values()), studio.store, studio.queue, make_progress(options.plain))
    return summary, chain(get_late_lines(recordings), get_unsaid_lines(studio.settings))
