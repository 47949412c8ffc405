"""List every voice of every engine that is found, with its language and a command to try it.

Engines that are not installed are named with what to install.
"""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import Final

from service.errors import LecternError
from service.languages import get_languages
from service.render.job import VoiceListTask, VoicesTask
from service.render.queues import Queue
from service.settings import get_settings
from service.speech.engines import VoiceName, get_engine_names
from service.speech.voice import Voice
from service.wiring.benches import get_bench_maker
from service.wiring.queue import make_queue
from service.wiring.studio import take_up_languages

EXAMPLE: Final = "python -m service voices --language es"
_PYTHON: Final = "python -m service say"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", metavar="TAG", help="only voices of this language, such as es or en-gb")
    parser.add_argument("--engine", metavar="NAME", help="only voices of this engine")


def run(options: argparse.Namespace, folder: Path) -> int:
    settings = get_settings(folder)
    take_up_languages(settings, folder)
    names = [options.engine] if options.engine else get_engine_names()
    queue = make_queue(
        "pool:1",
        get_bench_maker(settings, folder),
    )
    found = 0
    try:
        for name in names:
            try:
                voices = queue.submit(VoiceListTask(name, key=f"voices of {name}")).result()
            except LecternError as error:
                print(f"{name}: not available. {error}")
                continue
            right = [voice for voice in voices if _speaks(voice, options.language)]
            found += len(right)
            leaves = " Texts LEAVE THIS MACHINE." if right and _is_remote(name, right[0], queue) else ""
            print(f"{name}: {len(right)} voices.{leaves}")
            for voice in right:
                print(f"  {voice.language or 'any language'}: {voice.name}\n    {_get_sample(name, voice)}")
    finally:
        queue.close()
    return 0 if found else 1


def _is_remote(engine: str, voice: VoiceName, queue: Queue) -> bool:
    task = VoicesTask(engine, ((voice.language or "en", voice.name),), key=f"a voice of {engine}")
    return any(isinstance(found, Voice) and found.is_remote for found in queue.submit(task).result())


def _speaks(voice: VoiceName, language: str | None) -> bool:
    """Whether a voice has the language; `es` takes `es-419` too."""
    if language is None or not voice.language:
        return True
    return f"{voice.language}-".startswith(f"{language.lower()}-")


def _get_sample(engine: str, voice: VoiceName) -> str:
    base = voice.language.partition("-")[0]
    language = f" --language {base}" if base in get_languages() else ""
    return f'{_PYTHON} "One, two, three." --engine {engine} --voice {shlex.quote(voice.name)}{language} -o try.mp3'
