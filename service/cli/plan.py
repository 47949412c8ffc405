"""Reckon how much speech, disk and processor time a glossary takes, and how many workers a deadline needs.

Nothing is read or rendered. Each figure says where it is from; docs/sizing.md explains them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Final

from service.cli._sizing import (
    CLIP_MEGABYTES_AN_HOUR,
    CPU_SECONDS_AN_HOUR,
    GTTS_SECONDS_A_SENTENCE,
    MP3_MEGABYTES_AN_HOUR,
    PHONE_SPEEDS,
    REAL_TIME_FACTORS,
    SECONDS_A_SENTENCE,
    Size,
)
from service.errors import SettingsError, UnknownName
from service.speech.engines import get_engine_names

EXAMPLE: Final = "python -m service plan --entries 10000 --languages 5 --voice piper --days 3"
_SOURCES: Final = {
    "MP3 of sections": f"{MP3_MEGABYTES_AN_HOUR} MB an hour at 48 kbit/s: python -m bench.keeping",
    "MP3 of whole entries": "the same frames once more: python -m bench.keeping",
    "FLAC clips": f"{CLIP_MEGABYTES_AN_HOUR} MB an hour: python -m bench.keeping; store_megabytes may evict them",
    "phone line": f"32,000 bytes a second in three kinds, {PHONE_SPEEDS:.2f} times the speech: docs/telephone-sound.md",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, required=True, help="entries in each language")
    parser.add_argument("--languages", type=int, default=1, help="languages (1 if not given)")
    parser.add_argument("--voice", default="pyttsx3", help="speech engine (pyttsx3 if not given)")
    parser.add_argument("--sections", type=int, default=6, help="sections of an entry (6 if not given)")
    parser.add_argument("--seconds", type=float, default=75.0, help="seconds of a section (75 if not given)")
    parser.add_argument("--factor", type=float, help="core-seconds that the voice takes for a second of speech")
    parser.add_argument("--phone", action="store_true", help="the phone line too")
    deadline = parser.add_mutually_exclusive_group()
    deadline.add_argument("--days", type=float, help="deadline in days")
    deadline.add_argument("--hours", type=float, help="deadline in hours")


def run(options: argparse.Namespace, folder: Path) -> int:
    del folder  # nothing is read
    known = get_engine_names()
    if options.voice not in known:
        raise UnknownName("engine", options.voice, known)
    for name, most in (("entries", 10**7), ("languages", 1000), ("sections", 1000), ("seconds", 10**5)):
        _check(name, getattr(options, name), 1, most)
    for name in ("days", "hours"):
        if getattr(options, name) is not None:
            _check(name, getattr(options, name), 0.01, 10**6)
    factor, source = REAL_TIME_FACTORS.get(options.voice, (1.0, "an assumption: --factor takes your own"))
    if options.factor is not None:
        _check("factor", options.factor, 0, 1000)
        factor, source = options.factor, "--factor"
    size = Size(
        options.entries, options.languages, options.sections, options.seconds, options.voice, factor, options.phone
    )  # fmt: skip
    deadline = options.hours or (options.days or 0) * 24
    print("\n".join((*_get_amounts(size), *_get_times(size, source, deadline))))
    return 0


def _check(name: str, value: float, least: float, most: float) -> None:
    if not (isfinite(value) and least <= value <= most):
        raise SettingsError(f"--{name} is {value:g}; it must be from {least:g} to {most:.0f}.")


def _get_amounts(size: Size) -> Iterator[str]:
    yield (
        f"Speech: {size.hours:,.1f} hours in {size.every_section:,} sections and about {size.sentences:,} sentences "
        f"(--entries x --languages x --sections x --seconds; a sentence lasts {SECONDS_A_SENTENCE} s: "
        "python -m bench.keeping)."
    )
    for name, gigabytes in size.gigabytes.items():
        yield f"Disk, {name}: {_get_text(gigabytes)} ({_SOURCES[name]})."
    every = sum(size.gigabytes.values())
    yield f"Disk, all: {_get_text(every)}; without clips: {_get_text(every - size.gigabytes['FLAC clips'])}."


def _get_text(gigabytes: float) -> str:
    return f"{gigabytes:,.1f} GB" if gigabytes >= 1 else f"{gigabytes * 1000:.1f} MB"


def _get_times(size: Size, source: str, deadline: float) -> Iterator[str]:
    yield (
        f"Processor: {size.core_hours:,.2f} core-hours for {size.spoken_hours:,.1f} hours of speech "
        f"({CPU_SECONDS_AN_HOUR} core-seconds an hour for everything: python -m bench.keeping; and {size.factor:g} "
        f"core-seconds of {size.voice} for each second: {source})."
    )
    cores = ", ".join(f"{size.core_hours / cores:,.2f} h on {cores}" for cores in (2, 8, 32))
    yield f"By the clock: {cores} cores, each with a worker (division of the above; no core waits)."
    if size.voice == "gtts":
        hours = size.sentences * GTTS_SECONDS_A_SENTENCE / 3600
        yield f"gTTS: {hours:,.1f} hours at least on one machine: one request a second (docs/speech.md)."
    if deadline:
        workers = size.get_workers(deadline)
        yield f"Deadline of {deadline:,.4g} hours: {workers:,} workers, each with a core of its own (a division again)."
