"""Serve the glossary, and render its missing audio beside it.

Pages are there at once; each section's audio follows as it is rendered. Changes of the content are taken up while
serving. Stop with Control+C.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from service.cli._bulk import Bulk
from service.cli._remote import tell_of_remote_engines
from service.logs import use_log_format
from service.metrics.prometheus import serve_metrics
from service.serving.listening import get_address, listen
from service.settings import Settings, get_settings
from service.wiring.studio import make_desk, make_studio
from service.wiring.web import begin, make_app

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
    use_log_format(settings.log_format)
    tell_of_remote_engines(settings)
    with (
        listen(settings.host, settings.port) as listener,
        serve_metrics(settings.metrics_host, settings.metrics_port),
        suppress(KeyboardInterrupt),
    ):
        if _get_server(settings) == "waitress":
            _serve_alone(listener, settings, folder, options)
        else:
            _serve_many(listener, settings, folder, options)
    return 0


def _stop(*_: object) -> None:
    """A request to end is answered as Control+C is: finish, close, leave."""
    raise KeyboardInterrupt


def _get_server(settings: Settings) -> str:
    """The server that works here: granian needs processes that can be forked."""
    if settings.server == "granian" and os.name != "posix":
        print("This system cannot fork processes, so waitress serves, in one process.", file=sys.stderr, flush=True)
        return "waitress"
    return settings.server


def _serve_alone(listener: socket.socket, settings: Settings, folder: Path, options: argparse.Namespace) -> None:
    from service.serving.one_process import serve

    studio = make_studio(settings, folder)
    try:
        desk = make_desk(studio)
        app = make_app(studio, desk, folder)
        begin(app)
        _say(settings)
        Bulk(studio, options.plain, is_wanted=not options.no_render).start(desk.get_editions)
        serve(app, listener, settings.threads)
    finally:
        studio.queue.close()


def _serve_many(listener: socket.socket, settings: Settings, folder: Path, options: argparse.Namespace) -> None:
    from service.cli._office import Office

    office = Office(listener, settings, folder)
    try:
        office.run(partial(Bulk, is_plain=options.plain, is_wanted=not options.no_render), partial(_say, settings))
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):  # what is ended now ends by itself, in seconds
            signal.signal(number, signal.SIG_IGN)
        office.end()


def _say(settings: Settings) -> None:
    print(f"The glossary is at {get_address(settings.host, settings.port)}", flush=True)
