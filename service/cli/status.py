"""Tell how complete the audio is, entry by entry.

Names every recording that failed for good, and why. With --phone it also counts the clips of the phone line and names
those that are missing. Exit code 1 if any recording is missing, and with --phone if any clip is.
"""

from __future__ import annotations

import argparse
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

from service.cli._bound import get_bound_problem, get_size_line
from service.cli._failed import get_failed_lines
from service.cli._opening import get_late_lines, get_unsaid_lines
from service.cli._progress import get_unspoken_lines, get_waiting_lines
from service.exports.editions import Choice, Editions
from service.render.job import Job, get_missing
from service.render.keeping import make_keeper
from service.settings import get_settings
from service.store.contract import Store
from service.store.eviction import get_size
from service.wiring.studio import Studio, make_studio

EXAMPLE: Final = "python -m service status"
_MOST_NAMED: Final = 20
"""Missing clips of each language that are named; of the others only the number is told."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--phone", action="store_true", help="the clips of the phone line too")


def run(options: argparse.Namespace, folder: Path) -> int:
    studio = make_studio(get_settings(folder), folder)
    try:
        editions = studio.get_editions()
        waiting = get_waiting_lines(studio.queue)
    finally:
        studio.queue.close()
    for voice in dict.fromkeys(v for choice in editions.get_every_choice() for v in getattr(choice.job, "voices", ())):
        print(f"Voice for {voice.language}: {voice.name} by {voice.engine} ({voice.engine_version}).")
    if editions.is_fallback:
        print("The main engine does not work here; the fallback speaks everything.")
    total = done = 0
    missing = _get_missing(editions, studio.store)
    for entry in studio.library.get_entries():
        choices = editions.get_choices(entry)
        states = [_get_state(choice, missing) for choice in choices]
        total += len(states) or len(entry.parts) + 2  # without a voice: its parts, the whole, and its title
        done += len(states) - states.count("missing")
        print(f"{entry.language}/{entry.slug}: {'; '.join(_describe(choices, states)) or 'no voice'}.")
    print("\n".join(get_unspoken_lines(editions.unspoken)), end="\n" if editions.unspoken else "")
    _tell_bound(studio, editions)
    pairs = ((choice.job, choice.instead) for choice in editions.get_every_choice())
    _tell_failed((job for job in chain(*pairs) if job and job.key in missing), studio.store)
    for line in waiting:
        print(line)
    print(f"{done} of {total} recordings ready ({100 * done / max(total, 1):.1f}%).")
    is_phone_ready = _tell_phone(studio, editions) if options.phone else True
    return 0 if done == total and not editions.unspoken and is_phone_ready else 1


def _tell_failed(jobs: Iterable[Job | None], store: Store) -> None:
    for line in get_failed_lines(jobs, store):
        print(line)


def _tell_bound(studio: Studio, editions: Editions) -> None:
    """Print how full the audio cache is and whether its bound is too small, where there is a bound."""
    keeper = make_keeper(studio.store, studio.settings.store_megabytes)
    if keeper:
        print(get_size_line(keeper, get_size(keeper.store)))
        if problem := get_bound_problem(studio, editions, keeper):
            print(problem)


def _tell_phone(studio: Studio, editions: Editions) -> bool:
    """Print how complete the line is in each language; whether nothing is missing."""
    from service.wiring.phone import make_recordings

    recordings = make_recordings(studio, editions)
    _tell_failed((job for each in recordings.get_planned() for job in (each.job, each.instead)), studio.store)
    is_ready = True
    for language in recordings.languages:
        missing = recordings.get_missing(language)
        total = sum(1 for _ in recordings.get_planned(language))
        done = total - len(missing)
        print(f"Phone line, {language}: {done} of {total} clips ready ({100 * done / max(total, 1):.1f}%).")
        for place in missing[:_MOST_NAMED]:
            print(f"Missing: {language}/{place.slug}: {place}.")
        if len(missing) > _MOST_NAMED:
            print(f"Missing: {len(missing) - _MOST_NAMED} more.")
        is_ready = is_ready and total > 0 and not missing
    for line in chain(get_late_lines(recordings), get_unsaid_lines(studio.settings)):
        print(line)
    return is_ready


def _get_missing(editions: Editions, store: Store) -> frozenset[str]:
    """Keys of all recordings that are not there, whoever speaks them."""
    pairs = ((choice.job, choice.instead) for choice in editions.get_every_choice())
    return frozenset(job.key for job in get_missing((job for job in chain(*pairs) if job), store))


def _get_state(choice: Choice, missing: Container[str]) -> str:
    """Ready, missing, or the name of the fallback voice that speaks instead."""
    if choice.job.key not in missing:
        return choice.job.tags.artist if choice.is_fallback else "ready"
    if choice.instead is not None and choice.instead.key not in missing:
        return choice.instead.tags.artist
    return "missing"


def _describe(choices: Sequence[Choice], states: Sequence[str]) -> Iterator[str]:
    if states and set(states) == {"ready"}:
        yield "complete"
    for state in sorted(set(states) - {"ready"}):
        parts = ", ".join(
            choice.job.part or "whole entry" for choice, each in zip(choices, states, strict=True) if each == state
        )
        yield f"missing: {parts}" if state == "missing" else f"spoken by the fallback, {state}: {parts}"
