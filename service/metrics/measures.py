"""All that is counted: the whole list, with every label. A test holds it, so that none is added without a thought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["counter", "seconds", "sum of levels", "highest level"]


@dataclass(frozen=True, slots=True)
class Measure:
    name: str
    """As Prometheus names it, without the `_total` that counters get."""
    help: str
    labels: tuple[str, ...] = ()
    kind: Kind = "counter"
    """A level can go down; of the processes that tell one, their sum is told, or the highest."""


REQUESTS: Final = Measure("lectern_requests", "Requests by route template and class of status.", ("route", "status"))
REQUEST_SECONDS: Final = Measure(
    "lectern_request_seconds", "Seconds until a request was answered, by route template.", ("route",), "seconds"
)
RENDERS: Final = Measure("lectern_renders", "Tasks of the render queue that ended: done or failed.", ("outcome",))
QUEUED: Final = Measure("lectern_queued", "Tasks given to the render queue and not ended.", kind="sum of levels")
RESTARTS: Final = Measure(
    "lectern_engine_restarts", "Engines that were ended and started again: crash, hang or failure.", ("why",)
)
CLIPS: Final = Measure("lectern_clips", "Clips of sentences: spoken, or taken from the cache.", ("source",))
AUDIO: Final = Measure("lectern_audio", "Recordings that were asked for: there (hit) or not there (miss).", ("found",))
MISSING: Final = Measure(
    "lectern_missing", "Recordings that the content calls for and the store lacks.", kind="highest level"
)
UNHEARD: Final = Measure("lectern_phone_missing", "Clips that a phone call looked for and that were not recorded.")
WEBHOOK: Final = Measure(
    "lectern_phone_webhook",
    "Of the phone line by webhook: calls, busy, requests refused, faults of ours, clips unplayable.",
    ("what",),
)
TRY_FAULTS: Final = Measure("lectern_phone_try_faults", "Steps of a call on the page of the phone line that failed.")

MEASURES: Final = (
    REQUESTS, REQUEST_SECONDS, RENDERS, QUEUED, RESTARTS, CLIPS, AUDIO, MISSING, UNHEARD, WEBHOOK, TRY_FAULTS,
)  # fmt: skip
