"""What failed for good: told by `status`, tried again by `render --retry-failed`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.render.failures import RETRY, FailureRecord, Failures
from service.render.job import Job, is_done
from service.store.contract import Store


def get_failed(jobs: Iterable[Job | None], store: Store) -> Iterator[tuple[Job, FailureRecord]]:
    """Those of the jobs that are not done and failed at least once, each with its record."""
    failures = Failures(store)
    for job in {job.key: job for job in jobs if job is not None}.values():
        if not is_done(job, store) and (record := failures.find(job.key)):
            yield job, record


def get_failed_lines(jobs: Iterable[Job | None], store: Store) -> list[str]:
    """Those that are not tried again, for a person."""
    final = [(job, record) for job, record in get_failed(jobs, store) if record.is_final]
    lines = [
        f"Failed for good: {job.slug}: {record.error} Last tried on {record.told_moment}." for job, record in final
    ]
    return [*lines, f"Failed for good: {len(final)}. '{RETRY}' tries again."] if lines else []


def forget_failed(jobs: Iterable[Job | None], store: Store) -> None:
    """Let every job be tried again."""
    for job, _ in list(get_failed(jobs, store)):
        Failures(store).forget(job.key)
