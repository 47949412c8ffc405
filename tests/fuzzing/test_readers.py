"""Whatever others write is read, or refused in the reader's own way: nothing else, and never for long."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from .limits import TooSlow, limit
from .readers import READERS
from .strategies import get_inputs

LETTERS = 6_000
FIXED = settings(
    max_examples=40, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
"""The same inputs each time: `python -m peers.fuzz` is for new ones."""


@pytest.mark.parametrize("name", READERS)
def test_what_is_right_is_read(name: str) -> None:
    for seed in READERS[name].seeds():
        READERS[name].check(seed)


@pytest.mark.parametrize("name", READERS)
def test_whatever_comes_is_read_or_refused(name: str) -> None:
    @FIXED
    @given(get_inputs(name))
    def check(data: bytes) -> None:
        READERS[name].check(data)

    check()


@pytest.mark.parametrize("name", READERS)
def test_a_word_again_and_again_is_read_or_refused(name: str) -> None:
    seed = next(iter(READERS[name].seeds()))
    for word in (*READERS[name].words.split(), *"[{(<\"'&|*"):
        many = word.encode() * (LETTERS // len(word))
        for place in (0, len(seed) // 3, len(seed) // 2, len(seed)):
            READERS[name].check(seed[:place] + many + seed[place:])


def _never_end() -> None:
    while True:
        try:
            sum(range(1000))
        except Exception:
            continue


def test_what_takes_for_ever_is_stopped_whatever_swallows_errors() -> None:
    with limit(0.01), pytest.raises(TooSlow):
        _never_end()
