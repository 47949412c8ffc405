"""One file a queue. In: tasks. Out: a future for each; two tasks of one key that are under way are one.

Never: what a task does.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

from service.render.job import Task

Result = TypeVar("Result")


class Queue(Protocol):
    @property
    def workers(self) -> int:
        """How many tasks are performed at once."""
        ...

    def submit(self, task: Task[Result], *, urgent: bool = False) -> Future[Result]:
        """Have a task performed by a worker. A crash, a hang or an engine's failure costs one of three tries.

        `urgent` means that a listener waits: the task goes before all that is not urgent and has not started. A job
        that failed for good is not tried again: `service/render/failures.py`.

        The future raises RenderFailed after the last try, and other LecternErrors as they are.
        """
        ...

    def is_alive(self) -> bool:
        """Whether tasks that are given out now will be performed, as far as can be told without a task."""
        ...

    def close(self) -> None:
        """Stop at once. What was under way is lost; what was finished is in the store."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """Tasks that no worker has taken yet, whoever asked for them."""

    urgent: int
    bulk: int


@runtime_checkable
class SharedQueue(Queue, Protocol):
    """A queue that several processes give tasks to."""

    def get_waiting(self) -> Waiting:
        """:raise QueueError: if it cannot be asked."""
        ...
