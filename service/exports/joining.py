"""Joins the sections of an entry: their MP3 frames as they are, their marks moved to where each now starts."""

from __future__ import annotations

from service.audio.formats import mp3
from service.audio.formats.marks import get_marks, move, read_marks
from service.audio.formats.vtt import get_vtt
from service.errors import AudioError, StoreError
from service.exports.whole_entry import EntryJob
from service.render.job import Outcome, get_outcome_of_done, is_done
from service.store.contract import Name, Store, StoredBytes


def join_sections(job: EntryJob, store: Store) -> Outcome:
    """Make the whole entry, unless it is there.

    :raise StoreError: if a section is not there, or the store cannot be written.
    """
    with store.lock("entry", job.key):
        if is_done(job, store):
            return get_outcome_of_done(job.products[-1], store)
        return _make(job, store)


def _get(job: EntryJob, store: Store, key: str, kind: str) -> StoredBytes:
    found = store.get(Name(key, kind))
    if found is None:
        raise StoreError(f"A section of '{job.title}' is not in the audio cache any more; render again.")
    return found


def _make(job: EntryJob, store: Store) -> Outcome:
    files = [_get(job, store, key, "mp3") for key in job.needs]
    lengths = [file.stored.facts["samples"] for file in files]
    rates = {file.stored.facts["sample_rate"] for file in files}
    if len(rates) != 1:
        raise AudioError(f"The sections of '{job.title}' have different sample rates: {sorted(rates)}.")
    rate = rates.pop()
    whole, starts = mp3.join([file.data for file in files], lengths, rate, job.tags)
    sentences = [
        timing
        for key, texts, start in zip(job.needs, job.texts, starts, strict=True)
        for timing in move(read_marks(_get(job, store, key, "marks.json").data, texts), start)
    ]
    samples = starts[-1] + lengths[-1]
    facts = {"samples": samples, "sample_rate": rate, "starts": list(starts)}
    store.put(Name(job.key, "vtt"), get_vtt(sentences, rate, job.language))
    store.put(Name(job.key, "marks.json"), get_marks(sentences, samples, rate))
    size = store.put(Name(job.key, "mp3"), whole, facts).size
    return Outcome(True, samples=samples, sample_rate=rate, size=size)
