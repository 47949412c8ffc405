"""Failures that are kept: a job that failed for good is not tried again until its inputs change, or a person asks.

A record lies in the store under the job's key, so every process and machine that shares the store knows of it. What
passes by itself, such as a store, a broker or an engine that is away, is no failure of the job: it rests for a minute
in memory.
"""

from __future__ import annotations

import json
import logging
import re
import time
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from service.errors import (
    AudioError,
    EngineAway,
    EngineError,
    EngineUnavailable,
    LecternError,
    RenderFailed,
    StoreError,
)
from service.render.job import Task
from service.store.contract import Name, Store

TRIES: Final = 3
"""In all, whoever makes them: other processes and other machines count too."""
KIND: Final = "failure.json"
RETRY: Final = "python -m service render --retry-failed"
_VERSION: Final = 1
_REST_SECONDS: Final = 60.0
"""After a fault that passes no other try is made for this long: a broken engine is not asked again and again."""
_KEY: Final = re.compile(r"[0-9a-f]{64}")
_KINDS: Final = {each.__name__: each for each in (RenderFailed, AudioError, EngineUnavailable, EngineAway, StoreError)}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FailureRecord:
    """What is known of a job that failed; deleted once the job succeeds."""

    slug: str
    title: str
    error: str
    """Why the last try failed, for a person."""
    kind: str
    """Name of the exception: `RenderFailed`, `AudioError`, or of what passes by and was no try."""
    tries: int
    moment: int
    """Of the last try: seconds since 1970, UTC."""
    is_final: bool
    """Whether no other try is made."""

    @property
    def is_passing(self) -> bool:
        """Whether it tells of something that was missing or away, and not of a try."""
        return self.kind not in (RenderFailed.__name__, AudioError.__name__)

    @property
    def told_moment(self) -> str:
        return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(self.moment))

    def get_error(self) -> LecternError:
        """The failure as the last try raised it."""
        make = _KINDS.get(self.kind, RenderFailed)
        if not self.is_final:
            return make(self.error)
        return make(f"{self.error} It is tried again when its text or settings change, or by '{RETRY}'.")


class Failures:
    """The failures of one store. Safe for any number of threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._resting: dict[str, tuple[float, LecternError]] = {}

    def get(self, key: str) -> LecternError | None:
        """Why a job is not to be tried now: it failed for good, or something failed for it a short while ago."""
        since, failure = self._resting.get(key, (0.0, None))
        if failure is not None and time.monotonic() - since < _REST_SECONDS:
            return failure
        record = self.find(key)
        return record.get_error() if record and record.is_final else None

    def find(self, key: str) -> FailureRecord | None:
        """The record of a job's failure; None if there is none, or it cannot be read."""
        if not _KEY.fullmatch(key):
            return None
        try:
            found = self._store.get(Name(key, KIND))
        except StoreError:  # whoever needs the store hears of it from what they do there
            return None
        return read_record(found.data) if found else None

    def rest(self, key: str, error: LecternError) -> None:
        """Remember for a short while that something failed."""
        self._resting[key] = (time.monotonic(), error)

    def add(self, key: str, slug: str, title: str, error: LecternError, tries: int, *, is_final: bool) -> None:
        """Keep that `tries` tries of a job were made, and how the last one ended. A task that is no job has no key."""
        if _KEY.fullmatch(key):
            record = FailureRecord(slug, title, str(error), type(error).__name__, tries, int(time.time()), is_final)
            self._write(key, record)

    def put_back(self, key: str, record: FailureRecord | None) -> None:
        """As it was before a try that does not count."""
        if record is None:
            self.forget(key)
        else:
            self._write(key, record)

    def _write(self, key: str, record: FailureRecord) -> None:
        data = json.dumps({"version": _VERSION, **asdict(record)}, sort_keys=True).encode()
        try:
            self._store.delete(Name(key, KIND))
            self._store.put(Name(key, KIND), data, is_served=False)
        except StoreError as fault:
            _log.warning("It could not be kept that '%s' failed: %s", record.title, fault)

    def forget(self, key: str) -> None:
        """The job succeeded, or a person wants it tried again."""
        self._resting.pop(key, None)
        if _KEY.fullmatch(key):
            try:
                self._store.delete(Name(key, KIND))
            except StoreError as fault:
                _log.warning("The record of a failure could not be deleted: %s", fault)


def read_record(data: bytes) -> FailureRecord | None:
    """A record, or None if it is of another version or damaged: then the job counts as never tried."""
    try:
        values = json.loads(data)
        if values.pop("version") != _VERSION:
            return None
        types = {field.name: type(values[field.name]).__name__ for field in fields(FailureRecord)}
        record = FailureRecord(**values)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return record if all(types[field.name] == field.type for field in fields(FailureRecord)) else None


def is_of_the_job(error: BaseException) -> bool:
    """Whether an error counts as a try of the job. What is missing on this machine, or away for now, does not."""
    if isinstance(error, EngineUnavailable | EngineAway):
        return False
    return not isinstance(error, LecternError) or isinstance(error, EngineError | AudioError)


def get_failure(task: Task[Any], why: str, tries: int) -> RenderFailed:
    """What a person needs to know of a job that was given up."""
    often = f"{tries} times" if tries > 1 else "once"
    return RenderFailed(f"'{task.title}' failed {often}: {why.rstrip('.')}.")
