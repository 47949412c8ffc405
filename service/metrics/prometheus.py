"""The figures in the form of Prometheus, of all processes together.

Web processes and the process above them write into small files of a folder of their own, in memory that they share with
nobody else; whoever serves the figures adds them up. So a process that was killed takes nothing with it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from service.errors import ServeError
from service.metrics.counting import use
from service.metrics.measures import MEASURES, Measure

if TYPE_CHECKING:
    from prometheus_client.registry import Collector

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus-client's own variable: where each process has its files. It must stand before the library is loaded."""
_BUCKETS: Final = (0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0, 20.0)


class PrometheusSink:
    def __init__(self) -> None:
        """Only where FOLDER is set."""
        from prometheus_client import CollectorRegistry

        registry = CollectorRegistry()
        self._made: dict[str, Any] = {measure.name: _make(measure, registry) for measure in MEASURES}

    def add(self, measure: Measure, labels: tuple[str, ...], amount: float) -> None:
        made = self._made[measure.name]
        each = made.labels(*labels) if labels else made
        if measure.kind == "seconds":
            each.observe(amount)
        else:
            each.inc(amount)

    def set(self, measure: Measure, amount: float) -> None:
        self._made[measure.name].set(amount)


def _make(measure: Measure, registry: Any) -> Any:
    from prometheus_client import Counter, Gauge, Histogram

    facts = (measure.name, measure.help, measure.labels)
    if measure.kind == "seconds":
        return Histogram(*facts, buckets=_BUCKETS, registry=registry)
    if measure.kind == "counter":
        return Counter(*facts, registry=registry)
    mode: Any = "livesum" if measure.kind == "sum of levels" else "livemax"
    return Gauge(*facts, multiprocess_mode=mode, registry=registry)


def take_part() -> None:
    """Tell the figures of this process, if the process that started it serves them."""
    if FOLDER in os.environ:
        use(PrometheusSink())


@contextmanager
def serve_metrics(host: str, port: int) -> Iterator[None]:
    """Serve the figures of this process and of all that it starts, at `/metrics`; not at all if the port is 0.

    :raise ServeError: if the address cannot be listened on.
    """
    if not port:
        yield
        return
    folder = Path(tempfile.mkdtemp(prefix="lectern-metrics-"))
    os.environ[FOLDER] = str(folder)
    try:
        server = _start(host, port, folder)
        take_part()
        try:
            yield
        finally:
            use(None)
            server.shutdown()
            server.server_close()
    finally:
        del os.environ[FOLDER]
        shutil.rmtree(folder, ignore_errors=True)


def _start(host: str, port: int, folder: Path) -> Any:
    from prometheus_client import start_wsgi_server

    try:
        server, _ = start_wsgi_server(port, host, _AllProcesses(folder))
    except (OSError, OverflowError) as error:
        raise ServeError(
            f"Port {port} of {host} cannot be used for metrics: {getattr(error, 'strerror', None) or error}. Choose "
            "another with the setting 'metrics_port'."
        ) from error
    return server


class _AllProcesses:
    """Adds up what all processes wrote, at the moment it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Any:
        from prometheus_client import CollectorRegistry
        from prometheus_client.multiprocess import MultiProcessCollector

        self._forget_dead()
        registry = CollectorRegistry()
        collector: Collector = MultiProcessCollector(registry, str(self._folder))  # type: ignore[no-untyped-call]
        return collector.collect()

    def _forget_dead(self) -> None:
        """What a dead process counted stays; what level something had in it does not."""
        if os.name != "posix":  # there, one process does all
            return
        for path in self._folder.glob("gauge_live*_*.db"):
            pid = int(path.stem.rpartition("_")[2])
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                with suppress(OSError):
                    path.unlink()
            except PermissionError:
                continue
