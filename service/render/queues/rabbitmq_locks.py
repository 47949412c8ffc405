"""Locks in RabbitMQ: an exclusive queue for each name, which belongs to one connection and ends with it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from amqp.exceptions import AMQPError, ResourceLocked
from kombu.connection import Connection

_HEARTBEAT_SECONDS: Final = 20
"""A machine that went without a word is noticed after two of these, and its locks end."""


class RabbitOwner:
    """Holds locks of one process over one connection."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Any = None
        self._channel: Any = None
        self._held: set[str] = set()
        self._guard = threading.RLock()
        self._keeping: threading.Thread | None = None

    def take(self, name: str) -> bool:
        with self._guard:
            if name in self._held:  # to RabbitMQ all of this process is one
                return False
            try:
                self._get_channel().queue_declare(name, exclusive=True, durable=False, auto_delete=False)
            except ResourceLocked:
                self._channel = None  # the broker has closed it
                return False
            except (AMQPError, OSError) as error:
                self._drop()
                raise ConnectionError(str(error)) from error
            self._held.add(name)
            return True

    def give_back(self, name: str) -> None:
        with self._guard:
            self._held.discard(name)
            try:
                self._get_channel().queue_delete(name)
            except ResourceLocked:  # the connection was lost in the meantime, and another holds it now
                self._channel = None
            except (AMQPError, OSError):
                self._drop()

    def get_held(self) -> Sequence[str]:
        with self._guard:
            return list(self._held)

    def _get_channel(self) -> Any:
        if self._connection is None:
            patience = {"read_timeout": 15, "write_timeout": 15}  # a broker that hangs is one that is away
            connection = Connection(
                self._url, heartbeat=_HEARTBEAT_SECONDS, connect_timeout=5, transport_options=patience
            )
            connection.connect()
            self._connection = connection
            if self._keeping is None:
                self._keeping = threading.Thread(target=self._keep, name="keeping locks", daemon=True)
                self._keeping.start()
        if self._channel is None:
            self._channel = self._connection.channel()
        return self._channel

    def _drop(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            with suppress(Exception):
                connection.collect(socket_timeout=1.0)

    def _keep(self) -> None:
        """Send heartbeats and take in those of the broker."""
        pause = threading.Event()
        while not pause.wait(_HEARTBEAT_SECONDS / 4):
            with self._guard:
                if self._connection is None:
                    continue
                try:
                    self._connection.heartbeat_check(rate=2)
                    with suppress(socket.timeout):
                        self._connection.drain_events(timeout=0.01)
                except (AMQPError, OSError):
                    self._drop()
