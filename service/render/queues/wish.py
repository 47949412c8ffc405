"""A task that somebody waits for, while it is with workers elsewhere."""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final

from service.render.failures import FailureRecord
from service.render.job import Task

LOST_SECONDS: Final = 20.0
"""A wish this old, while nothing lies in the queues any more, is sent again; then after twice that, and so on."""


@dataclass(slots=True, eq=False)
class Wish:
    """A task that somebody waits for."""

    task: Task[Any]
    ticket: str
    text: str
    is_urgent: bool
    since: float = field(default_factory=time.monotonic)
    resend: float = 0.0
    """When it counts as lost; 0 while it was not sent yet."""
    resend_pause: float = LOST_SECONDS
    before: FailureRecord | None = None
    """What was known of its failures when it was sent."""
    future: Future[Any] = field(default_factory=Future)
