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

from service.errors import ContentError, LecternError
from service.languages import get_language, get_languages
from service.render.job import VoiceListTask, VoicesTask
from service.settings import Settings, get_settings
from service.speech.engines import get_engine_names
from service.wiring import get_library, make_bench, make_queue, make_store

EXAMPLE: Final = "python -m service doctor"

_PACKAGES: Final = ("flask", "waitress", "pyttsx3", "lameenc", "soundfile", "numpy", "pydub", "gTTS", "sentencex")


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
    store = make_store(settings.store, folder)
    with store.lock("doctor", "0" * 64):  # proves that it can be written
        free = shutil.disk_usage(folder).free // 1_000_000
    return f"{settings.store} can be written; {free} MB free."


def _check_voices(settings: Settings, folder: Path) -> str:
    names = settings.get_voice_names()
    wanted = tuple((get_language(tag).voice_language, names.get(tag, "")) for tag in get_languages())
    queue = make_queue("pool:1", partial(make_bench, settings.store, folder))
    try:
        voices = queue.submit(VoicesTask(settings.engine, wanted)).result()
        count = len(queue.submit(VoiceListTask(settings.engine)).result())
    finally:
        queue.close()
    chosen = "; ".join(f"{voice.language}: {voice.name}" for voice in voices)
    remote = " Its texts LEAVE THIS MACHINE." if any(voice.is_remote for voice in voices) else ""
    engines = ", ".join(get_engine_names())
    return (
        f"{settings.engine} ({voices[0].engine_version}) with {count} voices; chosen {chosen}.{remote} "
        f"Engines: {engines}."
    )


def _check_encoder() -> str:
    from service.audio.description import Mp3Settings

    return Mp3Settings().encoder + "."


def _check_ffmpeg(settings: Settings) -> str:
    from service.speech.decoding import find_ffmpeg

    needed = "needed" if settings.engine == "gtts" else "not needed by this engine on Linux and Windows"
    return f"{find_ffmpeg()} ({needed})."
