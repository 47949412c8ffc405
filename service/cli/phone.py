"""Answer calls, or write the clip that is heard when nobody answers them.

`agi` takes the calls that Asterisk connects, until Control+C. `sorry` writes two files that Asterisk plays by itself
when the line is down. docs/asterisk.md has the whole way to a ringing line.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.cli._files import write_whole
from service.cli._opening import get_unsaid_lines
from service.errors import AudioError
from service.logs import use_log_format
from service.phone.adapters.agi import AgiServer, Limits, get_address
from service.phone.adapters.agi_menu import get_sorry, make_menu
from service.phone.adapters.agi_sounds import get_sounds_folder, make_find_sound
from service.phone.clips import Prompt
from service.phone.prompts import OUT_OF_ORDER
from service.settings import Settings, get_settings
from service.store.contract import Name
from service.wiring.phone import make_phone_line
from service.wiring.studio import Studio, make_studio

if TYPE_CHECKING:
    from service.phone.line import PhoneLine

EXAMPLE: Final = "python -m service phone agi"
_SORRY_KINDS: Final = ("ulaw", "g722")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    tasks = parser.add_subparsers(dest="task", required=True, metavar="task")
    agi = tasks.add_parser("agi", help="take the calls that Asterisk connects")
    agi.add_argument("--host", help="address to listen on, instead of the setting")
    agi.add_argument("--port", type=int, help="port to listen on, instead of the setting")
    sorry = tasks.add_parser("sorry", help="write sorry.ulaw and sorry.g722 for Asterisk")
    sorry.add_argument("target", metavar="FOLDER", type=Path, help="where Asterisk looks for them")


def run(options: argparse.Namespace, folder: Path) -> int:
    settings = get_settings(folder)
    if options.task == "sorry":
        return _write_sorry(settings, folder, options.target)
    settings = replace(
        settings,
        phone_agi_host=options.host or settings.phone_agi_host,
        phone_agi_port=options.port if options.port is not None else settings.phone_agi_port,
    )
    use_log_format(settings.log_format)
    address = get_address(settings.phone_agi_host, settings.phone_agi_port, settings.phone_agi_allow)
    sounds = get_sounds_folder(settings.store, folder, settings.phone_agi_sounds)
    line, _ = _get_line(settings, folder)
    if missing := line.recordings.get_missing():  # this also plans every clip, so that no call waits for it
        print(f"{len(missing)} clips are missing. `python -m service render --phone` makes them.", file=sys.stderr)
    for told in get_unsaid_lines(settings):
        print(told, file=sys.stderr)
    find = make_find_sound(line.recordings, sounds)
    limits = Limits(settings.phone_calls, settings.phone_calls_a_caller, settings.phone_calls_a_caller_at_once)
    tell = partial(print, flush=True)
    server = AgiServer(address, partial(make_menu, line), find, get_sorry(line.book), limits, tell)
    with suppress(asyncio.CancelledError):
        asyncio.run(_serve(server))
    return 0


def _get_line(settings: Settings, folder: Path) -> tuple[PhoneLine, Studio]:
    studio = make_studio(settings, folder)
    try:
        return make_phone_line(studio, studio.get_editions()), studio
    finally:
        studio.queue.close()


async def _serve(server: AgiServer) -> None:
    """Until the process is asked to end."""
    port = await server.start()
    task = asyncio.current_task()
    assert task is not None
    with suppress(NotImplementedError):  # Windows has no such signals
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    host = f"[{server.address.host}]" if ":" in server.address.host else server.address.host
    print(f"The phone line is at agi://{host}:{port}/", flush=True)
    await server.run()


def _write_sorry(settings: Settings, folder: Path, target: Path) -> int:
    """In each language of the line, one after the other."""
    line, studio = _get_line(settings, folder)
    keys = [line.recordings.find(Prompt(OUT_OF_ORDER), shelf.language) for shelf in line.book.shelves]
    for kind in _SORRY_KINDS:
        found = [studio.store.get(Name(key, kind)) if key else None for key in keys]
        if not all(found):
            raise AudioError("The sorry clip is not recorded yet; run `python -m service render --phone` first.")
        path = target / f"sorry.{kind}"
        write_whole(path, b"".join(each.data for each in found if each))
        print(path)
    return 0
