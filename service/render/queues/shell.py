"""What a Celery worker does with a message: a thin shell around the same `task.perform(bench)` as everywhere.

The message says what is wanted, the store says what is true. A try is counted before it is made, so that a task that
takes its worker with it has an end too.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from service import errors
from service.errors import AudioError, LecternError, RenderFailed, StoreError, TaskError, UnknownName
from service.render.failures import TRIES, FailureRecord, Failures, get_failure, is_of_the_job
from service.render.job import Bench, Task, is_done
from service.render.plain import from_plain, get_answer_type, read_envelope, read_task, to_plain
from service.render.queues.locks import Locks
from service.store.contract import Name

ANSWER: Final = "answer.json"
"""What a question's answer is kept as, until whoever asked has read it."""
_LATE: Final = 3
"""Exit code of a worker process that took too long."""
ENDED: Final = "the worker process ended in the middle of it"

_log = logging.getLogger(__name__)


class TryAgain(Exception):  # noqa: N818  what the caller should do
    """The message is to be given again, to any worker: at once, as the next one."""


class AskLater(Exception):  # noqa: N818
    """Another worker still holds the lock, though it was lost: the message goes to the end of the queue."""


@dataclass(frozen=True, slots=True)
class Shell:
    """A worker process's bench, and what it shares with all others."""

    bench: Bench
    failures: Failures
    locks: Locks
    kinds: Mapping[str, type[Any]]
    perform_task: Callable[[Task[Any]], Any]
    """Performs a task at the bench, within the bounds of a worker process."""

    def perform(self, text: str, ticket: str, is_again: bool) -> None:
        """Have done what a message says, unless it is done. `ticket` is where its truth lies in the store.

        :raise TryAgain: :raise AskLater:
        :raise StoreError: if the store, or the broker of the locks, is away.
        """
        task = self._read(text, ticket)
        if task is None or self._is_settled(task, ticket):
            return
        with self.locks.try_hold("task", ticket) as is_ours:
            if is_ours:
                if not self._is_settled(task, ticket):
                    self._try(task, ticket)
            elif is_again:  # its last worker was lost, but its lock has not ended yet
                raise AskLater
            # else somebody else is at it, and has a message of their own

    def _read(self, text: str, ticket: str) -> Task[Any] | None:
        try:
            return read_task(text, self.kinds)
        except TaskError as error:
            _log.error("A task was refused: %s", error)
            try:
                title = str(read_envelope(text)["task"]["title"])
            except (TaskError, KeyError, TypeError):
                return None
            self._count(ticket, "", title, RenderFailed(f"'{title}' was refused by a worker: {error}"))
            return None

    def _is_settled(self, task: Task[Any], ticket: str) -> bool:
        if hasattr(task, "products"):
            is_there = is_done(task, self.bench.store)  # type: ignore[arg-type]
        else:
            is_there = self.bench.store.get_stored(Name(ticket, ANSWER)) is not None
        record = None if is_there else self.failures.find(ticket)
        return is_there or (record is not None and record.is_final)

    def _try(self, task: Task[Any], ticket: str) -> None:
        before = self.failures.find(ticket)
        tries = before.tries if before else 0
        slug = getattr(task, "slug", "")
        if before and tries >= TRIES:  # the last try ended without a word
            self.failures.put_back(ticket, replace(before, is_final=True))
            return
        self.failures.add(ticket, slug, task.title, get_failure(task, ENDED, tries + 1), tries + 1, is_final=False)
        late = threading.Timer(task.seconds_allowed, self._end, [task, ticket, tries + 1])
        late.daemon = True
        late.start()
        try:
            self._perform(task, ticket)
        except LecternError as error:
            if not is_of_the_job(error):
                self._pass_by(task, ticket, before, error)
            else:
                failure = error if isinstance(error, AudioError) else get_failure(task, str(error), tries + 1)
                self._count(ticket, slug, task.title, failure, tries + 1)
        except Exception as error:  # noqa: BLE001  whatever a library raised is the task's failure
            _log.exception("'%s' failed.", task.title)
            why = f"{type(error).__name__}: {error}"
            self._count(ticket, slug, task.title, get_failure(task, why, tries + 1), tries + 1)
        except BaseException:  # the worker is told to stop: it was no try
            self.failures.put_back(ticket, before)
            raise
        else:
            self.failures.forget(ticket)
        finally:
            late.cancel()

    def _end(self, task: Task[Any], ticket: str, tries: int) -> None:
        """End this process, which is stuck, and say so. Where not even this can run, Celery ends it a little later."""
        why = f"the worker did not finish within {task.seconds_allowed:.0f} s"
        slug, failure = getattr(task, "slug", ""), get_failure(task, why, tries)
        self.failures.add(ticket, slug, task.title, failure, tries, is_final=tries >= TRIES)
        self.locks.give_all_back()
        os._exit(_LATE)

    def _perform(self, task: Task[Any], ticket: str) -> None:
        if hasattr(task, "products"):
            self.perform_task(task)
            return
        try:
            answer = {"answer": to_plain(self.perform_task(task))}
        except LecternError as error:
            if is_of_the_job(error) or isinstance(error, StoreError):
                raise
            answer = {"error": type(error).__name__, "values": _get_values(error)}
        self.bench.store.put(Name(ticket, ANSWER), json.dumps(answer).encode(), is_served=False)

    def _count(self, ticket: str, slug: str, title: str, failure: LecternError, tries: int = TRIES) -> None:
        """Keep a try that failed. :raise TryAgain: if it was not the last."""
        self.failures.add(ticket, slug, title, failure, tries, is_final=tries >= TRIES)
        if tries < TRIES:
            raise TryAgain

    def _pass_by(self, task: Task[Any], ticket: str, before: FailureRecord | None, error: LecternError) -> None:
        """What is missing here, or away, was no try of the task; whoever waits is told by the record."""
        tries = before.tries if before else 0
        self.failures.add(ticket, getattr(task, "slug", ""), task.title, error, tries, is_final=False)


def _get_values(error: LecternError) -> Any:
    return to_plain(error) if isinstance(error, UnknownName) else str(error)


def get_ticket(task: Task[Any], nonce: bytes) -> str:
    """Where the truth about a task lies in the store: a job's own key, or for a question a place of its own."""
    if hasattr(task, "products"):
        return task.key
    return hashlib.sha256(nonce + task.key.encode()).hexdigest()


def read_answer(task: Task[Any], data: bytes) -> Any:
    """What a worker answered. :raise LecternError: as the worker did. :raise TaskError:"""
    try:
        found = json.loads(data)
        if set(found) == {"answer"}:
            return from_plain(get_answer_type(task), found["answer"], "answer")
        values = found["values"]
        if found["error"] == UnknownName.__name__:
            raise from_plain(UnknownName, values, "error")
        made = getattr(errors, str(found["error"]), None)
    except (ValueError, TypeError, KeyError) as error:
        raise TaskError(f"The answer to '{task.title}' cannot be read: {error}.") from error
    if not (isinstance(made, type) and issubclass(made, LecternError)) or not isinstance(values, str):
        raise TaskError(f"The answer to '{task.title}' is none of this version.")
    raise made(values)
