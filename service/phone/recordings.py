"""The recordings of the phone line: which clips are planned, which of them are there, and under which key.

Nothing here speaks. `render --phone` has the jobs done before a call; a call only looks up what was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from service.exports.editions import USUAL
from service.metrics.counting import count
from service.metrics.measures import UNHEARD
from service.phone.clips import Clip, Prompt
from service.phone.planning import Place, Planned, Planner
from service.phone.prompts import OPENING
from service.render.job import is_done
from service.render.telephone import TelephoneJob, get_products
from service.store.contract import Store

_REMEMBERED: Final = 16_384
"""How many clips' jobs are kept at hand: those of a hundred entries."""


class Recordings:
    """Safe for any number of threads."""

    def __init__(self, planner: Planner, store: Store) -> None:
        self.languages = planner.languages
        self._planner, self._store = planner, store
        self._plan = lru_cache(_REMEMBERED)(planner.plan)

    def find(self, clip: Clip, language: str, speed: float = USUAL, voice: int = 0) -> str | None:
        """The key under which a clip lies in the store, in each kind of `render.telephone.KINDS`; None if it does not.

        Chunks alone have other speeds than the usual: for all other clips `speed` does not matter. Voices count
        from 0, the usual one.
        """
        job = self._find_job(Place(language, clip, speed, voice))
        if job is None:
            count(UNHEARD)
        return job.key if job else None

    def get_speeds(self, language: str) -> Sequence[float]:
        """The speeds at which a language's chunks are spoken: a voice with one rate has one. Empty without a voice."""
        return self._planner.speeds.get(language, ())

    def get_milliseconds(self, key: str) -> int | None:
        """How long the clip of a key lasts; None if it is not there."""
        stored = self._store.get_stored(get_products(key)[-1])
        return stored.facts["samples"] * 1000 // stored.facts["sample_rate"] if stored else None

    def get_opening_milliseconds(self, language: str) -> int | None:
        """How long a language takes to greet and to say how to leave; None if that is not there."""
        jobs = [self._find_job(Place(language, Prompt(name))) for name in OPENING]
        lengths = [self.get_milliseconds(job.key) if job else None for job in jobs]
        return None if None in lengths else sum(filter(None, lengths))

    def get_planned(self, language: str = "") -> Iterator[Planned]:
        """Every clip that a call may need; of one language, or of all. None of a language that no voice speaks."""
        for tag in self.languages:
            if language in ("", tag):
                every = map(self._plan, self._planner.get_places(tag))
                yield from (planned for planned in every if planned)

    def get_missing(self, language: str = "") -> Sequence[Place]:
        """Every clip that can be made and is not there; of one language, or of all."""
        return [planned.place for planned in self.get_planned(language) if not self._find_done(planned)]

    def _find_job(self, place: Place) -> TelephoneJob | None:
        planned = self._plan(place)
        return self._find_done(planned) if planned else None

    def _find_done(self, planned: Planned) -> TelephoneJob | None:
        """The main voice's clip if it is there, else the fallback's."""
        jobs = (job for job in (planned.job, planned.instead) if job)
        return next((job for job in jobs if is_done(job, self._store)), None)
