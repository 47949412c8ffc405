"""Which queue the settings name, put together. In: an address and what makes a bench. Out: a queue."""

from __future__ import annotations

from collections.abc import Callable

from service.errors import SettingsError, UnknownName
from service.render.failures import Failures
from service.render.job import Bench
from service.render.queues import Queue
from service.store.contract import Store


def make_queue(address: str, bench_maker: Callable[[], Bench], store: Store | None = None) -> Queue:
    """The queue at an address such as `pool:2`. What failed is kept in the store; only a pool can do without one.

    :raise UnknownName: for another kind of queue.
    """
    kind, _, number = address.partition(":")
    if kind.startswith("celery") and store:
        from service.wiring.machines import make_celery_queue

        return make_celery_queue(address, store)
    if kind != "pool":
        raise UnknownName("queue", kind, ["pool:<workers>", "celery+amqp://...", "celery+redis://..."])
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= 64):
        raise SettingsError(f"The setting 'queue' is '{address}'; write pool: and a number of workers from 1 to 64.")
    from service.render.queues.pool import Pool

    return Pool(int(number), bench_maker, Failures(store) if store else None)
