"""The pipeline of one section: clips from the store or the engine, joined, levelled, encoded, stored."""

from __future__ import annotations

import numpy as np

import service.audio.level as audio_level
from service.audio.formats import mp3
from service.audio.formats.marks import get_marks
from service.audio.formats.vtt import get_vtt
from service.audio.recording import Recording, join
from service.errors import AudioError
from service.render.cast import Cast, get_cast
from service.render.clips import get_clip
from service.render.job import Bench, Outcome, get_outcome_of_done, is_done
from service.render.section import SectionJob
from service.render.speaking import get_gain
from service.store.contract import Name, Store


def render_section(job: SectionJob, bench: Bench) -> Outcome:
    """Make what the job names, unless it is there: once, however many threads and processes ask.

    :raise EngineError: if a sentence cannot be spoken.
    :raise StoreError: if the store cannot be written.
    """
    with bench.store.lock("section", job.key):
        if is_done(job, bench.store):
            return get_outcome_of_done(job.products[-1], bench.store)
        cast = get_cast(job)
        clips, spoken = [], 0
        for say in job.get_says():
            clip, is_new = get_clip(say, cast, bench)
            clips.append(clip)
            spoken += is_new
        recording = join(job.script, clips)
        gain = _get_gain(job, recording, cast, bench)
        size = _store(job, recording, gain, bench.store)
    return Outcome(True, spoken, len(clips) - spoken, len(recording.samples), recording.sample_rate, size)


def _get_gain(job: SectionJob, recording: Recording, cast: Cast, bench: Bench) -> float:
    """Decibels. A voice has one gain, but a word or two by themselves may be far from its level: they get their own."""
    if not job.is_piece and len(recording.samples) < audio_level.SHORT_SECONDS * recording.sample_rate:
        own = audio_level.find_gain(recording.samples, recording.sample_rate)
        if own is not None:
            return own
    return get_gain(cast.main, job.words_a_minute, bench)


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
