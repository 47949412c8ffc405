"""Speak a text into an MP3 file, with the settings in force.

Nothing of it is kept anywhere else.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Final

from service.audio.description import Tags
from service.document.identity import SentenceMaker
from service.document.model import Run
from service.document.sentences import MAX_CHARACTERS
from service.errors import LecternError, SettingsError, UnknownName
from service.languages import get_language
from service.render.job import VoicesTask
from service.render.section import SectionJob
from service.settings import Settings, get_settings
from service.speech.script import AFTER_SENTENCE, Pause, Say, Script, Span
from service.speech.voice import Voice
from service.store.contract import Name
from service.wiring import get_rendition, make_bench, make_queue, make_store

EXAMPLE: Final = 'python -m service say "Hello. This is the voice." -o hello.mp3'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help="what to say")
    parser.add_argument("-o", "--output", required=True, type=Path, help="the MP3 file to write")


def run(options: argparse.Namespace, folder: Path) -> int:
    settings = get_settings(folder)
    if options.output.suffix.lower() != ".mp3":
        raise UnknownName("audio format", options.output.suffix or "without a name", [".mp3"])
    script = _get_script(options.text, settings.language)
    with tempfile.TemporaryDirectory(prefix="say-") as place:
        data, seconds = _render(script, settings, Path(place))
    _write(options.output, data)
    print(f"{options.output}: {seconds:.1f} s, {len(data)} bytes.", file=sys.stderr)
    return 0


def _get_script(text: str, language: str) -> Script:
    words = " ".join(text.split())
    paragraph = SentenceMaker(language).make_paragraph((Run(words),)) if words else None
    if paragraph is None or not any(letter.isalnum() for letter in words):
        raise SettingsError("There is nothing to say: give a text with words.")
    steps: list[Say | Pause] = []
    for sentence in paragraph.sentences:
        if len(sentence.text) > MAX_CHARACTERS:
            raise SettingsError(f"A sentence has {len(sentence.text)} characters; the most is {MAX_CHARACTERS}.")
        steps += (Say(sentence.id, (Span(sentence.text, language),)), Pause(AFTER_SENTENCE))
    return tuple(steps)


def _render(script: Script, settings: Settings, place: Path) -> tuple[bytes, float]:
    language = get_language(settings.language)
    store = make_store("folder:cache", place)
    queue = make_queue("pool:1", partial(make_bench, "folder:cache", place))
    try:
        wanted = ((language.voice_language, settings.get_voice_names().get(settings.language, "")),)
        voices = queue.submit(VoicesTask(settings.engine, wanted)).result()
        job = _get_job(script, settings, voices)
        outcome = queue.submit(job).result()
    finally:
        queue.close()
    found = store.get(Name(job.key, "mp3"))
    assert found is not None
    return found.data, outcome.samples / outcome.sample_rate


def _get_job(script: Script, settings: Settings, voices: tuple[Voice, ...]) -> SectionJob:
    language, rendition = get_language(settings.language), get_rendition(settings)
    artist = language.words("synthetic_voice", voice=voices[0].name)
    neutral = language.words("neutral_album")
    tags = Tags(neutral, neutral, 0, 0, artist, language.three_letters, "")
    return SectionJob(
        slug="", part="", title="say", script=script, language=settings.language, voices=voices,
        words_a_minute=rendition.words_a_minute, calibration=language.calibration, mp3=rendition.mp3, tags=tags,
    )  # fmt: skip


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all. :raise LecternError:"""
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise LecternError(f"{path} cannot be written: {error.strerror}.") from error
