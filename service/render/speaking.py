"""Clips: from the store if they are there, else spoken, proved whole and kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import soundfile

from service.audio.flac import get_flac, read_flac
from service.errors import EngineUnavailable, IncompleteSpeech, UnknownName
from service.render.job import Bench
from service.render.section import SCHEMA, SectionJob
from service.speech.clip import Clip, Word, check_audible, check_clip, join_clips
from service.speech.script import Say
from service.speech.voice import Voice
from service.store.contract import Name, Store, Stored, get_key

_FLAC: Final = f"libsndfile {soundfile.__libsndfile_version__}"

_log = logging.getLogger(__name__)


def get_clip(say: Say, voices: Mapping[str, Voice], words_a_minute: int, bench: Bench) -> tuple[Clip, bool]:
    """The clip of one sentence, and whether it had to be spoken."""
    key = get_clip_key(say, voices, words_a_minute)
    name = Name(key, "flac")
    with bench.store.lock("clip", key):
        clip = _read_clip(name, bench.store)
        if clip is not None:
            return clip, False
        clip = speak(say, voices, words_a_minute, bench)
        bench.store.put(name, get_flac(clip.samples, clip.sample_rate), get_clip_facts(clip), is_served=False)
        return clip, True


def _read_clip(name: Name, store: Store) -> Clip | None:
    found = store.get(name)
    if found is None:
        return None
    samples, rate = read_flac(found.data)
    return Clip(samples, rate, read_clip_words(found.stored))


def get_clip_key(say: Say, voices: Mapping[str, Voice], words_a_minute: int) -> str:
    """Key of one sentence's clip: it names neither the entry nor the sentence's place."""
    return get_key(
        {
            "schema": SCHEMA,
            "kind": "clip",
            "spans": [(span.text, asdict(voices[span.language])) for span in say.spans],
            "words a minute": words_a_minute,
            "flac": _FLAC,
        }
    )


def get_voices_by_language(job: SectionJob) -> dict[str, Voice]:
    """The voice for each language of the script.

    :raise UnknownName: if the job brings none for one of them.
    """
    main = job.voices[0]
    found = {voice.language: voice for voice in reversed(job.voices)}
    by_language = {}
    for span in (span for say in job.get_says() for span in say.spans):
        if span.language == job.language:
            by_language[span.language] = main
        elif span.language.lower() in found:
            by_language[span.language] = found[span.language.lower()]
        else:
            raise UnknownName("voice for the language", span.language, found)
    return by_language


def speak(say: Say, voices: Mapping[str, Voice], words_a_minute: int, bench: Bench) -> Clip:
    """One sentence as one clip, whole and audible, tried twice.

    :raise EngineError: if the engine fails twice.
    """
    try:
        return _speak_once(say, voices, words_a_minute, bench)
    except IncompleteSpeech as error:
        _log.warning("A sentence is spoken again: %s", error)
        return _speak_once(say, voices, words_a_minute, bench)


def _speak_once(say: Say, voices: Mapping[str, Voice], words_a_minute: int, bench: Bench) -> Clip:
    parts, offset = [], 0
    for span in say.spans:
        voice = voices[span.language]
        clip = bench.get_engine(voice.engine).speak(span.text, voice, words_a_minute)
        if clip.sample_rate != voice.sample_rate:
            rates = f"{clip.sample_rate} samples a second, not {voice.sample_rate}"
            raise EngineUnavailable(f"{voice.engine} gave {rates}.")
        check_clip(clip, span.text, words_a_minute)
        if voice.is_audible:
            check_audible(clip, span.text)
        parts.append((clip, offset))
        offset += len(span.text)
    return join_clips(parts)


def get_clip_facts(clip: Clip) -> dict[str, Any]:
    """What the store keeps beside a clip's samples."""
    return {"words": [[word.start, word.text_start, word.text_end] for word in clip.words]}


def read_clip_words(stored: Stored) -> tuple[Word, ...]:
    return tuple(Word(*word) for word in stored.facts["words"])
