"""Locks among machines, over the broker. In: a room and a key. Out: the one right to make what the key names.

Such a lock ends with whoever holds it: on Redis when nobody renews it, on RabbitMQ with the connection. While the
broker is away nobody gets one. Loaded only where `queue` is celery+...
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Protocol

from service.errors import StoreError
from service.render.queues.broker import Broker

_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.5
"""Seconds between two tries to get a lock."""
AWAY_SECONDS: Final = 120.0
"""So long a lock is waited for while the broker is away."""


class Owner(Protocol):
    """One kind of broker. Safe for any number of threads."""

    def take(self, name: str) -> bool:
        """Whether the lock is now ours. :raise OSError: if the broker is away."""
        ...

    def give_back(self, name: str) -> None:
        """Never raises: a lock that cannot be given back ends by itself."""
        ...

    def get_held(self) -> Sequence[str]: ...


class Locks:
    """Each hold is a rival of every other, those of the same thread too."""

    def __init__(self, owner: Owner, shown: str) -> None:
        """`shown` is the broker's address, for messages."""
        self._owner, self._shown = owner, shown

    @contextmanager
    def hold(self, room: str, key: str) -> Iterator[None]:
        """Wait until nobody else holds the lock, and hold it: what `Store.lock` promises.

        :raise StoreError: if the broker is away for too long.
        """
        name, pause = _get_name(room, key), _FIRST_PAUSE
        while not self._take(name):
            threading.Event().wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        try:
            yield
        finally:
            self._owner.give_back(name)

    @contextmanager
    def try_hold(self, room: str, key: str) -> Iterator[bool]:
        """Hold the lock if nobody else does; whether we do. :raise StoreError: if the broker is away for too long."""
        name = _get_name(room, key)
        is_held = self._take(name)
        try:
            yield is_held
        finally:
            if is_held:
                self._owner.give_back(name)

    def give_all_back(self) -> None:
        """Before the process is ended: what it was at can be taken up at once."""
        for name in self._owner.get_held():
            self._owner.give_back(name)

    def _take(self, name: str) -> bool:
        deadline = time.monotonic() + AWAY_SECONDS
        while True:
            try:
                return self._owner.take(name)
            except OSError as error:
                if time.monotonic() > deadline:
                    raise StoreError(f"Nothing can be locked: the broker {self._shown} is away: {error}.") from error
                threading.Event().wait(_LONGEST_PAUSE)


def _get_name(room: str, key: str) -> str:
    return f"lectern.lock.{room}.{key}"


def make_locks(broker: Broker) -> Locks:
    """The locks of a broker. Each process makes its own. Nothing is connected before the first lock."""
    if broker.is_redis:
        from service.render.queues.redis_locks import RedisOwner

        return Locks(RedisOwner(broker.url), broker.shown)
    from service.render.queues.rabbitmq_locks import RabbitOwner

    return Locks(RabbitOwner(broker.url), broker.shown)
