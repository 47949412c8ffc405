"""The pipeline of one section: clips from the store or the engine, joined, levelled, encoded, stored."""

from __future__ import annotations

import numpy as np

import service.audio.level as audio_level
from service.audio.description import LEVEL_VERSION
from service.audio.formats import mp3
from service.audio.formats.marks import get_marks
from service.audio.formats.vtt import get_vtt
from service.audio.recording import Recording, join
from service.errors import AudioError
from service.render.job import Bench, Outcome, get_outcome_of_done, is_done
from service.render.section import SectionJob
from service.render.speaking import get_clip, get_voices_by_language, speak
from service.speech.script import Say, Span
from service.store.contract import Name, Store, get_key


def render_section(job: SectionJob, bench: Bench) -> Outcome:
    """Make what the job names, unless it is there: once, however many threads and processes ask.

    :raise EngineError: if a sentence cannot be spoken.
    :raise StoreError: if the store cannot be written.
    """
    with bench.store.lock("section", job.key):
        if is_done(job, bench.store):
            return get_outcome_of_done(job.products[-1], bench.store)
        voices = get_voices_by_language(job)
        clips, spoken = [], 0
        for say in job.get_says():
            clip, is_new = get_clip(say, voices, job.words_a_minute, bench)
            clips.append(clip)
            spoken += is_new
        gain = get_gain(job, bench)
        recording = join(job.script, clips)
        size = _store(job, recording, gain, bench.store)
    return Outcome(True, spoken, len(clips) - spoken, len(recording.samples), recording.sample_rate, size)


def get_gain(job: SectionJob, bench: Bench) -> float:
    """The main voice's gain in decibels: measured once on a text of its own and remembered with its version."""
    voice = job.voices[0]
    values = {
        "kind": "gain",
        "voice": voice,
        "words a minute": job.words_a_minute,
        "text": job.calibration,
        "level": LEVEL_VERSION,
    }
    key = get_key(values)
    name = Name(key, "gain")
    found = bench.store.get(name)
    if found is None:
        with bench.store.lock("gain", key):
            found = bench.store.get(name)
            if found is None:
                gain = _measure_gain(job, bench)
                bench.store.put(name, repr(gain).encode(), is_served=False)
                return gain
    return float(found.data)


def _measure_gain(job: SectionJob, bench: Bench) -> float:
    voice = job.voices[0]
    say = Say("calibration", (Span(job.calibration, voice.language),))
    clip = speak(say, {voice.language: voice}, job.words_a_minute, bench)
    return audio_level.find_gain(clip.samples, clip.sample_rate)


def _store(job: SectionJob, recording: Recording, gain: float, store: Store) -> int:
    """Write the products, the MP3 last; its size in bytes."""
    samples, rate = recording.samples, recording.sample_rate
    if not len(samples):
        raise AudioError(f"'{job.title}' has no sound.")
    levelled = audio_level.level(samples, gain) if job.voices[0].is_audible else np.asarray(samples)
    facts = {"samples": len(samples), "sample_rate": rate}
    store.put(Name(job.key, "vtt"), get_vtt(recording.sentences, rate, job.language))
    store.put(Name(job.key, "marks.json"), get_marks(recording.sentences, len(samples), rate))
    return store.put(Name(job.key, "mp3"), mp3.encode(levelled, rate, job.mp3, job.tags), facts).size
