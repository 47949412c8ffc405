"""One file a queue. In: tasks. Out: a future for each; two tasks of one key that are under way are one.

Never: what a task does.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import Protocol, TypeVar

from service.render.job import Task

Result = TypeVar("Result")


class Queue(Protocol):
    def submit(self, task: Task[Result]) -> Future[Result]:
        """Have a task performed by a worker. A crash, a hang or an engine's failure costs one retry.

        The future raises RenderFailed after the second failure, and other LecternErrors as they are.
        """
        ...

    def close(self) -> None:
        """Stop at once. What was under way is lost; what was finished is in the store."""
        ...
