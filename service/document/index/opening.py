"""Opens `content/` through its index, which is made, renewed or taken as it is: the same library at every size."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import service.document
from service.document.helplines import read_helplines
from service.document.index.database import ENTRY, PAGE, Index, Shelves, find_index, write_index
from service.document.index.file import get_code_digest
from service.document.index.rows import Row, State, get_states, is_same, is_settled, make_entry_row, make_page_row
from service.document.index.shelf import make_shelf
from service.document.library import (
    IMAGES_FOLDER,
    PAGES_FOLDER,
    Library,
    get_language_folders,
    raise_if_any,
)
from service.document.problems import Problems
from service.errors import ContentError, Problem
from service.languages import get_language, get_languages

_PACKAGES: Final = ("markdown-it-py", "mdit-py-plugins", "sentencex")
MANY_FILES: Final = 1000
"""So many are read by a process of their own."""
_NO_STATE: Final = State(-1, -1)
"""Of a file that came while the folder was being read."""


Listing = Mapping[tuple[str, str], Mapping[str, State]]
"""By language and kind, the state of each file."""


def open_library(content: Path, folder: Path) -> Library:
    """All content, proved: what has not changed since it was proved is not read again. The index lies in `folder`.

    :raise ContentError: with every fault in every file.
    """
    found, states = _find(content, folder)
    if found is None or not _is_fresh(found, content, states):
        found = _renew_elsewhere(content, folder, found, states) or renew(content, folder)
    problems: list[Problems] = []
    helplines = {place: read_helplines(place, content, problems) for place in get_language_folders(content)}
    raise_if_any(content, problems, has_entries=True)
    return Library({place.name: make_shelf(found, place, each) for place, each in helplines.items()})


def _find(content: Path, folder: Path) -> tuple[Index | None, Listing]:
    """The index as it is, and the states of the files."""
    states = {
        (place.name, kind): get_states(place / PAGES_FOLDER if kind == PAGE else place)
        for place in get_language_folders(content)
        for kind in (ENTRY, PAGE)
    }
    return find_index(folder, get_stamp()), states


def _renew_elsewhere(content: Path, folder: Path, found: Index | None, states: Listing) -> Index | None:
    """Have a large index made by another process, so that its memory is not ours; None if that cannot be.

    :raise ContentError: with every fault in every file.
    """
    known = found.get_states() if found else {}
    changed = (
        slug
        for place, files in states.items()
        for slug, state in files.items()
        if known.get(place, {}).get(slug) != state
    )
    if sum(1 for _ in changed) < MANY_FILES:
        return None
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "service.document.index", str(content), str(folder)]
    with suppress(OSError, ValueError):
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)  # noqa: S603  our own
        if done.stdout:
            raise ContentError(Problem(*each) for each in json.loads(done.stdout))
    return find_index(folder, get_stamp())


@cache
def _get_code_digest() -> str:
    """Digest of the code that reads content, and of what it rests on: after an update everything is proved anew."""
    code = get_code_digest([Path(service.document.__file__).parent])
    return repr((code, sys.version_info, sys.byteorder, get_package_versions()))


def get_package_versions() -> tuple[str, ...]:
    """Of what the reading of content rests on."""
    return tuple(version(name) for name in _PACKAGES)


def get_stamp() -> str:
    """All that decides what is found in a file, beside the files themselves."""
    languages = [(tag, (known := get_language(tag)).direction, known.writing) for tag in get_languages()]
    return hashlib.sha256(repr((_get_code_digest(), languages)).encode()).hexdigest()


def _is_fresh(index: Index, content: Path, states: Listing) -> bool:
    known = index.get_states()
    return known == {place: found for place, found in states.items() if found} and not any(
        _get_missing_images(content / language, set(images)) for language, images in index.get_images().items()
    )


def _get_missing_images(place: Path, images: set[str]) -> set[str]:
    return {image for image in images if not (place / IMAGES_FOLDER / image).is_file()}


def renew(content: Path, folder: Path) -> Index:
    """Read what has changed and put a new index in the place of the one before.

    :raise ContentError: with every fault in every file.
    """
    from service.document.shelf_reader import Before, ShelfReader, get_title_order

    found, states = _find(content, folder)
    problems: list[Problems] = []
    shelves: Shelves = {}
    now = time.time_ns()
    for place in get_language_folders(content):
        known = {kind: _get_known(found, place, kind, states, now) for kind in (ENTRY, PAGE)}
        shown = found.get_cards(place.name, ENTRY) if found else ()
        titles = {card.title.casefold(): card.slug for card in shown}
        read = ShelfReader(place, content, problems, Before(known[ENTRY], known[PAGE], titles)).read()
        for entry in (*read.entries, *read.drafts):
            state = states[place.name, ENTRY].get(entry.slug, _NO_STATE)
            source = read.sources[entry.slug]
            is_draft = source.fields.get("draft") is True
            known[ENTRY][entry.slug] = make_entry_row(entry, source, state, now, is_draft=is_draft)
        for page in read.pages:
            state = states[place.name, PAGE].get(page.slug, _NO_STATE)
            known[PAGE][page.slug] = make_page_row(page, read.page_sources[page.slug], state, now)
        entries = sorted(known[ENTRY].values(), key=lambda row: (row.is_draft, get_title_order(row.title)))
        shelves[place.name] = {ENTRY: entries, PAGE: sorted(known[PAGE].values(), key=lambda row: row.card.slug)}
    has_entries = any(not row.is_draft for kinds in shelves.values() for row in kinds[ENTRY])
    raise_if_any(content, problems, has_entries=has_entries)
    return write_index(folder, get_stamp(), shelves)


def _get_known(found: Index | None, place: Path, kind: str, states: Listing, now: int) -> dict[str, Row]:
    """Rows of the files that are the same, with their present states."""
    rows = found.get_rows(place.name, kind) if found else {}
    folder = place / PAGES_FOLDER if kind == PAGE else place
    known = {}
    for slug, state in states[place.name, kind].items():
        row = rows.get(slug)
        if row is None or not is_same(row, folder / f"{slug}.md", state):
            continue
        if not _get_missing_images(place, set(row.card.images)):
            known[slug] = replace(row, state=state, is_settled=is_settled(state, now))
    return known
