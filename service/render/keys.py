"""Every key that the rendering of a job reads or writes: its own, its clips', its voices' gains."""

from __future__ import annotations

from collections.abc import Iterator

from service.render.cast import get_cast
from service.render.clips import get_clip_key
from service.render.section import SectionJob
from service.render.speaking import get_gain_key
from service.render.telephone import TelephoneJob
from service.render.telephone_clip import get_telephone_gain_key


def get_keys(job: SectionJob | TelephoneJob) -> Iterator[str]:
    """Keys of all that the store may hold for a job. :raise UnknownName: if it brings no voice for a language."""
    yield job.key
    cast = get_cast(job)
    yield from (get_clip_key(say, cast) for say in job.get_says())
    for part in {cast.main: None, **dict.fromkeys(cast.by_language.values())}:
        yield get_gain_key(part, job.words_a_minute)
        if isinstance(job, TelephoneJob):
            yield get_telephone_gain_key(part, job.words_a_minute)
