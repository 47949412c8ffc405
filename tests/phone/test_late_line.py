"""A line that is made beside the start."""

from __future__ import annotations

import logging
import threading

import pytest

from service.errors import EngineUnavailable, QueueError
from service.phone import late_line
from service.phone.late_line import LateLine


def test_a_call_waits_for_the_line() -> None:
    ready = threading.Event()
    get_line = LateLine(lambda: "the line" if ready.wait(5) else "")
    ready.set()
    assert get_line() == "the line"
    assert get_line() == "the line"


def test_a_call_does_not_wait_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late_line, "_SECONDS", 0.01)
    ready = threading.Event()
    get_line = LateLine(lambda: ready.wait(5))
    with pytest.raises(TimeoutError):
        get_line()
    ready.set()


def test_why_there_is_no_line_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise EngineUnavailable("There is no voice.")

    with caplog.at_level(logging.ERROR):
        get_line = LateLine(fail)
        with pytest.raises(EngineUnavailable):
            get_line()
    assert "The phone line cannot take calls: There is no voice." in caplog.text


def test_what_failed_is_tried_again_by_a_later_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late_line, "_REST_SECONDS", 0.0)
    ends = iter((QueueError("The queue is away."), EngineUnavailable("There is no voice."), "the line"))

    def make() -> str:
        end = next(ends)
        if isinstance(end, Exception):
            raise end
        return end

    get_line = LateLine(make)
    for error in (QueueError, EngineUnavailable):
        with pytest.raises(error):
            get_line()
    assert [get_line(), get_line()] == ["the line"] * 2


def test_what_has_just_failed_is_not_tried_at_every_call() -> None:
    tries = []

    def fail() -> str:
        tries.append("once")
        raise QueueError("The queue is away.")

    get_line = LateLine(fail)
    for _ in range(5):
        with pytest.raises(QueueError):
            get_line()
    assert tries == ["once"]
