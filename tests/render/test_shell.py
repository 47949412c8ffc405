"""The shell of a worker on another machine: a try is counted before it is made, and what is done is not done again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("celery", reason="NOT PROVED HERE: no Celery; 'make setup-machines' installs it")

from service.errors import (
    EngineAway,
    EngineUnavailable,
    LecternError,
    SettingsError,
    StoreError,
    TaskError,
    UnknownName,
)
from service.render.failures import Failures
from service.render.job import Task, VoicesTask, is_done
from service.render.plain import KINDS, get_plain_task
from service.render.queues.broker import read_address
from service.render.queues.locks import Locks
from service.render.queues.shell import AskLater, Shell, TryAgain, get_ticket, read_answer
from service.store.contract import Name

from .benches import get_spoken, make_unreliable_bench
from .jobs import make_job


@dataclass
class OwnerHere:
    """Locks in a set."""

    held: set[str] = field(default_factory=set)
    is_away: bool = False

    def take(self, name: str) -> bool:
        if self.is_away:
            raise ConnectionError("away")
        if name in self.held:
            return False
        self.held.add(name)
        return True

    def give_back(self, name: str) -> None:
        self.held.discard(name)

    def get_held(self) -> list[str]:
        return list(self.held)


@pytest.fixture
def owner() -> OwnerHere:
    return OwnerHere()


@pytest.fixture
def shell(tmp_path: Path, owner: OwnerHere) -> Shell:
    return make_shell(tmp_path, owner)


def make_shell(folder: Path, owner: OwnerHere, perform: Callable[[Task[Any]], Any] | None = None) -> Shell:
    bench = make_unreliable_bench(folder)
    return Shell(
        bench, Failures(bench.store), Locks(owner, "here"), KINDS, perform or (lambda task: task.perform(bench))
    )


def send(shell: Shell, task: Task[Any], *, is_again: bool = False) -> str:
    ticket = get_ticket(task, b"n")
    shell.perform(get_plain_task(task), ticket, is_again)
    return ticket


def test_a_job_is_done_once_however_many_messages_there_are(shell: Shell, tmp_path: Path, owner: OwnerHere) -> None:
    job = make_job("A good sentence.")
    for _ in "123":
        send(shell, job)
    assert is_done(job, shell.bench.store)
    assert get_spoken(tmp_path).count("A good sentence.") == 1
    assert (owner.held, shell.failures.find(job.key)) == (set(), None)


def test_a_try_is_counted_while_it_is_made(tmp_path: Path, owner: OwnerHere) -> None:
    job, seen = make_job("A good sentence."), []

    def look(task: Task[Any]) -> None:
        record = Failures(make_unreliable_bench(tmp_path).store).find(task.key)
        seen.append((record.tries, record.is_final, set(owner.held)) if record else None)

    send(make_shell(tmp_path, owner, look), job)
    assert seen == [(1, False, {f"lectern.lock.task.{job.key}"})]


def test_what_takes_its_worker_with_it_three_times_is_given_up_at_the_fourth(tmp_path: Path, owner: OwnerHere) -> None:
    job, begun = make_job("A good sentence."), []

    class Power(BaseException):
        """The process is gone: nothing after it runs."""

    def die(task: Task[Any]) -> None:
        begun.append(task.key)
        tries = len(begun)
        shell.failures.put_back = lambda *_: None  # type: ignore[method-assign]
        raise Power(tries)

    for _ in "123":
        shell = make_shell(tmp_path, owner, die)
        with pytest.raises(Power):
            send(shell, job)
    send(make_shell(tmp_path, owner, die), job)
    record = Failures(make_unreliable_bench(tmp_path).store).find(job.key)
    assert record is not None
    assert (len(begun), record.tries, record.is_final) == (3, 3, True)
    assert "ended in the middle of it" in record.error


def test_a_worker_that_is_told_to_end_counts_no_try(tmp_path: Path, owner: OwnerHere) -> None:
    def end(_: Task[Any]) -> None:
        raise SystemExit

    shell = make_shell(tmp_path, owner, end)
    with pytest.raises(SystemExit):
        send(shell, make_job("x"))
    assert list(shell.bench.store.get_names()) == []
    assert owner.held == set()


def test_a_failure_is_tried_again_until_the_third(shell: Shell, tmp_path: Path) -> None:
    job = make_job("This one will FAIL ALWAYS.", part="poison")
    for _ in "12":
        with pytest.raises(TryAgain):
            send(shell, job)
    send(shell, job)
    send(shell, job)
    record = shell.failures.find(job.key)
    assert record is not None
    assert record.error == "'poison' failed 3 times: the engine says no."
    assert len(get_spoken(tmp_path)) == 3


def test_what_another_holds_is_left_to_it_but_asked_for_later_if_its_worker_was_lost(
    shell: Shell, owner: OwnerHere
) -> None:
    job = make_job("A good sentence.")
    owner.held.add(f"lectern.lock.task.{job.key}")
    send(shell, job)
    with pytest.raises(AskLater):
        send(shell, job, is_again=True)
    assert not is_done(job, shell.bench.store)


@pytest.mark.parametrize(
    "error", [EngineUnavailable("none here"), EngineAway("429"), StoreError("full"), UnknownName("voice", "x", ())]
)
def test_what_is_missing_on_the_worker_is_told_and_is_no_try(
    tmp_path: Path, owner: OwnerHere, error: LecternError
) -> None:
    def fail(_: Task[Any]) -> None:
        raise error

    shell = make_shell(tmp_path, owner, fail)
    for _ in "1234":
        ticket = send(shell, make_job("x"))
    record = shell.failures.find(ticket)
    assert record is not None
    assert (record.tries, record.is_final, record.is_passing) == (0, False, True)
    assert str(error) in str(record.get_error())


def test_a_task_of_another_version_is_refused_and_told(shell: Shell) -> None:
    job = make_job("x", part="part")
    text = json.dumps(json.loads(get_plain_task(job)) | {"version": 99})
    shell.perform(text, job.key, False)
    assert "'part' was refused by a worker: The task is of version 99" in str(shell.failures.get(job.key))
    shell.perform("nonsense", job.key, False)


def test_an_answer_is_left_where_whoever_asked_looks(shell: Shell) -> None:
    task = VoicesTask("silence", (("en", ""),))
    found = shell.bench.store.get(Name(send(shell, task), "answer.json"))
    assert found is not None
    assert read_answer(task, found.data)[0].name == "silence"


def test_an_error_is_an_answer_too(shell: Shell) -> None:
    task = VoicesTask("silence", (("en", "Bob"),))
    found = shell.bench.store.get(Name(send(shell, task), "answer.json"))
    assert found is not None
    with pytest.raises(UnknownName, match="'Bob'"):
        read_answer(task, found.data)


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"answer": 1}', b'{"error": "SystemExit", "values": "x"}', b'{"error": 1, "values": 1}'],
)
def test_what_is_no_answer_is_refused(data: bytes) -> None:
    with pytest.raises(TaskError):
        read_answer(VoicesTask("silence", ()), data)


def test_two_questions_have_two_places_and_a_job_has_its_own() -> None:
    task, job = VoicesTask("silence", ()), make_job("x")
    assert get_ticket(task, b"1") != get_ticket(task, b"2")
    assert get_ticket(job, b"1") == job.key


def test_while_the_broker_is_away_nothing_is_locked_and_that_is_told(owner: OwnerHere, monkeypatch: Any) -> None:
    monkeypatch.setattr("service.render.queues.locks.AWAY_SECONDS", 0.0)
    owner.is_away = True
    locks = Locks(owner, "redis://host:1/0")
    with pytest.raises(StoreError, match="the broker redis://host:1/0 is away"), locks.hold("clip", "k"):
        pass


@pytest.mark.parametrize(
    ("address", "shown", "seconds"),
    [
        ("celery+redis://host/0", "redis://host/0", 60),
        ("celery+redis://:secret@host:7/1?lost_seconds=5", "redis://host:7/1", 5),
        ("celery+amqp://user:secret@host/site", "amqp://host/site", 60),
        ("celery+amqps://user:secret@host:5671/site", "amqps://host:5671/site", 60),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, shown: str, seconds: int) -> None:
    broker = read_address(address)
    assert (broker.shown, broker.lost_seconds) == (shown, seconds)


@pytest.mark.parametrize(
    "address",
    ["celery", "celery+", "celery+http://host", "celery+redis://", "celery+redis:///0", "celery+redis://host:x/0", "celery+redis://host/0?lost_seconds=0",
     "celery+redis://host/0?lost_seconds=x", "celery+redis://host/0?other=1", "celery+redis://host/0?x"],
)  # fmt: skip
def test_another_address_is_refused_without_telling_a_password(address: str) -> None:
    with pytest.raises(SettingsError, match="'queue'") as caught:
        read_address(address.replace("host", "user:secret@host"))
    assert "secret" not in str(caught.value)
