"""What a zygote reads and its web processes serve: the site of a folder, under its settings."""

from __future__ import annotations

import gc
import os
import signal
import socket
import threading
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from service.exports.desk import Desk
from service.serving.link import LinkedQueue, Ready
from service.serving.zygote import Live, run
from service.settings import Settings
from service.wiring.studio import VOICES_SECONDS, make_studio
from service.wiring.web import begin, make_app

_LAST_SECONDS: Final = 3.0
"""A web process whose parent has gone ends by itself after so long, whatever it still serves."""


def main(control: Connection, listener: socket.socket, settings: Settings, folder: Path) -> None:
    """The life of a zygote."""
    run(control, partial(_make, listener, settings, folder))


def _make(listener: socket.socket, settings: Settings, folder: Path) -> Live:
    """:raise LecternError: if the content or the settings cannot be used."""
    from service.serving.web_process import serve

    queue = LinkedQueue(workers=1)
    studio = make_studio(settings, folder, queue)
    desk = Desk(studio.store, queue, studio.get_editions)
    app = make_app(studio, desk, folder)
    gc.collect()
    gc.freeze()  # what is shared by all web processes is not written to by the search for garbage

    def live(connection: Connection) -> None:
        queue.attach(connection, _end)
        desk.start(VOICES_SECONDS)
        begin(app)
        serve(app, listener, settings.threads, lambda: queue.tell(Ready(os.getpid())))

    return live


def _end() -> None:
    """The process that renders has gone, so this one finishes what it serves."""
    last = threading.Timer(_LAST_SECONDS, os._exit, (1,))
    last.daemon = True
    last.start()
    os.kill(os.getpid(), signal.SIGTERM)
