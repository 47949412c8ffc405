"""Progress of a run: a bar on a terminal, plain lines elsewhere, since an operator may use a screen reader."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import Final, TextIO

from service.document.model import Entry
from service.errors import QueueError, UnknownName
from service.render.job import Job
from service.render.queues import Queue, SharedQueue
from service.render.run import Summary

_WIDTH: Final = 30
_STEPS: Final = 10
"""Plain lines are told at every tenth, and at every failure."""


class Progress:
    """Reports a run to a text stream."""

    def __init__(self, stream: TextIO, is_plain: bool) -> None:
        self._stream = stream
        self._is_plain = is_plain or not stream.isatty()
        self._told = -1

    def __call__(self, summary: Summary, job: Job | None) -> None:
        if self._is_plain:
            self._tell(summary)
        else:
            self._draw(summary)

    def _tell(self, summary: Summary) -> None:
        tenth = summary.finished * _STEPS // max(summary.total, 1)
        if tenth > self._told:
            self._told = tenth
            print(f"{summary.finished} of {summary.total} recordings ready.", file=self._stream, flush=True)

    def _draw(self, summary: Summary) -> None:
        filled = summary.finished * _WIDTH // max(summary.total, 1)
        bar = "#" * filled + "-" * (_WIDTH - filled)
        end = "\n" if summary.finished == summary.total else ""
        print(f"\r[{bar}] {summary.finished} of {summary.total}", end=end, file=self._stream, flush=True)


def get_summary_lines(summary: Summary, kind: str = "MP3") -> list[str]:
    """What a run did, in plain lines; `kind` is what it made."""
    minutes = summary.seconds_of_speech / 60
    later = Counter(str(failure.error) for failure in summary.later)
    lines = [
        f"Recordings: {summary.total}; ready before: {summary.already}; made now: {summary.rendered}.",
        f"Speech made now: {minutes:.1f} minutes, {summary.size / 1_000_000:.1f} MB of {kind}.",
        f"Sentences spoken: {summary.spoken}; taken from the cache: {summary.reused}.",
        f"Failures: {len(summary.lasting)}.",
        f"Time: {summary.seconds:.1f} s.",
    ]
    if summary.elsewhere:
        lines[2] = f"Sentences in them: {summary.elsewhere}, spoken or taken from the cache by the workers."
    if summary.instead:
        lines.append(f"By the fallback voice, since the main voice failed: {summary.instead}.")
    lines += (f"Failed: {failure.job.slug}: {failure.job.title}: {failure.error}" for failure in summary.lasting)
    lines += (f"Not now: {often} recordings: {why} Run this again later." for why, often in later.items())
    return lines


def get_waiting_lines(queue: Queue) -> list[str]:
    """What lies in a queue that others use too; nothing for one of this process alone."""
    if not isinstance(queue, SharedQueue):
        return []
    try:
        waiting = queue.get_waiting()
    except QueueError as error:
        return [str(error)]
    return [f"Waiting in the queue: {waiting.urgent} for listeners, {waiting.bulk} others."]


def get_unspoken_lines(unspoken: Iterable[tuple[Entry, UnknownName]]) -> list[str]:
    """Entries that no voice can speak, and why."""
    return [f"Not spoken: {entry.language}/{entry.slug}: {error}" for entry, error in unspoken]


def make_progress(is_plain: bool) -> Progress:
    return Progress(sys.stderr, is_plain)
