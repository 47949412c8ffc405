"""What a queue tells, of real workers that crash, hang and fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from render.benches import make_unreliable_bench
from render.jobs import HastyJob, make_job

from service.metrics.counting import use
from service.metrics.measures import Measure
from service.render.failures import TRIES
from service.render.queues.pool import Pool


@dataclass
class Notes:
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)

    def add(self, measure: Measure, labels: tuple[str, ...], amount: float) -> None:
        assert len(labels) == len(measure.labels)
        self.counts[measure.name, *labels] += int(amount)
        self.most[measure.name] = max(self.most[measure.name], self.counts[measure.name, *labels])

    def set(self, measure: Measure, amount: float) -> None:
        self.counts[measure.name,] = int(amount)


@pytest.fixture
def notes() -> Iterator[Notes]:
    notes = Notes()
    use(notes)
    yield notes
    use(None)


def test_a_queue_tells_how_many_tasks_there_are_how_they_ended_and_what_it_took(tmp_path: Path, notes: Notes) -> None:
    pool = Pool(1, partial(make_unreliable_bench, tmp_path))
    try:
        texts = (
            "A good sentence.",
            "This one will CRASH ONCE.",
            "This one will HANG ONCE.",
            "This one will FAIL ALWAYS.",
        )
        for number, text in enumerate(texts):
            future = pool.submit(make_job(text, part=f"p{number}", kind=HastyJob))
            assert bool(future.exception(60)) == ("ALWAYS" in text)
        pool.submit(make_job(texts[0], part="again", kind=HastyJob)).result(60)
    finally:
        pool.close()
    assert notes.most["lectern_queued"] == 1
    assert notes.counts == {
        ("lectern_queued",): 0,
        ("lectern_renders", "done"): 4,
        ("lectern_renders", "failed"): 1,
        ("lectern_engine_restarts", "crash"): 1,
        ("lectern_engine_restarts", "hang"): 1,
        ("lectern_engine_restarts", "failure"): TRIES,
        ("lectern_clips", "spoken"): 3,
        ("lectern_clips", "cache"): 1,
    }


def test_nothing_is_told_where_nobody_asked(tmp_path: Path, notes: Notes) -> None:
    use(None)
    pool = Pool(1, partial(make_unreliable_bench, tmp_path))
    pool.submit(make_job("A good sentence.")).result(60)
    pool.close()
    assert not notes.counts
