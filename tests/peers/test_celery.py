"""The queue of many machines: real brokers of Debian, real workers of `python -m service worker`."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("celery", reason="NOT PROVED HERE: no Celery; tests/peers/install.sh installs it")

from render.benches import get_spoken
from render.jobs import make_job
from render.queue_rules import OrderRules, QueueRules
from render.queues import Make, get_store

from service.render.failures import Failures
from service.render.queues import Queue
from service.render.queues.broker import read_address
from service.render.queues.locks import make_locks

from .brokers import Broker
from .faults import BROKERS, fly_once, make_elsewhere, run_faults
from .nodes import ROOT, Node, make_queue, start_unreliable_node
from .swift import Swift

KILLS = ("child", "worker", "child", "broker", "child")


@pytest.fixture(scope="module", params=BROKERS)
def broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    broker = BROKERS[request.param](tmp_path_factory.mktemp(request.param))
    yield broker
    broker.close()


@pytest.fixture(scope="class")
def shared(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a worker machine that serves many tests."""
    folder = tmp_path_factory.mktemp("shared")
    node = start_unreliable_node(broker.address, folder, 2)
    yield folder
    node.kill()
    broker.forget()


class TestQueues(QueueRules):
    @pytest.fixture
    def place(self, request: pytest.FixtureRequest) -> Path:
        return request.getfixturevalue("shared")

    @pytest.fixture
    def queue(self, broker: Broker, place: Path) -> Iterator[Queue]:
        queue = make_queue(broker.address, place)
        yield queue
        queue.close()


class TestOrder(OrderRules):
    @pytest.fixture
    def make(self, broker: Broker) -> Iterator[Make]:
        nodes: list[Node] = []

        def make(folder: Path, workers: int) -> Queue:
            nodes.append(start_unreliable_node(broker.address, folder, workers))
            return make_queue(broker.address, folder)

        yield make
        for node in nodes:
            node.kill()
        broker.forget()


def test_after_kills_in_the_middle_of_jobs_every_recording_is_whole(broker: Broker, tmp_path: Path) -> None:
    """More of them, and longer absences of the broker: `python -m peers.faults`."""
    run = run_faults(broker, tmp_path, KILLS)
    broker.forget()
    assert run.kills == len(KILLS)


@pytest.mark.parametrize("broker", ["rabbitmq"], indirect=True)
def test_so_it_is_in_an_object_store(broker: Broker, tmp_path: Path, swift: Swift) -> None:
    run = run_faults(broker, tmp_path, KILLS[:2], swift=swift)
    broker.forget()
    assert run.kills == 2


def test_of_eight_who_want_forty_recordings_each_is_made_once_though_a_worker_is_killed(
    broker: Broker, tmp_path: Path
) -> None:
    made = fly_once(broker, tmp_path)
    broker.forget()
    assert 40 <= made <= 41


@pytest.mark.parametrize("broker", ["redis"], indirect=True)
def test_the_same_in_an_object_store_whose_locks_are_the_broker_s(broker: Broker, tmp_path: Path, swift: Swift) -> None:
    store, settings = make_elsewhere(swift, tmp_path)
    made = fly_once(broker, tmp_path, store, **settings)
    broker.forget()
    assert 40 <= made <= 41
    assert sum(name.kind == "mp3" for name in store.get_names()) == 40


KEY = "0" * 64


def hold_for_ever(address: str, held: Any) -> None:
    with make_locks(read_address(address)).hold("clip", KEY):
        held.set()
        threading.Event().wait()


def test_a_lock_has_one_holder_and_ends_with_it(broker: Broker) -> None:
    one, other = (make_locks(read_address(broker.address)) for _ in "12")
    with one.try_hold("clip", KEY) as first, one.try_hold("clip", KEY) as again, other.try_hold("clip", KEY) as second:
        assert (first, again, second) == (True, False, False)
        with other.try_hold("gain", KEY) as elsewhere:
            assert elsewhere
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    process = context.Process(target=hold_for_ever, args=(broker.address, held))
    process.start()
    assert held.wait(60)
    with other.try_hold("clip", KEY) as second:
        assert not second
    process.kill()
    process.join()
    started = time.monotonic()
    with other.hold("clip", KEY):
        assert time.monotonic() - started < 15


def test_a_lock_is_held_for_as_long_as_it_is_needed(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.render.queues.redis_locks.LEASE_SECONDS", 1.0)
    monkeypatch.setattr("service.render.queues.redis_locks._RENEWAL_SECONDS", 0.25)
    monkeypatch.setattr("service.render.queues.rabbitmq_locks._HEARTBEAT_SECONDS", 1)
    one, other = (make_locks(read_address(broker.address)) for _ in "12")
    with one.hold("clip", KEY):
        time.sleep(3)  # longer than a lease, and than the broker waits for a sign of life
        with other.try_hold("clip", KEY) as second:
            assert not second
    with other.try_hold("clip", KEY) as second:
        assert second


def test_a_worker_that_is_asked_to_end_gives_back_what_it_makes_and_no_try_is_counted(
    broker: Broker, tmp_path: Path
) -> None:
    job = make_job("This one will HANG ONCE.")
    node, queue = start_unreliable_node(broker.address, tmp_path, 1), make_queue(broker.address, tmp_path)
    future = queue.submit(job)
    while "This one will HANG ONCE." not in get_spoken(tmp_path):
        time.sleep(0.02)
    node.stop()
    assert Failures(get_store(tmp_path)).find(job.key) is None
    other = start_unreliable_node(broker.address, tmp_path, 1)
    assert future.result(60).rendered
    assert other.stop() == 0
    queue.close()
    broker.forget()


@pytest.mark.parametrize("broker", ["rabbitmq"], indirect=True)
def test_the_commands_work_together_over_a_queue_of_many_machines(broker: Broker, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content" / "en", tmp_path / "site" / "content" / "en")
    (tmp_path / "worker").mkdir()  # without any content
    store = f"folder:{tmp_path / 'audio'}"
    node = Node(["-m", "service", "worker", "--processes", "2"], tmp_path / "worker", tmp_path / "node.log",
                queue=broker.address, engine="silence", store=store)  # fmt: skip
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "LECTERN_QUEUE": broker.address, "LECTERN_ENGINE": "silence",
                 "LECTERN_STORE": store}  # fmt: skip

    def command(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, "-m", "service", *arguments], cwd=tmp_path / "site", env=variables,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip

    renders = [command("render", "--plain") for _ in "12"]  # the second joins
    told = [render.communicate(timeout=120) for render in renders]
    assert [render.returncode for render in renders] == [0, 0], told
    assert all("63 of 63 recordings ready." in errors for _, errors in told)
    assert "Waiting in the queue:" in told[0][1]
    status = command("status").communicate(timeout=60)[0]
    assert status.splitlines()[-2:] == [
        "Waiting in the queue: 0 for listeners, 0 others.",
        "63 of 63 recordings ready (100.0%).",
    ]
    verify, _ = command("verify").communicate(timeout=120)
    assert verify.splitlines()[-1] == "Faults: 0."
    assert node.stop() == 0
    broker.forget()
