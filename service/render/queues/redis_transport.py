"""kombu's way to Redis, mended: a worker that cannot acknowledge a message goes on once Redis is back.

kombu 5.7 keeps the message's place taken when Redis is away at that moment. Once all places are taken a worker asks
for nothing any more, does not even see that its line is gone, and stands still for ever.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import redis


class _QoS(redis.QoS):  # type: ignore[misc]  # kombu has no types
    def ack(self, delivery_tag: Any) -> None:
        try:
            super().ack(delivery_tag)
        except Exception:  # Redis gives the message to a worker again, who finds the task done
            self._quick_ack(delivery_tag)
            raise

    def reject(self, delivery_tag: Any, requeue: bool = False) -> None:
        try:
            super().reject(delivery_tag, requeue)
        except Exception:
            self._quick_ack(delivery_tag)
            raise


class _Channel(redis.Channel):  # type: ignore[misc]
    QoS = _QoS


class Transport(redis.Transport):  # type: ignore[misc]
    Channel = _Channel
