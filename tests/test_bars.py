"""What the benches of the phone line must reach: a failed call or a slow one ends them with a message."""

from __future__ import annotations

import os

import pytest

from bench import calls, webhook
from bench._bars import demand, use_two_processors

FAST = [0.1] * 150


def test_calls_that_all_went_well_and_were_quick_miss_nothing() -> None:
    demand(calls.get_misses([], FAST))
    demand(webhook.get_misses([3.0] * 99 + [49.9], 50))


@pytest.mark.parametrize(
    ("misses", "words"),
    [
        (calls.get_misses([TimeoutError()], FAST), "1 of 50 calls failed, such as by TimeoutError"),
        (calls.get_misses([], [0.1] * 5 + [0.31] * 6), "the median from a key to new sound is 310 ms, above 300"),
        (calls.get_misses([], []), "above 300"),
        (webhook.get_misses([3.0] * 99 + [50.0], 50), "with 50 calls at once 99 of 100 answers took 50.0 ms"),
    ],
    ids=["a call that failed", "slow keys", "no key was answered", "slow answers"],
)
def test_what_is_missed_is_said_and_ends_the_program(misses: list[str], words: str) -> None:
    with pytest.raises(SystemExit, match=words) as end:
        demand(misses)
    assert end.value.code != 0


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="NOT PROVED HERE: this system pins no processes")
def test_two_processors_are_used_at_most() -> None:
    before = os.sched_getaffinity(0)
    try:
        use_two_processors()
        assert len(os.sched_getaffinity(0)) == min(2, len(before))
    finally:
        os.sched_setaffinity(0, before)
