"""Workers on any number of machines, through Celery and a broker. This is the side that asks; worker_node.py performs.

The store says what became of a wish: the products are there, or a record of its failure. So a message that is lost is
never a recording that is lost. One thread sends, one looks; whoever submits never waits for the broker or the store.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, TypeVar, cast

from service.errors import LecternError, QueueError, RenderFailed, StoreError
from service.render.failures import Failures
from service.render.job import Outcome, Task, get_outcome_of_done, is_done
from service.render.plain import get_plain_task
from service.render.queues import Waiting
from service.render.queues.broker import BULK, TASK, URGENT, Broker, get_error, get_waiting, make_celery
from service.render.queues.counted import count_task
from service.render.queues.shell import ANSWER, get_ticket, read_answer
from service.render.queues.wish import Wish
from service.store.contract import Name, Store

Result = TypeVar("Result")

_AT_ONCE: Final = 250
"""Wishes that a run may have on the way: more than the workers of any fleet, and few enough to lie in memory."""
_LOOKED_AT: Final = 40
"""The oldest wishes, which workers take first, are looked at each time; if all are done, the next ones too."""
_PAUSE_SECONDS: Final = 0.25
_ANSWER_SECONDS: Final = 60.0
"""For this long a question waits for a worker to answer it."""
_PATIENCE_SECONDS, _FIRST_PATIENCE_SECONDS = 300.0, 20.0
"""How long a broker may be away before wishes fail: once it was there, and before."""
_GRACE_SECONDS: Final = 5.0
"""A worker process that is stuck ends itself; after this long Celery ends it."""
_STOPPED: Final = "The queue was stopped."

_log = logging.getLogger(__name__)


class CeleryQueue:
    """A queue over a broker. Closing it leaves what was sent to the workers: a later run finds it done."""

    workers = _AT_ONCE

    def __init__(self, broker: Broker, store: Store, kinds: Mapping[str, type[Any]]) -> None:
        self._broker, self._store, self._kinds = broker, store, kinds
        self._failures = Failures(store)
        self._app = make_celery(broker)
        self._news = threading.Condition()
        self._wishes: dict[str, Wish] = {}
        self._urgent: deque[Wish] = deque()
        self._bulk: deque[Wish] = deque()
        self._is_closed = False
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for work, name in ((self._send_all, "sending wishes"), (self._watch, "watching the store"))
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, task: Task[Result], *, urgent: bool = False) -> Future[Result]:
        """`Queue.submit`. A question that no worker answers raises QueueError."""
        ticket = get_ticket(task, secrets.token_bytes(16))
        wish = Wish(task, ticket, get_plain_task(task, self._kinds), urgent)
        with self._news:
            if self._is_closed:
                wish.future.set_exception(RenderFailed(_STOPPED))
                return wish.future
            there = self._wishes.setdefault(task.key, wish)
            if there is wish:
                count_task(wish.future)
            if there is wish or (urgent and not there.is_urgent):
                there.is_urgent = urgent
                self._line_up(there)
        return cast("Future[Result]", there.future)

    def _line_up(self, wish: Wish) -> None:
        (self._urgent if wish.is_urgent else self._bulk).append(wish)
        self._news.notify_all()

    def get_waiting(self) -> Waiting:
        """What no worker has taken yet, whoever asked for it. :raise QueueError:"""
        return get_waiting(self._app, self._broker)

    def is_alive(self) -> bool:
        """Whether the broker answers; whether a worker does shows when it is given a task."""
        with suppress(QueueError):
            self.get_waiting()
            return not self._is_closed
        return False

    def close(self) -> None:
        with self._news:
            self._is_closed = True
            left = list(self._wishes.values())
            self._wishes.clear()
            self._news.notify_all()
        for wish in left:
            wish.future.set_exception(RenderFailed(_STOPPED))
        for thread in self._threads:
            thread.join(1.0)  # one that waits for a broker that hangs ends with the process
        with suppress(Exception):
            self._app.close()

    def _send_all(self) -> None:
        last, is_known, pause = time.monotonic(), False, 0.5
        while wish := self._get_next():
            try:
                if not self._is_settled(wish):
                    self._send(wish)
                last, is_known, pause = time.monotonic(), True, 0.5
            except Exception as error:  # noqa: BLE001  the client libraries of brokers raise very many kinds
                fault = error if isinstance(error, LecternError) else get_error(self._broker, error)
                with self._news:
                    if time.monotonic() - last > (_PATIENCE_SECONDS if is_known else _FIRST_PATIENCE_SECONDS):
                        left = [wish, *self._urgent, *self._bulk]
                        self._urgent.clear()
                        self._bulk.clear()
                    else:
                        left = []
                        self._line_up(wish)
                for each in left:
                    self._finish(each, error=fault)
                if not left:
                    _log.warning("%s It is tried again.", fault)
                    self._rest(pause)
                    pause = min(2 * pause, 10.0)

    def _get_next(self) -> Wish | None:
        with self._news:
            self._news.wait_for(lambda: self._urgent or self._bulk or self._is_closed)
            return None if self._is_closed else (self._urgent or self._bulk).popleft()

    def _is_settled(self, wish: Wish) -> bool:
        """Whether there is nothing to send: it failed for good. What it knows of earlier failures is noted."""
        with suppress(StoreError):  # a worker finds out
            wish.before = self._failures.find(wish.ticket)
        if wish.before is None or not wish.before.is_final:
            return False
        self._finish(wish, error=wish.before.get_error())
        return True

    def _send(self, wish: Wish) -> None:
        self._app.send_task(
            TASK,
            args=[wish.text, wish.ticket, False],
            queue=URGENT if wish.is_urgent else BULK,
            time_limit=wish.task.seconds_allowed + _GRACE_SECONDS,
        )
        wish.resend = time.monotonic() + wish.resend_pause

    def _rest(self, seconds: float) -> None:
        with self._news:
            if not self._is_closed:
                self._news.wait_for(lambda: self._is_closed, seconds)

    def _watch(self) -> None:
        while not self._is_closed:
            with self._news:
                self._news.wait_for(lambda: self._wishes or self._is_closed)
                wishes = [wish for wish in self._wishes.values() if wish.resend]
            wishes.sort(key=lambda wish: not wish.is_urgent)
            try:
                for start in range(0, len(wishes), _LOOKED_AT):
                    if sum(map(self._look, wishes[start : start + _LOOKED_AT])) < _LOOKED_AT:
                        break
                self._send_lost(wishes)
            except StoreError as error:
                _log.warning("%s It is tried again.", error)
                self._rest(1.0)
            self._rest(_PAUSE_SECONDS)

    def _look(self, wish: Wish) -> bool:
        """Whether it is known what became of a wish. :raise StoreError: if the store cannot be asked."""
        task, name = wish.task, Name(wish.ticket, ANSWER)
        if hasattr(task, "products"):
            if is_done(task, self._store):  # type: ignore[arg-type]
                self._finish(wish, result=_get_outcome(task, self._store))
                return True
        elif (found := self._store.get(name)) is not None:
            self._store.delete(name)
            try:
                self._finish(wish, result=read_answer(task, found.data))
            except LecternError as error:
                self._finish(wish, error=error)
            return True
        elif time.monotonic() - wish.since > _ANSWER_SECONDS:
            why = "Is one running? 'python -m service worker' starts it."
            self._finish(wish, error=QueueError(f"No worker has answered for {_ANSWER_SECONDS:.0f} s. {why}"))
            return True
        record = self._failures.find(wish.ticket)
        if record is None or not (record.is_final or (record.is_passing and record != wish.before)):
            return False
        self._finish(wish, error=record.get_error())
        return True

    def _send_lost(self, wishes: list[Wish]) -> None:
        """Send again what must have been lost: a second message for what is being made does no harm."""
        now = time.monotonic()
        old = [wish for wish in wishes if now > wish.resend and wish.task.key in self._wishes]
        if not old:
            return
        try:
            waiting = self.get_waiting()
        except QueueError:  # the sender tells of it
            return
        for wish in old:
            wish.resend_pause *= 1 if waiting.urgent + waiting.bulk else 2
            wish.resend = now + wish.resend_pause
            if not waiting.urgent + waiting.bulk:
                with self._news:
                    self._line_up(wish)

    def _finish(self, wish: Wish, result: Any = None, error: Exception | None = None) -> None:
        with self._news:
            if self._wishes.pop(wish.task.key, None) is None:
                return  # settled already, or the queue was closed
        if error is not None:
            wish.future.set_exception(error)
        else:
            wish.future.set_result(result)


def _get_outcome(task: Task[Any], store: Store) -> Outcome:
    done = get_outcome_of_done(task.products[-1], store)  # type: ignore[attr-defined]
    says = task.get_says() if hasattr(task, "get_says") else ()
    return replace(done, rendered=True, elsewhere=len(says))
