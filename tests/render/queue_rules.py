"""What every queue does: one list of tests, run over the pool here and over Celery in tests/peers/."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.errors import EngineAway, EngineUnavailable, RenderFailed, UnknownName
from service.render.failures import Failures
from service.render.job import PhonemesTask, VoiceListTask, VoicesTask, is_done
from service.render.queues import Queue
from service.render.run import run
from service.speech.script import Span

from .benches import get_spoken
from .jobs import SILENT, HastyJob, make_job
from .queues import Make, get_store

SECONDS = 60
"""Longer than anything here may take."""


class QueueRules:
    """The texts of each test are its own: a queue whose start takes long may serve all of them in one place."""

    @pytest.fixture
    def make(self) -> Make:
        raise NotImplementedError

    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        """The folder of the workers of `queue`."""
        return tmp_path

    @pytest.fixture
    def queue(self, make: Make, place: Path) -> Iterator[Queue]:
        queue = make(place, 2)
        yield queue
        queue.close()

    def test_a_job_is_done_and_told(self, queue: Queue, place: Path) -> None:
        job = make_job("A good sentence.", "Another one.")
        outcome = queue.submit(job).result(SECONDS)
        assert (outcome.rendered, outcome.sample_rate) == (True, 22050)
        assert outcome.samples > 22050
        assert is_done(job, get_store(place))

    @pytest.mark.parametrize("fault", ["CRASH", "HANG", "FAIL"])
    def test_one_crash_hang_or_failure_costs_one_try(self, queue: Queue, place: Path, fault: str) -> None:
        good, bad = f"A good sentence before a {fault.lower()}.", f"This one will {fault} ONCE."
        job = make_job(good, bad, kind=HastyJob)
        queue.submit(job).result(SECONDS)
        assert is_done(job, get_store(place))
        assert (get_spoken(place).count(good), get_spoken(place).count(bad)) == (1, 2)
        assert Failures(get_store(place)).find(job.key) is None

    @pytest.mark.parametrize(
        ("fault", "why"), [("CRASH", "exit|ended|lost"), ("HANG", "within 2"), ("FAIL", "says no")]
    )
    def test_three_of_them_end_the_job_with_a_reason(self, queue: Queue, place: Path, fault: str, why: str) -> None:
        text = f"This one will {fault} ALWAYS."
        with pytest.raises(RenderFailed, match=rf"'poison' failed 3 times.*({why})"):
            queue.submit(make_job(text, part="poison", kind=HastyJob)).result(SECONDS)
        assert get_spoken(place).count(text) == 3
        assert queue.submit(make_job(f"Life goes on after a {fault.lower()}.")).result(SECONDS)

    def test_what_failed_for_good_is_not_tried_again_until_it_is_forgotten(self, queue: Queue, place: Path) -> None:
        text = "Even this one will FAIL ALWAYS."
        job = make_job(text, part="poison")
        for _ in "12":
            with pytest.raises(RenderFailed, match="'poison' failed 3 times"):
                queue.submit(job).result(SECONDS)
        assert get_spoken(place).count(text) == 3
        Failures(get_store(place)).forget(job.key)
        with pytest.raises(RenderFailed):
            queue.submit(job).result(SECONDS)
        assert get_spoken(place).count(text) == 6

    def test_tries_of_another_process_count(self, queue: Queue, place: Path) -> None:
        text = "Two tries of this one were elsewhere; it will FAIL ALWAYS."
        job = make_job(text, part="poison")
        failures = Failures(get_store(place))
        failures.add(job.key, job.slug, job.title, RenderFailed("It ended."), 2, is_final=False)
        with pytest.raises(RenderFailed, match="failed 3 times"):
            queue.submit(job).result(SECONDS)
        assert get_spoken(place).count(text) == 1

    def test_an_engine_that_is_away_is_told_at_once_and_the_next_wish_is_a_new_one(
        self, queue: Queue, place: Path
    ) -> None:
        text = "For this one the engine is AWAY ONCE."
        job = make_job(text)
        with pytest.raises(EngineAway, match="not to be had just now"):
            queue.submit(job).result(SECONDS)
        record = Failures(get_store(place)).find(job.key)
        assert record is None or (record.tries, record.is_final, record.is_passing) == (0, False, True)
        assert get_spoken(place).count(text) == 1
        assert queue.submit(job).result(SECONDS).rendered
        assert Failures(get_store(place)).find(job.key) is None

    def test_a_missing_voice_is_no_failure_of_the_task_and_says_what_to_install(self, queue: Queue) -> None:
        with pytest.raises(EngineUnavailable, match="Install one"):
            queue.submit(VoicesTask("silence", (("en", "absent"),))).result(SECONDS)

    def test_an_unknown_voice_is_an_error_that_lists_the_known(self, queue: Queue) -> None:
        with pytest.raises(UnknownName, match=r"'Bob'.*Known: silence"):
            queue.submit(VoicesTask("silence", (("en", "Bob"),))).result(SECONDS)

    def test_a_question_is_answered_by_a_worker(self, queue: Queue) -> None:
        known, unknown = queue.submit(VoicesTask("silence", (("en", ""), ("fr", "Bob")))).result(SECONDS)
        assert getattr(known, "name", "") == "silence"
        assert isinstance(unknown, UnknownName)
        assert "Known: silence" in str(unknown)
        assert [each.name for each in queue.submit(VoiceListTask("silence")).result(SECONDS)] == ["silence"]
        assert queue.submit(PhonemesTask((Span("One.", "en"),), SILENT)).result(SECONDS) == ""

    def test_two_requests_for_one_key_are_one_task(self, queue: Queue) -> None:
        future = queue.submit(make_job("A sentence for two, SLOWLY."))
        assert queue.submit(make_job("A sentence for two, SLOWLY.")) is future
        assert future.result(SECONDS)

    def test_a_run_does_what_it_can_and_lists_what_failed(self, queue: Queue, place: Path) -> None:
        jobs = [make_job(f"Sentence number {number}.", part=f"p{number}") for number in range(6)]
        poison = make_job("In a run this one will FAIL ALWAYS.", part="poison")
        reports: list[int] = []
        summary = run([*jobs, poison], get_store(place), queue, lambda state, _: reports.append(state.finished))
        assert (summary.rendered, [failure.job.part for failure in summary.failures]) == (6, ["poison"])
        assert reports == list(range(8))
        again = run(jobs, get_store(place), queue, lambda *_: None)
        assert (again.already, again.rendered) == (6, 0)


class OrderRules:
    """What shows only where a queue has one worker for itself."""

    @pytest.fixture
    def make(self) -> Make:
        raise NotImplementedError

    def test_what_a_listener_waits_for_goes_before_what_has_not_started(self, make: Make, tmp_path: Path) -> None:
        queue = make(tmp_path, 1)
        jobs = [make_job(f"This one is spoken SLOWLY, {number}.", part=f"bulk {number}") for number in range(6)]
        futures = [queue.submit(job) for job in jobs]
        while not get_spoken(tmp_path):
            threading.Event().wait(0.01)
        futures.append(queue.submit(make_job("Now SLOWLY.", part="wanted"), urgent=True))
        futures.append(queue.submit(jobs[5], urgent=True))  # what waits already is wanted now
        for future in futures:
            future.result(SECONDS)
        queue.close()
        ended = [text for text in get_spoken(tmp_path) if "SLOWLY" in text]
        assert ended.index("Now SLOWLY.") <= 2  # after the one that had started, and perhaps one that was on its way
        assert ended.index("This one is spoken SLOWLY, 5.") <= 4
        assert len(ended) == len(set(ended)) == 7

    def test_a_stopped_queue_says_so_and_does_not_hang(self, make: Make, tmp_path: Path) -> None:
        queue = make(tmp_path, 1)
        futures = [queue.submit(make_job(f"This one will HANG ALWAYS, {number}.")) for number in range(3)]
        queue.close()
        for future in futures:
            with pytest.raises(RenderFailed, match="stopped"):
                future.result(10)
        with pytest.raises(RenderFailed, match="stopped"):
            queue.submit(make_job("Too late.")).result(10)
