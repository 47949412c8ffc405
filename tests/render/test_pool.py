from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from service.errors import EngineUnavailable, RenderFailed, UnknownName
from service.render.job import VoicesTask, is_done
from service.render.queues.pool import Pool
from service.render.run import Summary, run
from service.store.folder import FolderStore

from .benches import get_spoken, make_unreliable_bench
from .jobs import HastyJob, make_job


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    pool = Pool(2, partial(make_unreliable_bench, tmp_path))
    yield pool
    pool.close()


@pytest.mark.parametrize("fault", ["CRASH", "HANG", "FAIL"])
def test_one_crash_hang_or_failure_costs_one_retry(pool: Pool, tmp_path: Path, fault: str) -> None:
    job = make_job("A good sentence.", f"This one will {fault} ONCE.", kind=HastyJob)
    outcome = pool.submit(job).result(30)
    assert (outcome.rendered, outcome.reused) == (True, 1)
    assert get_spoken(tmp_path).count("A good sentence.") == 1


@pytest.mark.parametrize(("fault", "why"), [("CRASH", "exit code 9"), ("HANG", "within 2 s"), ("FAIL", "says no")])
def test_two_of_them_end_the_job_with_a_reason(pool: Pool, tmp_path: Path, fault: str, why: str) -> None:
    job = make_job(f"This one will {fault} ALWAYS.", part="poison", kind=HastyJob)
    with pytest.raises(RenderFailed, match=rf"'poison' failed 2 times.*{why}"):
        pool.submit(job).result(30)
    assert len(get_spoken(tmp_path)) == 2
    assert pool.submit(make_job("Life goes on.")).result(30).rendered


def test_a_missing_voice_is_not_tried_again_and_says_what_to_install(pool: Pool) -> None:
    with pytest.raises(EngineUnavailable, match="Install one"):
        pool.submit(VoicesTask("silence", (("en", "absent"),))).result(30)


def test_an_unknown_voice_is_an_error_that_lists_the_known(pool: Pool) -> None:
    with pytest.raises(UnknownName, match=r"'Bob'.*Known: silence"):
        pool.submit(VoicesTask("silence", (("en", "Bob"),))).result(30)


def test_two_requests_for_one_key_are_one_task(pool: Pool) -> None:
    job = make_job("A good sentence.")
    assert pool.submit(job) is pool.submit(make_job("A good sentence."))


def test_a_sentence_that_many_sections_share_is_spoken_once(tmp_path: Path) -> None:
    pool = Pool(4, partial(make_unreliable_bench, tmp_path))
    jobs = [make_job("This one is spoken SLOWLY.", part=f"p{number}") for number in range(4)]
    outcomes = [future.result(30) for future in [pool.submit(job) for job in jobs]]
    pool.close()
    assert sorted(outcome.spoken for outcome in outcomes) == [0, 0, 0, 1]
    assert get_spoken(tmp_path).count("This one is spoken SLOWLY.") == 1


def test_a_run_does_what_it_can_and_lists_what_failed(pool: Pool, tmp_path: Path) -> None:
    jobs = [make_job(f"Sentence number {number}.", part=f"p{number}") for number in range(6)]
    poison = make_job("This one will FAIL ALWAYS.", part="poison")
    reports: list[int] = []
    summary = run(
        [*jobs, poison], FolderStore(tmp_path / "cache"), pool, lambda state, _: reports.append(state.finished)
    )
    assert (summary.rendered, summary.spoken, [failure.job.part for failure in summary.failures]) == (6, 6, ["poison"])
    assert reports == list(range(8))


def test_a_second_run_has_nothing_to_do(pool: Pool, tmp_path: Path) -> None:
    jobs = [make_job(f"Sentence number {number}.", part=f"p{number}") for number in range(4)]
    store = FolderStore(tmp_path / "cache")
    run(jobs, store, pool, lambda *_: None)
    again: Summary = run(jobs, store, pool, lambda *_: None)
    assert (again.already, again.rendered, again.spoken) == (4, 0, 0)
    assert all(is_done(job, store) for job in jobs)


def test_a_stopped_queue_says_so_and_does_not_hang(tmp_path: Path) -> None:
    pool = Pool(1, partial(make_unreliable_bench, tmp_path))
    future = pool.submit(make_job("This one will HANG ALWAYS."))
    pool.close()
    with pytest.raises(RenderFailed, match="stopped"):
        future.result(10)
