"""Has all sections of a folder's content made over the queue of the settings; prints how many, and the seconds.

Each speed is spoken anew, so the work is four times the glossary.
"""

from __future__ import annotations

import time
from pathlib import Path

from service.exports.editions import SPEEDS
from service.render.run import run
from service.settings import get_settings
from service.wiring.studio import make_studio


def main() -> None:
    studio = make_studio(get_settings(Path.cwd()), Path.cwd())
    try:
        editions = studio.get_editions()
        places = [(job.language, job.slug, job.part) for job in editions.usual.jobs if job.part]
        jobs = [editions.get(*each, speed).job for speed in SPEEDS for each in places]
        started = time.perf_counter()
        summary = run(jobs, studio.store, studio.queue, lambda *_: None)
        if summary.failures:
            raise SystemExit(str(summary.failures[0].error))
        print(len(jobs), time.perf_counter() - started)
    finally:
        studio.queue.close()


if __name__ == "__main__":
    main()
