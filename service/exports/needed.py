"""How much room recordings need: those that are there are weighed, the others are estimated from their texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from service.exports.catalogue import CatalogueJob
from service.exports.whole_entry import EntryJob
from service.store.contract import Store

_BYTES_A_CHARACTER: Final = 415
"""MP3, WebVTT and marks at 48 kbit/s, before anything is rendered. Measured by `python -m bench.keeping`."""
_MARKER_BYTES: Final = 260


def get_needed_bytes(jobs: Iterable[CatalogueJob], store: Store) -> int:
    """Bytes of all products of the jobs, with their markers."""
    weighed = known = unknown = 0
    every = list(jobs)
    there = store.get_sizes(name for job in every for name in job.products)
    for job in every:
        characters = get_characters(job)
        sizes = [there[name] + _MARKER_BYTES for name in job.products if name in there]
        if len(sizes) == len(job.products):
            weighed += sum(sizes)
            known += characters
        else:
            unknown += characters
    return weighed + unknown * (weighed // known if known else _BYTES_A_CHARACTER)


def get_characters(job: CatalogueJob) -> int:
    """Characters of the sentences that a recording says."""
    if isinstance(job, EntryJob):
        return sum(len(text) for texts in job.texts for text in texts)
    return sum(len(say.text) for say in job.get_says())
