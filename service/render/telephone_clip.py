"""The making of one clip of the phone line: sentences from the store or the engine, joined, fitted, coded, stored."""

from __future__ import annotations

from typing import Final

import service.audio.telephone as telephone
from service.audio.description import LEVEL_VERSION, TELEPHONE_VERSION, TRIMMING_VERSION, get_telephone_tools
from service.audio.formats import g722, mulaw, wav
from service.audio.recording import Recording, join
from service.errors import AudioError
from service.render.cast import Part, get_cast
from service.render.clips import get_clip
from service.render.job import Bench, Outcome, get_outcome_of_done, is_done
from service.render.speaking import speak_span
from service.render.telephone import MOST_BYTES, TelephoneJob
from service.speech.script import Span
from service.store.contract import Name, get_key

_UNHEARD_GAIN: Final = 0.0
"""A voice of silence is left as it is."""


def render_clip(job: TelephoneJob, bench: Bench) -> Outcome:
    """Make what the job names, unless it is there: once, however many threads and processes ask.

    :raise EngineError: if a sentence cannot be spoken.
    :raise AudioError: if the clip is longer than a telephone provider takes.
    :raise StoreError: if the store cannot be written.
    """
    with bench.store.lock("telephone", job.key):
        if is_done(job, bench.store):
            return get_outcome_of_done(job.products[-1], bench.store)
        cast = get_cast(job)
        found = [get_clip(say, cast, bench) for say in job.get_says()]
        recording = join(job.script, [clip for clip, _ in found])
        gain = get_telephone_gain(cast.main, job.words_a_minute, bench)
        size, samples = _store(job, recording, gain, bench)
    spoken = sum(is_new for _, is_new in found)
    return Outcome(True, spoken, len(found) - spoken, samples, telephone.NARROW.sample_rate, size)


def _store(job: TelephoneJob, recording: Recording, gain: float, bench: Bench) -> tuple[int, int]:
    """Write the products, mu-law last: bytes of all three, and samples at 8000 a second."""
    if not len(recording.samples):
        raise AudioError(f"'{job.title}' has no sound.")
    narrow, wide = (
        telephone.fit(recording.samples, recording.sample_rate, band, gain)
        for band in (telephone.NARROW, telephone.WIDE)
    )
    facts = {"samples": len(narrow), "sample_rate": telephone.NARROW.sample_rate}
    made = {
        "g722": g722.encode(wide, telephone.WIDE.sample_rate),
        "wav": wav.encode(narrow, telephone.NARROW.sample_rate),
        "ulaw": mulaw.encode(narrow, telephone.NARROW.sample_rate),
    }
    if max(map(len, made.values())) >= MOST_BYTES:
        raise AudioError(f"'{job.title}' has a file of {MOST_BYTES} bytes or more.")
    for name in job.products:
        bench.store.put(name, made[name.kind], facts)
    return sum(map(len, made.values())), len(narrow)


def get_telephone_gain(part: Part, words_a_minute: int, bench: Bench) -> float:
    """A voice's gain for the phone in decibels: measured once on a text of its own and kept with its version."""
    if not part.voice.is_audible:
        return _UNHEARD_GAIN
    key = get_telephone_gain_key(part, words_a_minute)
    name = Name(key, "gain")
    with bench.store.lock("gain", key):
        found = bench.store.get(name)
        if found is not None:
            return float(found.data)
        clip = speak_span(Span(part.calibration, part.voice.language), part, words_a_minute, bench)
        gain = telephone.find_gain(clip.samples, clip.sample_rate)
        bench.store.put(name, repr(gain).encode(), is_served=False)
        return gain


def get_telephone_gain_key(part: Part, words_a_minute: int) -> str:
    """Key of a voice's gain for the phone."""
    values = {
        "kind": "telephone gain",
        "voice": part.voice,
        "words a minute": words_a_minute,
        "text": part.calibration,
        "telephone": TELEPHONE_VERSION,
        "tools": get_telephone_tools(),
        "level": LEVEL_VERSION,
        "trimming": TRIMMING_VERSION,
    }
    return get_key(values)
