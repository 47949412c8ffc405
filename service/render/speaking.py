"""Speaking: one sentence as one clip, whole and audible, at one level whichever voices take part."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

import numpy as np

import service.audio.level as audio_level
from service.audio.description import LEVEL_VERSION
from service.audio.resampling import resample
from service.errors import EngineUnavailable, IncompleteSpeech
from service.render.cast import Cast, Part
from service.render.job import Bench
from service.speech.clip import Clip, Word, check_audible, check_clip, join_clips
from service.speech.script import Say, Span
from service.speech.spoken import WayBack, get_pronunciations
from service.speech.trimming import trim
from service.store.contract import Name, get_key

_TRIES: Final = 2
_WORDLESS_MILLISECONDS: Final = 10
"""A file of no samples at all could not be read again."""
_log = logging.getLogger(__name__)


def speak(say: Say, cast: Cast, bench: Bench) -> Clip:
    """One sentence as one clip, at the main voice's sample rate and level.

    :raise EngineError: if the engine fails, or twice gives sound that cannot be the whole of the text.
    """
    parts, offset = [], 0
    for span in say.spans:
        part = cast.by_language[span.language]
        clip = speak_span(span, part, cast.words_a_minute, bench)
        if part.voice != cast.main.voice:
            clip = _fit(clip, part, cast, bench)
        parts.append((clip, offset))
        offset += len(span.text)
    return join_clips(parts)


def speak_span(span: Span, part: Part, words_a_minute: int, bench: Bench) -> Clip:
    """One stretch in one voice, trimmed, at that voice's own level; without words a moment's silence."""
    if not any(letter.isalnum() for letter in span.spoken):
        rate = part.voice.sample_rate
        return Clip(np.zeros(_WORDLESS_MILLISECONDS * rate // 1000, np.int16), rate, spoken=span.spoken)
    for left in reversed(range(_TRIES)):
        try:
            return _speak_once(span, part, words_a_minute, bench)
        except IncompleteSpeech as error:
            if not left:
                raise
            _log.warning("A sentence is spoken again: %s", error)
    raise AssertionError("unreachable")


def _speak_once(span: Span, part: Part, words_a_minute: int, bench: Bench) -> Clip:
    voice, text = part.voice, span.spoken
    engine = bench.get_engine(voice.engine)
    clip = engine.speak(text, voice, words_a_minute, get_pronunciations(span.text, span.forms))
    if clip.sample_rate != voice.sample_rate:
        rates = f"{clip.sample_rate} samples a second, not {voice.sample_rate}"
        raise EngineUnavailable(f"{voice.engine} gave {rates}.")
    if voice.is_audible:
        clip = trim(clip)
        check_audible(clip, text)
    check_clip(clip, text, words_a_minute)
    return replace(_put_words_back(clip, span), spoken=text)


def _put_words_back(clip: Clip, span: Span) -> Clip:
    """The clip with its words where they are written: all words of one form are one word there."""
    if not span.forms:
        return clip
    way = WayBack(span.text, span.forms)
    words: list[Word] = []
    for word in clip.words:
        start, end = way.get_written(word.text_start, word.text_end)
        if start < end and (not words or words[-1].text_end <= start):
            words.append(Word(word.start, start, end))
    return replace(clip, words=tuple(words))


def _fit(clip: Clip, part: Part, cast: Cast, bench: Bench) -> Clip:
    """A clip of another voice at the main voice's sample rate, and as loud."""
    main, rate = cast.main.voice, cast.main.voice.sample_rate
    samples = clip.samples
    if part.voice.is_audible and main.is_audible:
        louder = get_gain(part, cast.words_a_minute, bench) - get_gain(cast.main, cast.words_a_minute, bench)
        samples = audio_level.level(samples, louder)
    if clip.sample_rate == rate:
        return replace(clip, samples=samples)
    words = (replace(word, start=word.start * rate // clip.sample_rate) for word in clip.words)
    return Clip(resample(samples, clip.sample_rate, rate), rate, tuple(words), clip.spoken)


def get_gain(part: Part, words_a_minute: int, bench: Bench) -> float:
    """A voice's gain in decibels: measured once on a text of its own and remembered with the voice's version."""
    key = get_gain_key(part, words_a_minute)
    name = Name(key, "gain")
    found = bench.store.get(name)
    if found is None:
        with bench.store.lock("gain", key):
            found = bench.store.get(name)
            if found is None:
                clip = speak_span(Span(part.calibration, part.voice.language), part, words_a_minute, bench)
                gain = audio_level.find_gain(clip.samples, clip.sample_rate) or 0.0
                bench.store.put(name, repr(gain).encode(), is_served=False)
                return gain
    return float(found.data)


def get_gain_key(part: Part, words_a_minute: int) -> str:
    """Key of a voice's gain."""
    values = {
        "kind": "gain",
        "voice": part.voice,
        "words a minute": words_a_minute,
        "text": part.calibration,
        "level": LEVEL_VERSION,
    }
    return get_key(values)
