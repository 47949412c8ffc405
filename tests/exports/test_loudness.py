"""One loudness at every speed: sections and titles within 1 LU of -18 LUFS; chunks keep the gain of their section.

No file of any kind peaks above -2 dBTP.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from audio.sounds import decode

from service.audio.loudness import get_loudness, get_true_peak
from service.document.library import read_library
from service.exports.editions import SPEEDS, get_chunk_jobs
from service.render.job import Bench
from service.render.section import SectionJob
from service.store.contract import Name
from service.store.folder import FolderStore

from .studio import make_editions

CONTENT = Path(__file__).parents[2] / "content"
ENTRIES = [("en", "grief", speed) for speed in SPEEDS] + [("es", "duelo", 1.5)]
SHORT = 3.0
MOST_PEAK = -2.0
"""dBTP."""


def measure(job: SectionJob, bench: Bench) -> tuple[float, float, float]:
    """LUFS, seconds and dBTP of the stored MP3."""
    job.perform(bench)
    found = bench.store.get(Name(job.key, "mp3"))
    assert found is not None
    samples, rate = decode(found.data)
    return get_loudness(samples, rate), len(samples) / rate, get_true_peak(samples)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "slug", "speed"), ENTRIES)
def test_every_section_and_chunk_of_an_entry_has_one_loudness_and_room_above_at_each_speed(
    tmp_path: Path, language: str, slug: str, speed: float
) -> None:
    bench, library = Bench(FolderStore(tmp_path / "cache")), read_library(CONTENT)
    editions = make_editions(library, engine="pyttsx3")
    choices = editions.get_choices(library.get_shelf(language).get_entry(slug))
    jobs = [editions.get(language, slug, choice.job.part, speed).job for choice in choices]
    sections = [job for job in jobs if isinstance(job, SectionJob)]
    wholes = [measure(job, bench) for job in sections]
    chunks = [measure(chunk, bench) for job in sections for chunk in get_chunk_jobs(job)]
    assert len(wholes) == 6
    assert [loudness for loudness, *_ in wholes if math.isfinite(loudness) and abs(loudness + 18) > 1] == []
    assert all(seconds < 0.5 for loudness, seconds, _ in wholes if not math.isfinite(loudness))
    long = [loudness for loudness, seconds, _ in chunks if seconds >= SHORT]
    assert len(long) > 20
    assert [loudness for loudness in long if abs(loudness + 18) > 1.5] == []
    peaks = [peak for *_, peak in (*wholes, *chunks)]
    print(f"{slug} at {speed:g}: the highest true peak of {len(peaks)} files is {max(peaks):.2f} dBTP")
    assert max(peaks) <= MOST_PEAK
