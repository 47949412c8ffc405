"""Prove that every sentence of every page is heard, whole and where its mark says.

Reads what is in the audio cache and renders nothing. Exit code 1 if there is any fault.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Final

from service.cli._files import write_whole
from service.render.queues import SharedQueue
from service.settings import get_settings
from service.wiring.benches import get_bench_maker
from service.wiring.queue import make_queue
from service.wiring.studio import make_studio

EXAMPLE: Final = "python -m service verify --html proof.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all figures as JSON")
    parser.add_argument("--html", metavar="FILE", type=Path, help="write a web page with plots and tables")


def run(options: argparse.Namespace, folder: Path) -> int:
    from service.exports.proof.as_json import get_json
    from service.exports.proof.as_page import get_page
    from service.exports.proof.as_text import get_lines
    from service.exports.proof.prove import prove

    settings = get_settings(folder)
    studio = make_studio(settings, folder)
    queue = studio.queue
    try:
        if isinstance(queue, SharedQueue):  # what is examined is read here, whoever made it
            queue = make_queue(f"pool:{min(os.cpu_count() or 1, 64)}", get_bench_maker(settings, folder))
        proof = prove(studio.library, studio.get_editions().get_heard(studio.store), queue)
    finally:
        studio.queue.close()
        if queue is not studio.queue:
            queue.close()
    print("\n".join(get_lines(proof)))
    if options.json:
        write_whole(options.json, get_json(proof).encode())
    if options.html:
        write_whole(options.html, get_page(proof, studio.settings.site_name).encode())
    return 1 if proof.faults or proof.heard < proof.expected else 0
