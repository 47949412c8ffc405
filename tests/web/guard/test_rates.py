from __future__ import annotations

from dataclasses import dataclass

import pytest

from service.web.guard import rates as module
from service.web.guard.rates import AUDIO_FACTOR, Rates


@dataclass
class Clock:
    now: float = 86_400.0 * 20_000

    def __call__(self) -> float:
        return self.now


def make_rates(most: int) -> tuple[Rates, Clock]:
    clock = Clock()
    return Rates(most, clock), clock


def test_one_too_many_within_a_minute_waits_for_the_next_minute() -> None:
    rates, clock = make_rates(3)
    clock.now += 20
    assert [rates.count("a", False) for _ in range(5)] == [0, 0, 0, 40, 40]
    clock.now += 40
    assert rates.count("a", False) == 0


def test_each_address_is_counted_by_itself() -> None:
    rates, _ = make_rates(1)
    assert [rates.count(name, False) for name in ("a", "b", "a")] == [0, 0, 60]


def test_audio_is_counted_by_itself_and_has_far_more() -> None:
    rates, _ = make_rates(2)
    assert [rates.count("a", False) for _ in range(3)] == [0, 0, 60]
    assert [rates.count("a", True) for _ in range(2 * AUDIO_FACTOR + 1)] == [0] * (2 * AUDIO_FACTOR) + [60]


def test_zero_is_without_limit_and_who_cannot_be_told_apart_is_not_counted() -> None:
    assert all(make_rates(0)[0].count("a", False) == 0 for _ in range(100))
    rates, _ = make_rates(1)
    assert [rates.count("", False) for _ in range(3)] == [0, 0, 0]
    assert not rates._counts


def test_of_an_address_only_a_keyed_hash_is_held_and_not_even_that_after_the_minute() -> None:
    rates, clock = make_rates(5)
    rates.count("203.0.113.9", False)
    held = set(rates._counts)
    assert all(b"203" not in name and len(name) == 16 for name in held)
    clock.now += 60
    rates.count("198.51.100.1", False)
    assert not held & set(rates._counts)


def test_the_key_dies_with_the_day() -> None:
    rates, clock = make_rates(5)
    rates.count("a", False)
    first = set(rates._counts)
    clock.now += 86_400
    rates.count("a", False)
    assert not first & set(rates._counts)


def test_however_many_come_the_memory_is_bounded_and_those_already_counted_stay_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_MOST_NAMES", 10)
    rates, _ = make_rates(1)
    rates.count("a", False)
    assert [rates.count(str(number), False) for number in range(100)] == [0] * 100
    assert len(rates._counts) == 10
    assert rates.count("a", False) == 60
