"""The broker: its address, what lies in its queues, and Celery set up for it. Loaded only for celery+..."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from celery import Celery
from kombu.entity import Queue as BrokerQueue

from service.errors import QueueError, SettingsError
from service.render.queues import Waiting

URGENT, BULK = "lectern.urgent", "lectern.bulk"
"""What a listener waits for, and everything else. Quorum queues have no priorities, so there are two of them."""
TASK: Final = "lectern.perform"
FORM: Final = "celery+amqp://user:password@host/vhost or celery+redis://host/0"

_ADDRESS: Final = re.compile(r"celery\+((?:amqp|redis)s?://[^\s]+)")
_DELIVERIES: Final = 3
"""How often RabbitMQ gives a message again before it drops it."""
_LOST_SECONDS: Final = 60
"""After this long Redis takes the worker for lost and gives its message to another. A job that takes longer is not made
twice for it, since its lock is held."""
_CONNECT_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Broker:
    """An address, in parts."""

    url: str
    """With its password: never to be shown."""
    lost_seconds: int

    @property
    def is_redis(self) -> bool:
        return self.url.startswith("redis")

    @property
    def shown(self) -> str:
        """For people: without the user and the password."""
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


def read_address(address: str) -> Broker:
    """The broker of a setting such as `celery+redis://host/0?lost_seconds=20`. :raise SettingsError:"""
    found = _ADDRESS.fullmatch(address)
    if found is None or not _has_host(found[1]):
        raise SettingsError(f"The setting 'queue' begins with celery; write it as {FORM}.")
    url, _, query = found[1].partition("?")
    try:
        seconds = int(parse_qs(query, strict_parsing=True).pop("lost_seconds")[0]) if query else _LOST_SECONDS
    except (ValueError, KeyError):
        seconds = 0
    if not 1 <= seconds <= 3600:
        raise SettingsError("The setting 'queue' may end in ?lost_seconds= and a number from 1 to 3600, nothing else.")
    return Broker(url, seconds)


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname and urlsplit(url).port != 0)
    except ValueError:  # a port that is none
        return False


def make_celery(broker: Broker) -> Celery:
    """Celery as it was measured to lose nothing: docs/queues.md says what each option is for."""
    app = Celery("lectern", broker=broker.url, set_as_current=False)
    if broker.is_redis:
        app.conf.broker_transport = "service.render.queues.redis_transport:Transport"
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_acks_on_timeout=False,
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_serializer="json",
        accept_content=["json"],
        task_create_missing_queues=False,
        task_default_queue=BULK,
        task_queues=[_get_queue(name, broker) for name in (URGENT, BULK)],
        task_publish_retry=False,
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_detect_quorum_queues=True,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_proc_alive_timeout=60.0,
        worker_soft_shutdown_timeout=_CONNECT_SECONDS,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=_CONNECT_SECONDS,
        broker_heartbeat=30,
        broker_transport_options=_get_options(broker),
    )
    return app


def _get_queue(name: str, broker: Broker) -> BrokerQueue:
    if broker.is_redis:
        return BrokerQueue(name, routing_key=name)
    arguments = {"x-queue-type": "quorum", "x-delivery-limit": _DELIVERIES}
    return BrokerQueue(name, routing_key=name, durable=True, queue_arguments=arguments)


def _get_options(broker: Broker) -> dict[str, Any]:
    if not broker.is_redis:
        return {"confirm_publish": True}
    return {
        "visibility_timeout": broker.lost_seconds,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "queue_order_strategy": "priority",
        "socket_timeout": 15,
        "socket_connect_timeout": _CONNECT_SECONDS,
        "socket_keepalive": True,
        "health_check_interval": 10,
    }


def get_waiting(app: Celery, broker: Broker) -> Waiting:
    """What lies in the queues. :raise QueueError: if the broker cannot be asked."""
    try:
        with app.connection_for_read() as connection:
            connection.connect()
            return Waiting(_count(connection, URGENT), _count(connection, BULK))
    except Exception as error:  # the client libraries of brokers raise very many kinds
        raise get_error(broker, error) from error


def _count(connection: Any, name: str) -> int:
    channel = connection.channel()
    try:
        return int(channel.queue_declare(name, passive=True).message_count)
    except connection.channel_errors as error:
        if str(error.reply_code) == "404":  # to Redis an empty queue is none; to RabbitMQ one that nobody has used yet
            return 0
        raise
    finally:
        channel.close()


def get_error(broker: Broker, error: Exception) -> QueueError:
    """What a person needs to know of a broker that cannot be used."""
    return QueueError(f"The broker {broker.shown} cannot be used: {type(error).__name__}: {error}.")
