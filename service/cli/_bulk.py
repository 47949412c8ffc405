"""The bulk render beside a server: all that is missing, again for each reading of the content, and then the bound."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from service.cli._bound import get_bound_problem
from service.cli._progress import get_summary_lines, make_progress
from service.errors import LecternError
from service.exports.editions import Editions, run_choices
from service.exports.missing import MissingWatch
from service.render.job import Job
from service.render.keeping import make_keeper
from service.render.run import Summary
from service.wiring.studio import Studio


class _Superseded(Exception):
    """Other content is served now, so what is left of this run is not wanted."""


class Bulk:
    """Renders what is missing, then keeps the bound: not meanwhile, since whole entries come last of all."""

    def __init__(self, studio: Studio, is_plain: bool, is_wanted: bool) -> None:
        self._studio, self._is_plain, self._is_wanted = studio, is_plain, is_wanted
        self._keeper = make_keeper(studio.store, studio.settings.store_megabytes)
        self._missing = MissingWatch(studio.store)
        self._run = 0
        self._is_kept = False
        if not is_wanted:
            self._keep()

    def start(self, find_editions: Callable[[], Editions]) -> None:
        """Render what these editions lack; a run that is under way ends after the recordings that it is at."""
        self._run += 1
        self._missing.start(find_editions)
        if self._is_wanted:
            threading.Thread(target=self._render, args=(self._run, find_editions), daemon=True).start()

    def _keep(self) -> None:
        if self._keeper and not self._is_kept:
            self._is_kept = True
            self._keeper.start()

    def _render(self, number: int, find_editions: Callable[[], Editions]) -> None:
        progress = make_progress(self._is_plain)

        def report(summary: Summary, job: Job | None) -> None:
            if number != self._run:
                raise _Superseded
            progress(summary, job)

        studio = self._studio
        try:
            editions = find_editions()
            if problem := get_bound_problem(studio, editions, self._keeper):
                _tell(f"{problem} Only what listeners ask for is rendered.")
                return
            total, choices = editions.get_unmade(studio.store)
            summary = run_choices(choices, studio.store, studio.queue, report, total - len(choices))
        except _Superseded:
            return
        except LecternError as error:
            _tell(f"There is no audio: {error} Pages are served without it.")
            return
        finally:
            self._keep()
        _tell("\n".join(get_summary_lines(summary)))


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
