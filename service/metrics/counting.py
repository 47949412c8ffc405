"""Where rooms tell what happened. Costs next to nothing where nobody has asked for figures."""

from __future__ import annotations

from typing import Protocol

from service.metrics.measures import Measure


class Sink(Protocol):
    """Whoever keeps the figures. Safe for any number of threads."""

    def add(self, measure: Measure, labels: tuple[str, ...], amount: float) -> None: ...

    def set(self, measure: Measure, amount: float) -> None: ...


_sink: Sink | None = None


def use(sink: Sink | None) -> None:
    """From now on this process tells this sink what happens; None ends it."""
    global _sink  # noqa: PLW0603  a process has one set of figures
    _sink = sink


def is_counted() -> bool:
    return _sink is not None


def count(measure: Measure, *labels: str, amount: float = 1.0) -> None:
    """Add to a counter or to a sum of levels, or note how many seconds something took."""
    if _sink is not None:
        _sink.add(measure, labels, amount)


def set_level(measure: Measure, amount: float) -> None:
    """Say how high something is now."""
    if _sink is not None:
        _sink.set(measure, amount)
