"""Tell which engine, voices, encoder and versions were found, and what to install.

Exit code 1 if something is missing that the settings need.
"""

from __future__ import annotations

import argparse
import platform
import shutil
from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from service.cli._piper import get_piper_report
from service.errors import ContentError, LecternError, UnknownName
from service.languages import get_language, get_languages
from service.render.job import VoiceListTask, VoicesTask
from service.settings import Settings, get_settings
from service.speech.engines import get_engine_names
from service.speech.voice import Voice
from service.wiring.benches import get_bench_maker
from service.wiring.queue import make_queue
from service.wiring.storing import get_store_options, make_object_store, make_store
from service.wiring.studio import get_library

EXAMPLE: Final = "python -m service doctor"

_PACKAGES: Final = (
    "flask",
    "waitress",
    "pyttsx3",
    "lameenc",
    "soundfile",
    "soxr",
    "g722",
    "numpy",
    "pydub",
    "gTTS",
    "sentencex",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # no options


def run(options: argparse.Namespace, folder: Path) -> int:
    settings = get_settings(folder)
    print(f"Python {platform.python_version()} on {platform.system()} {platform.release()}.")
    print("Packages: " + ", ".join(f"{name} {_get_version(name)}" for name in _PACKAGES) + ".")
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("Content", partial(_check_content, settings, folder)),
        ("Audio cache", partial(_check_store, settings, folder)),
        ("Engine and voices", partial(_check_voices, settings, folder)),
        ("Piper", partial(get_piper_report, folder / settings.piper_voices)),
        ("Phone line", partial(_check_phone, settings, folder)),
        ("MP3 encoder", _check_encoder),
        ("ffmpeg", partial(_check_ffmpeg, settings)),
    )
    results = [_report(title, check) for title, check in checks]
    print("All is well." if all(results) else "Something needs mending: see above.")
    return 0 if all(results) else 1


def _get_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(missing: install it with pip install -r requirements.txt)"


def _report(title: str, check: Callable[[], str]) -> bool:
    try:
        print(f"{title}: {check()}")
    except LecternError as error:
        print(f"{title}: PROBLEM. {error}")
        return False
    return True


def _check_content(settings: Settings, folder: Path) -> str:
    try:
        library = get_library(settings, folder)
    except ContentError as error:
        raise LecternError(f"{len(error.problems)} problem(s); 'python -m service check' lists them.") from error
    return f"{sum(len(shelf.entries) for shelf in library.shelves.values())} entries in {', '.join(library.shelves)}."


def _check_store(settings: Settings, folder: Path) -> str:
    if settings.store.startswith("s3:"):
        return _check_bucket(settings, folder)
    store = make_store(settings.store, folder, get_store_options(settings))
    with store.lock("doctor", "0" * 64):  # proves that it can be written
        free = shutil.disk_usage(folder).free // 1_000_000
    return f"{settings.store} can be written; {free} MB free."


def _check_bucket(settings: Settings, folder: Path) -> str:
    """Write, list, read and delete a small object. :raise LecternError: with what cannot be done."""
    from service.store.s3 import get_completed, try_out

    options = get_store_options(settings)
    store = make_object_store(settings.store, folder, options)
    seconds = try_out(store.bucket)
    where = get_completed(options.s3).endpoint or "Amazon"
    near = f"; near folder {settings.store_near}" if settings.store_near else "; no near folder"
    make_store(settings.store, folder, options)  # proves that the near folder is one
    return f"{settings.store} at {where} can be written, listed, read and deleted, in {seconds * 1000:.0f} ms{near}."


def _check_voices(settings: Settings, folder: Path) -> str:
    names = settings.get_voice_names()
    wanted = tuple((get_language(tag).voice_language, names.get(tag.lower(), "")) for tag in get_languages())
    queue = make_queue(
        "pool:1",
        get_bench_maker(settings, folder),
    )
    try:
        voices = queue.submit(VoicesTask(settings.engine, wanted)).result()
        count = len(queue.submit(VoiceListTask(settings.engine)).result())
    finally:
        queue.close()
    found = [voice for voice in voices if isinstance(voice, Voice)]
    chosen = "; ".join(f"{voice.language}: {voice.name}" for voice in found)
    remote = " Its texts LEAVE THIS MACHINE." if any(voice.is_remote for voice in found) else ""
    missing = "".join(f" MISSING: {error}" for error in voices if isinstance(error, UnknownName))
    engines = ", ".join(get_engine_names())
    return (
        f"{settings.engine} ({found[0].engine_version}) with {count} voices; chosen {chosen}.{remote}{missing} "
        f"Engines: {engines}."
    )


def _check_phone(settings: Settings, folder: Path) -> str:
    from service.phone.book import get_unspoken, make_book
    from service.wiring.phone import get_line

    try:
        library = get_library(settings, folder)
    except ContentError as error:
        raise LecternError("The content has faults, see above.") from error
    silent = get_unspoken(library)
    if len(silent) == len(library.shelves):
        return "not offered: no language of the content has a table [phone]."
    offered = ", ".join(shelf.language for shelf in make_book(library, get_line(settings)).shelves)
    missing = f" Not {', '.join(silent)}: their TOML has no table [phone]." if silent else ""
    return f"offered in {offered}.{missing}"


def _check_encoder() -> str:
    from service.audio.description import Mp3Settings

    return Mp3Settings().encoder + "."


def _check_ffmpeg(settings: Settings) -> str:
    from service.speech.decoding import find_ffmpeg

    needed = "needed" if settings.engine == "gtts" else "not needed by this engine on Linux and Windows"
    return f"{find_ffmpeg()} ({needed})."
