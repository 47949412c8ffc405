"""Speak a text into an MP3 file, with the settings in force.

Nothing of it is kept anywhere else.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from service.audio.description import Tags
from service.cli._files import write_whole
from service.cli._remote import tell_of_remote_engines
from service.document.identity import SentenceMaker
from service.document.model import Run
from service.document.sentences import MAX_CHARACTERS
from service.errors import SettingsError, UnknownName
from service.exports.editions import SPEEDS, USUAL
from service.languages import get_language
from service.render.job import PhonemesTask, VoicesTask
from service.render.rights import Bounds
from service.render.section import SectionJob
from service.settings import Settings, get_settings
from service.speech.script import AFTER_SENTENCE, FindForms, Pause, Say, Script, make_say
from service.speech.voice import Voice
from service.store.contract import Name
from service.wiring.benches import make_bench
from service.wiring.queue import make_queue
from service.wiring.storing import StoreOptions, get_store_options, get_turns_folder, make_store
from service.wiring.studio import get_find_forms, get_rendition, take_up_languages

EXAMPLE: Final = 'python -m service say "Hello. This is the voice." -o hello.mp3'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help="what to say")
    parser.add_argument("-o", "--output", type=Path, help="the MP3 file to write")
    parser.add_argument(
        "--explain", action="store_true", help="print what is said, its sounds, and which rule did what"
    )
    parser.add_argument("--language", metavar="TAG", help="the language of the text, instead of the setting")
    parser.add_argument("--engine", metavar="NAME", help="another engine than the setting")
    parser.add_argument("--voice", metavar="NAME", help="another voice; the command voices lists them")
    parser.add_argument("--speed", type=float, default=USUAL, help="0.8, 1, 1.25 or 1.5")


def run(options: argparse.Namespace, folder: Path) -> int:
    settings = get_settings(folder)
    take_up_languages(settings, folder)
    settings = replace(
        settings, language=options.language or settings.language, engine=options.engine or settings.engine
    )
    if not options.explain and options.output is None:
        raise SettingsError("Give a file to write with -o, such as -o hello.mp3, or --explain, or both.")
    if options.output is not None and options.output.suffix.lower() != ".mp3":
        raise UnknownName("audio format", options.output.suffix or "without a name", [".mp3"])
    if options.speed not in SPEEDS:
        raise UnknownName("speed", f"{options.speed:g}", (f"{each:g}" for each in SPEEDS))
    tell_of_remote_engines(replace(settings, fallback=""))
    script = _get_script(options.text, settings.language, get_find_forms(settings, folder, [settings.language]))
    with (
        tempfile.TemporaryDirectory(prefix="say-") as place,
        closing(_Booth(settings, Path(place), folder)) as booth,
    ):
        voice = booth.get_voice(options.voice)
        if options.explain:
            _explain(script, voice, booth)
        if options.output is not None:
            data, seconds = booth.record(script, voice, options.speed)
            write_whole(options.output, data)
            print(f"{options.output}: {seconds:.1f} s, {len(data)} bytes.", file=sys.stderr)
    return 0


def _get_script(text: str, language: str, find_forms: FindForms) -> Script:
    words = " ".join(text.split())
    paragraph = SentenceMaker(language).make_paragraph((Run(words),)) if words else None
    if paragraph is None or not any(letter.isalnum() for letter in words):
        raise SettingsError("There is nothing to say: give a text with words.")
    steps: list[Say | Pause] = []
    for sentence in paragraph.sentences:
        if len(sentence.text) > MAX_CHARACTERS:
            raise SettingsError(f"A sentence has {len(sentence.text)} characters; the most is {MAX_CHARACTERS}.")
        steps += (make_say(sentence, language, find_forms), Pause(AFTER_SENTENCE))
    return tuple(steps)


def _explain(script: Script, voice: Voice, booth: _Booth) -> None:
    """Print each sentence as written and as spoken, the rules between the two, and the sounds."""
    for say in (step for step in script if isinstance(step, Say)):
        sounds = booth.get_phonemes(say, voice)
        print(f"Text:     {say.text}\nSpoken:   {say.spoken}\nPhonemes: {sounds or 'not told by this engine'}")
        for span in say.spans:
            for form in span.forms:
                sound = f", sound {form.phonemes}" if form.phonemes else ""
                print(f"  {span.text[form.start : form.end]!r} -> {form.spoken!r}{sound} ({form.rule})")


class _Booth:
    """A worker and a cache of its own, for one text. Close it when done."""

    def __init__(self, settings: Settings, place: Path, folder: Path) -> None:
        voices_folder = folder / settings.piper_voices
        turns = get_turns_folder(settings.store, folder, get_store_options(settings))
        self._settings = settings
        self._store = make_store("folder:cache", place)
        bench = partial(make_bench, "folder:cache", place, voices_folder, StoreOptions(), Bounds(), turns_folder=turns)
        self._queue = make_queue("pool:1", bench)

    def close(self) -> None:
        self._queue.close()

    def get_voice(self, name: str | None) -> Voice:
        """:raise UnknownName: :raise EngineUnavailable:"""
        settings = self._settings
        language = get_language(settings.language).voice_language
        chosen = name or settings.get_voice_names().get(settings.language.lower(), "")
        (voice,) = self._queue.submit(VoicesTask(settings.engine, ((language, chosen),))).result()
        assert isinstance(voice, Voice)
        return voice

    def get_phonemes(self, say: Say, voice: Voice) -> str:
        return self._queue.submit(PhonemesTask(say.spans, voice)).result()

    def record(self, script: Script, voice: Voice, speed: float) -> tuple[bytes, float]:
        """The MP3 and its seconds."""
        job = _get_job(script, self._settings, voice, speed)
        outcome = self._queue.submit(job).result()
        found = self._store.get(Name(job.key, "mp3"))
        assert found is not None
        return found.data, outcome.samples / outcome.sample_rate


def _get_job(script: Script, settings: Settings, voice: Voice, speed: float) -> SectionJob:
    language, rendition = get_language(settings.language), get_rendition(settings, speed)
    artist = language.words("synthetic_voice", voice=voice.name)
    neutral = language.words("neutral_album")
    tags = Tags(neutral, neutral, 0, 0, artist, language.three_letters, "")
    return SectionJob(
        slug="", part="", title="say", script=script, language=settings.language, voices=(voice,),
        words_a_minute=rendition.words_a_minute, calibrations=(language.calibration,), mp3=rendition.mp3, tags=tags,
    )  # fmt: skip
