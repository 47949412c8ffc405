"""Clips: from the store if they are there, else spoken, proved whole and kept."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any, Final

import soundfile

from service.audio.description import LEVEL_VERSION, TRIMMING_VERSION, get_resampler
from service.audio.flac import get_flac, read_flac
from service.render.cast import Cast
from service.render.job import Bench
from service.render.section import SCHEMA, get_span_values
from service.render.speaking import speak
from service.speech.clip import Clip, Word
from service.speech.script import Say
from service.store.contract import Name, Store, Stored, get_key

_DIGITS: Final = 16
_FLAC: Final = f"libsndfile {soundfile.__libsndfile_version__}"


def get_clip(say: Say, cast: Cast, bench: Bench) -> tuple[Clip, bool]:
    """The clip of one sentence, and whether it had to be spoken."""
    key = get_clip_key(say, cast)
    with bench.store.lock("clip", key):
        clip = read_clip(key, bench.store)
        if clip is not None:
            return clip, False
        clip = speak(say, cast, bench)
        data, facts = get_flac(clip.samples, clip.sample_rate), _get_facts(clip)
        bench.store.put(Name(key, "flac"), data, facts, is_served=False)
        return clip, True


def read_clip(key: str, store: Store) -> Clip | None:
    """The clip that a key names, if it is in the store."""
    found = store.get(Name(key, "flac"))
    if found is None:
        return None
    samples, rate = read_flac(found.data)
    return Clip(samples, rate, _read_words(found.stored))


def get_clip_key(say: Say, cast: Cast) -> str:
    """Key of one sentence's clip: it names neither the entry nor the sentence's place."""
    values: dict[str, object] = {
        "schema": SCHEMA,
        "kind": "clip",
        "spans": [(get_span_values(span), asdict(cast.by_language[span.language].voice)) for span in say.spans],
        "words a minute": cast.words_a_minute,
        "flac": _FLAC,
        "trimming": TRIMMING_VERSION,
    }
    parts = [cast.by_language[span.language] for span in say.spans]
    if any(part != cast.main for part in parts):  # another voice is brought to the level of the main one
        calibrations = [part.calibration for part in (cast.main, *parts)]
        values |= {"main voice": asdict(cast.main.voice), "calibrations": calibrations, "level": LEVEL_VERSION}
        values["resampler"] = get_resampler(part.voice.sample_rate for part in (cast.main, *parts))
    return get_key(values)


def _get_facts(clip: Clip) -> dict[str, Any]:
    """What the store keeps beside a clip's samples."""
    words = [[word.start, word.text_start, word.text_end] for word in clip.words]
    return {"words": words, "spoken": get_spoken_digest(clip.spoken)}


def get_spoken_digest(spoken: str) -> str:
    """What tells one spoken text from all others, and is kept beside its clip: `verify` asks for it."""
    return hashlib.sha256(spoken.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _read_words(stored: Stored) -> tuple[Word, ...]:
    return tuple(Word(*word) for word in stored.facts["words"])
