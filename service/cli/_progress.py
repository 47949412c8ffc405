"""Progress of a run: a bar on a terminal, plain lines elsewhere, since an operator may use a screen reader."""

from __future__ import annotations

import sys
from typing import Final, TextIO

from service.render.job import Job
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


def get_summary_lines(summary: Summary) -> list[str]:
    """What a run did, in plain lines."""
    minutes = summary.seconds_of_speech / 60
    lines = [
        f"Recordings: {summary.total}; ready before: {summary.already}; made now: {summary.rendered}.",
        f"Speech made now: {minutes:.1f} minutes, {summary.size / 1_000_000:.1f} MB of MP3.",
        f"Sentences spoken: {summary.spoken}; taken from the cache: {summary.reused}.",
        f"Failures: {len(summary.failures)}.",
        f"Time: {summary.seconds:.1f} s.",
    ]
    lines += (f"Failed: {failure.job.slug}: {failure.job.title}: {failure.error}" for failure in summary.failures)
    return lines


def make_progress(is_plain: bool) -> Progress:
    return Progress(sys.stderr, is_plain)
