"""What a web process does: take connections with granian and answer them with the application, until it is told to end.

granian's own supervisor is not used: it gives up for good when one process ends twice within 5.5 seconds, replaces by
the clock and not once the successor is ready, and gives each process a socket of its own, whose waiting connections are
lost with it (`granian/server/common.py` of 2.8.7). Its worker is used, as that supervisor uses it.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from typing import Any, Final

from service.web.guard.sizes import MOST_HEADER_BYTES

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_BACKLOG: Final = 1024
_MOST_CONNECTIONS: Final = 1024
_SPARE_FILES: Final = 64
"""Files that a process needs beside its connections: the store's, its threads', its own."""
_LEAST_CONNECTIONS: Final = 16
_LEAVING_SECONDS: Final = 1.0
"""Between the last connection that is taken and the end: clients that keep one open are asked to open another."""
_HEADER_MILLISECONDS: Final = 15_000
"""Whoever has not said what is wanted by then is hung up on; so is a connection that is kept open without a request."""


def serve(application: Application, listener: socket.socket, threads: int, on_ready: Callable[[], None]) -> None:
    """Serve until SIGTERM, then finish what is being answered."""
    granian: Any = import_module("granian._granian")  # its types are those of an older version
    stop, leaving = granian.WorkerSignal(), threading.Event()
    wait, ring = _make_bell()
    stop.add_cb(ring)

    def end(*_: object) -> None:
        if not leaving.is_set():
            leaving.set()
            _take_no_more(listener)
            threading.Timer(_LEAVING_SECONDS, stop.set).start()

    backlog = (_BACKLOG,) if sys.platform.startswith(("linux", "freebsd")) else ()
    worker = granian.WSGIWorker(
        1,
        (None, granian.SocketHolder(listener.fileno(), False, *backlog)),
        None,
        threads=1,
        blocking_threads=1,
        py_threads=threads,
        backpressure=get_most_connections(),
        http_mode="1",
        http1_opts=import_module("granian.http").HTTP1Settings(
            header_read_timeout=_HEADER_MILLISECONDS, max_buffer_size=4 * MOST_HEADER_BYTES
        ),
    )
    loop = asyncio.new_event_loop()  # granian asks for one; WSGI has no use for it
    scheduler = import_module("granian._futures")._new_cbscheduler(
        loop, _make_call(application, leaving), impl_asyncio=True
    )
    signal.signal(signal.SIGTERM, end)
    worker.serve_mtr(scheduler, loop, stop)
    on_ready()
    wait()


def _make_bell() -> tuple[Callable[[], None], Callable[[], None]]:
    """A wait of the main thread, and what ends it from any thread.

    It waits on a socket that signals ring too. A lock will not do: a signal that comes just before the thread falls
    asleep on it, or that the kernel gives to another thread, is heard when it wakes, and so never.
    """
    bell, ringer = socket.socketpair()
    ringer.setblocking(False)
    signal.set_wakeup_fd(ringer.fileno(), warn_on_full_buffer=False)
    is_rung = threading.Event()

    def ring() -> None:
        is_rung.set()
        with suppress(BlockingIOError):
            ringer.send(b"!")

    def wait() -> None:
        while not is_rung.is_set():
            bell.recv(64)

    return wait, ring


def get_most_connections() -> int:
    """Connections that this process may have open at once: further ones wait in the kernel.

    Past the limit of open files granian would try to accept again and again, without a pause.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_CONNECTIONS + _SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return _MOST_CONNECTIONS
    return max(_LEAST_CONNECTIONS, min(_MOST_CONNECTIONS, soft - _SPARE_FILES))


def _take_no_more(listener: socket.socket) -> None:
    """Leave new connections to the other processes, which share the socket.

    granian closes connections that have not said anything yet when it ends: so it must not take any shortly before.
    Its file number gets a socket that nobody knows of.
    """
    with suppress(OSError), socket.socket() as unknown:
        unknown.setblocking(False)
        unknown.bind(("127.0.0.1", 0))
        unknown.listen(1)
        os.dup2(unknown.fileno(), listener.fileno())


class _Start:
    """Keeps what the application says first."""

    __slots__ = ("headers", "status")

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[str, str]] = []

    def __call__(self, status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
        self.status, self.headers = int(status[:3]), headers


def _make_call(application: Application, leaving: threading.Event) -> Callable[[Any, dict[str, Any]], None]:
    """What granian calls for each request. The body is one piece: an iterated one would hold a thread (PEP 3333)."""
    common = {
        "SCRIPT_NAME": "",
        "wsgi.errors": sys.stderr,
        "wsgi.input_terminated": True,
        "wsgi.multiprocess": True,
        "wsgi.multithread": True,
        "wsgi.run_once": False,
        "wsgi.version": (1, 0),
    }

    def call(protocol: Any, scope: dict[str, Any]) -> None:
        start = _Start()
        if scope["SERVER_PROTOCOL"] == "HTTP/1":  # granian's name of the version that need not name a host
            scope["SERVER_PROTOCOL"] = "HTTP/1.0"
        if not scope.get("HTTP_HOST", "-"):
            del scope["HTTP_HOST"]  # there is none, and not an empty one
        body = application(common | scope, start)
        if leaving.is_set():
            start.headers = [*start.headers, ("Connection", "close")]  # the next request goes to another process
        data = body[0] if isinstance(body, list) and len(body) == 1 else _join(body)
        protocol.response_bytes(start.status, start.headers, data)

    return call


def _join(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()
