"""Serve the glossary, and render its missing audio beside it.

Pages are there at once; each section's audio follows as it is rendered. Stop with Control+C.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.cli._progress import get_summary_lines, make_progress
from service.errors import LecternError, ServeError
from service.exports.desk import Desk
from service.render.run import run as run_jobs
from service.settings import Settings, get_settings
from service.wiring import Studio, make_app, make_desk, make_studio

if TYPE_CHECKING:
    from flask import Flask

EXAMPLE: Final = "python -m service serve --port 8080"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on, instead of the setting")
    parser.add_argument("--port", type=int, help="port to listen on, instead of the setting")
    parser.add_argument("--no-render", action="store_true", help="render only what listeners ask for")
    parser.add_argument("--plain", action="store_true", help="plain lines of progress, without a bar")


def run(options: argparse.Namespace, folder: Path) -> int:
    settings = get_settings(folder)
    settings = replace(settings, host=options.host or settings.host, port=options.port or settings.port)
    signal.signal(signal.SIGTERM, _stop)
    studio = make_studio(settings, folder)
    try:
        desk = make_desk(studio)
        server = _Server(make_app(studio, desk, folder), settings)
        print(f"The glossary is at {server.address}", flush=True)
        if not options.no_render:
            threading.Thread(target=_render_all, args=(studio, desk, options.plain), daemon=True).start()
        server.run()
    finally:
        studio.queue.close()
    return 0


def _stop(*_: object) -> None:
    """A request to end is answered as Control+C is: finish, close, leave."""
    raise KeyboardInterrupt


def _render_all(studio: Studio, desk: Desk, is_plain: bool) -> None:
    try:
        summary = run_jobs(desk.get_catalogue().jobs, studio.store, studio.queue, make_progress(is_plain))
    except LecternError as error:
        print(f"There is no audio: {error} Pages are served without it.", file=sys.stderr, flush=True)
        return
    print("\n".join(get_summary_lines(summary)), file=sys.stderr, flush=True)


class _Server:
    """waitress, bound before anything is said about an address."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        """:raise ServeError: if the address cannot be listened on."""
        from waitress.server import create_server

        try:
            self._server = create_server(
                app,
                host=settings.host,
                port=settings.port,
                threads=settings.threads,
                ident="",
                clear_untrusted_proxy_headers=True,
            )
        except (OSError, ValueError) as error:
            raise ServeError(
                f"Port {settings.port} of {settings.host} cannot be used: {getattr(error, 'strerror', None) or error}. "
                f"Another program may be using it; choose another with --port or the setting 'port'."
            ) from error
        self.address = f"http://{settings.host}:{settings.port}/"

    def run(self) -> None:
        try:
            self._server.run()
        finally:
            self._server.close()
