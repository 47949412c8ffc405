"""Locks in Redis: a name that expires unless its holder renews it (SET, NX, PX; a script deletes only its own)."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from redis import Redis
from redis.exceptions import RedisError
from redis.lock import Lock

LEASE_SECONDS: Final = 10.0
"""So long after its holder died a lock is free again."""
_RENEWAL_SECONDS: Final = 2.5


@cache
def _get_place() -> str:
    """The machine and the space of process ids that this process sees, as Linux names them; elsewhere nothing fits."""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}-{Path('/proc/self/ns/pid').stat().st_ino}"
    return secrets.token_hex(16)


class RedisOwner:
    """Holds locks of one process, and renews them in a thread of its own."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5, health_check_interval=10)
        self._held: dict[str, Lock] = {}
        self._guard = threading.Lock()
        self._renewing: threading.Thread | None = None

    def take(self, name: str) -> bool:
        lock = self._redis.lock(name, timeout=LEASE_SECONDS, thread_local=False)
        try:
            is_ours = self._acquire(lock) or (self._is_free_after_a_death(lock) and self._acquire(lock))
        except RedisError as error:
            raise ConnectionError(str(error)) from error
        if is_ours:
            with self._guard:
                self._held[name] = lock
                if self._renewing is None:
                    self._renewing = threading.Thread(target=self._renew, name="renewing locks", daemon=True)
                    self._renewing.start()
        return is_ours

    def _acquire(self, lock: Lock) -> bool:
        return bool(lock.acquire(blocking=False, token=f"{_get_place()}:{os.getpid()}:{secrets.token_hex(8)}"))

    def _is_free_after_a_death(self, lock: Lock) -> bool:
        """A lock whose holder was a process of this machine that is dead need not expire first; whether it was one."""
        found = self._redis.get(lock.name)
        token = found.decode() if isinstance(found, bytes) else ""
        place, pid, *_ = (*token.split(":"), "")
        if place != _get_place() or not pid.isdecimal() or Path(f"/proc/{pid}").exists():
            return False
        with suppress(RedisError):  # another has taken it in the meantime
            lock.do_release(token)
        return True

    def give_back(self, name: str) -> None:
        with self._guard:
            lock = self._held.pop(name, None)
        if lock is not None:
            with suppress(RedisError):  # it expires
                lock.release()

    def get_held(self) -> Sequence[str]:
        with self._guard:
            return list(self._held)

    def _renew(self) -> None:
        pause = threading.Event()
        while not pause.wait(_RENEWAL_SECONDS):
            with self._guard:
                held = list(self._held.values())
            for lock in held:
                with suppress(RedisError):  # the broker is away, or the lock was given back just now
                    lock.reacquire()
