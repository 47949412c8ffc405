"""What a worker process may not do, proved by workers that try."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from service.errors import RenderFailed
from service.render.queues.pool import Pool

from .greedy import MEGABYTES, Ask, Greedy, make_bounded_bench
from .jobs import make_job

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these bounds are Linux's")


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    pool = Pool(1, partial(make_bounded_bench, tmp_path))
    yield pool
    pool.close()


@pytest.mark.parametrize(
    ("what", "why"),
    [("memory", "more memory than the setting"), ("memory in C", "exit code -11"), ("time", "exit code -24")],
)
def test_a_task_that_takes_too_much_is_tried_three_times_and_given_up_and_the_next_one_is_done(
    pool: Pool, tmp_path: Path, what: str, why: str
) -> None:
    with pytest.raises(RenderFailed, match=f"'greedy' failed 3 times.*{why}"):
        pool.submit(Greedy(what)).result(120)
    assert (tmp_path / "cache" / "tries").read_text() == "xxx"
    assert pool.submit(make_job("Life goes on.")).result(60).rendered


def test_a_worker_dumps_no_core_gains_no_rights_and_stands_back(pool: Pool) -> None:
    assert pool.submit(Ask()).result(60) == {
        "cores": (0, 0),
        "memory": (MEGABYTES * 1_000_000,) * 2,
        "no new rights": "1",
        "niceness": os.nice(0) + 3,
        "others may write": False,
    }


def test_the_time_of_one_task_is_not_taken_from_the_next(pool: Pool, tmp_path: Path) -> None:
    """Each is allowed a second of its own; six of them together take more than the bound of one."""
    for number in range(6):
        assert pool.submit(Greedy(f"part {number}")).result(60) == "had all of it"
    assert (tmp_path / "cache" / "tries").read_text() == "x" * 6
