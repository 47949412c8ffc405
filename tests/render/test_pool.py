"""The pool of this machine, and runs on it. What every queue does is in test_queues.py."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from service.render.job import Bench, is_done
from service.render.queues.pool import Pool
from service.render.run import Summary, run
from service.store.folder import FolderStore

from .benches import get_spoken, make_unreliable_bench
from .jobs import make_job


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    pool = Pool(2, partial(make_unreliable_bench, tmp_path))
    yield pool
    pool.close()


def test_a_killed_idle_worker_does_not_end_the_queue(tmp_path: Path) -> None:
    pool = Pool(1, partial(make_unreliable_bench, tmp_path))
    assert pool.submit(make_job("A good sentence.")).result(30).rendered
    (worker,) = pool._pool._pool_manager.worker_manager.workers.values()
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    outcomes = [pool.submit(make_job(f"Sentence {number}.")).result(30).rendered for number in range(3)]
    pool.close()
    assert outcomes == [True] * 3


def test_a_task_given_out_in_the_moment_in_which_its_pool_breaks_is_not_lost(tmp_path: Path) -> None:
    """pebble tells a task that its workers are gone only if it has taken it down before it sees that they are."""
    pool = Pool(1, partial(make_unreliable_bench, tmp_path))
    assert pool.submit(make_job("A good sentence.")).result(30).rendered
    broken = pool._pool
    take_down = broken._pool_manager.schedule

    def take_down_late(task: object) -> None:
        broken._pool_manager_loop.join()
        take_down(task)

    broken._pool_manager.schedule = take_down_late
    (worker,) = get_workers(pool)
    future = pool.submit(make_job("Another sentence."))
    os.kill(worker, signal.SIGKILL)
    assert future.result(30).rendered
    assert pool._pool is not broken
    pool.close()


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_pool_that_broke_leaves_no_process_behind(tmp_path: Path, is_closed: bool) -> None:
    pool = Pool(2, partial(make_unreliable_bench, tmp_path))
    assert pool.submit(make_job("A good sentence.")).result(30).rendered
    broken = get_workers(pool)
    killed, other = broken
    os.kill(killed, signal.SIGKILL)
    while pool._pool.active:
        time.sleep(0.01)
    assert pool.submit(make_job("Another sentence.")).result(30).rendered
    if is_closed:
        pool.close()
    broken[other].join(30)
    assert not broken[other].is_alive()
    pool.close()


def test_a_queue_whose_idle_workers_were_killed_is_alive_again_for_being_asked(tmp_path: Path) -> None:
    pool = Pool(2, partial(make_unreliable_bench, tmp_path))
    assert pool.is_alive()
    first = wait_for_workers(pool)
    os.kill(next(iter(first)), signal.SIGKILL)
    while pool._pool.active:
        time.sleep(0.01)
    assert not pool.is_alive(), "nobody has answered yet"
    ended = time.monotonic() + 30
    while not pool.is_alive() and time.monotonic() < ended:
        time.sleep(0.05)
    assert pool.is_alive()
    assert not get_workers(pool).keys() & first.keys()
    for each in first.values():
        each.join(30)
    assert not any(each.is_alive() for each in first.values()), "none is left behind"
    pool.close()
    assert not pool.is_alive()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_queue_whose_workers_cannot_be_made_ready_is_never_called_alive_again() -> None:
    pool = Pool(1, fail_to_make_a_bench)
    while pool._pool.active:
        time.sleep(0.01)
    for _ in range(20):
        assert not pool.is_alive()
        time.sleep(0.05)
    pool.close()


def fail_to_make_a_bench() -> Bench:
    raise OSError("No engine is installed.")


def wait_for_workers(pool: Pool) -> dict[int, BaseProcess]:
    while len(get_workers(pool)) < pool.workers:
        time.sleep(0.01)
    return get_workers(pool)


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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="NOT PROVED HERE: only Linux tells what is held back")
def test_no_process_of_a_queue_hears_control_c_from_its_first_moment(pool: Pool) -> None:
    """Its own handlers come too late: a terminal may send it while Python only starts."""
    assert pool.submit(make_job("A good sentence.")).result(30).rendered
    assert_control_c_is_held_back(pool)
    workers = get_workers(pool)
    for pid in {*map(get_fork_server, workers), *workers}:
        os.kill(pid, signal.SIGKILL)
    while pool._pool.active:  # until the pool has seen it
        time.sleep(0.01)
    assert pool.submit(make_job("Another sentence.")).result(30).rendered
    assert not get_workers(pool).keys() & workers.keys()
    assert_control_c_is_held_back(pool)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, []), "the command itself does"


def assert_control_c_is_held_back(pool: Pool) -> None:
    workers = get_workers(pool)
    for pid in {*workers, *map(get_fork_server, workers)}:
        assert int(get_status(pid)["SigBlk"], 16) >> (signal.SIGINT - 1) & 1, get_status(pid)["Name"]


def get_workers(pool: Pool) -> dict[int, BaseProcess]:
    return {worker.pid: worker for worker in pool._pool._pool_manager.worker_manager.workers.values()}


def get_status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def get_fork_server(pid: int) -> int:
    return int(get_status(pid)["PPid"])


@pytest.mark.skipif(os.name == "nt", reason="NOT PROVED HERE: Windows has no signals and no named semaphores")
def test_a_queue_that_is_closed_while_its_workers_start_says_nothing(tmp_path: Path) -> None:
    """Such as by a command that finds its content faulty at once."""
    script = f"""
import time
from pathlib import Path
from {__package__}.benches import LateMaker
from service.render.queues.pool import Pool
folder = Path({str(tmp_path)!r})
pool = Pool(1, LateMaker(folder))
while not (folder / "coming").exists():
    time.sleep(0.01)
pool.close()
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, env=environment, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
