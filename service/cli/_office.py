"""A server with several web processes: who supervises them, who renders for them, and what the operator hears."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from service.cli._bulk import Bulk
from service.errors import ContentError, LecternError
from service.serving.supervisor import Supervisor
from service.serving.watching import Watch
from service.serving.web_site import main
from service.settings import Settings
from service.wiring.studio import Studio, make_studio


class Office:
    """Made first, since its web processes read the content while this process does."""

    def __init__(self, listener: socket.socket, settings: Settings, folder: Path) -> None:
        self._settings, self._folder = settings, folder
        self._studio: Studio | None = None
        self._supervisor = Supervisor(main, (listener, settings, folder), settings.web_workers)
        self._watch = Watch(folder / settings.content, self._supervisor.reload)

    def run(self, make_bulk: Callable[[Studio], Bulk], on_ready: Callable[[], None]) -> None:
        """Serve until an exception of a signal handler ends it.

        :raise LecternError: if the content or the settings cannot be used, or no web process can start.
        """
        self._studio = studio = make_studio(self._settings, self._folder)
        bulk = make_bulk(studio)

        def begin() -> None:
            on_ready()
            bulk.start(studio.get_editions)
            if self._settings.watch_content:
                self._watch.start()

        self._supervisor.on_ready = begin
        self._supervisor.on_read = lambda: threading.Thread(target=self._take_up, args=(bulk,), daemon=True).start()
        self._supervisor.on_refused = _tell_refusal
        if not sys.stderr.isatty():  # on a terminal this signal says that its window was closed
            signal.signal(signal.SIGHUP, lambda *_: self._supervisor.reload())
        self._supervisor.run(studio.queue)

    def _take_up(self, bulk: Bulk) -> None:
        """Render what other content needs: it has been read well by those who serve it."""
        assert self._studio is not None
        print("The content has changed; its pages are served.", file=sys.stderr, flush=True)
        try:
            bulk.start(make_studio(self._settings, self._folder, self._studio.queue).get_editions)
        except LecternError as error:
            _tell_refusal(error)

    def end(self) -> None:
        """Finish what is served, give back what is being rendered, leave no process behind."""
        self._watch.stop()
        self._supervisor.end()
        if self._studio is not None:
            self._studio.queue.close()


def _tell_refusal(error: LecternError) -> None:
    many = f"{len(error.problems)} problem(s) in the content. " if isinstance(error, ContentError) else ""
    print(f"{error}\n{many}The pages from before the change are still served.", file=sys.stderr, flush=True)
