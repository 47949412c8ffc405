"""What a screen reader said, kept as files that were read by a reviewer: one utterance a line."""

from __future__ import annotations

import os
from difflib import unified_diff
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).with_name("transcripts")
REWRITE = "REWRITE_TRANSCRIPTS"


def compare(name: str, said: list[str]) -> None:
    """Fails unless the words are those of the file; `make transcripts` writes the file instead."""
    if os.environ.get(REWRITE):
        FOLDER.mkdir(exist_ok=True)
        _get_path(name).write_text("".join(f"{each}\n" for each in said), encoding="utf-8")
    kept = _get_lines(name)
    differences = "\n".join(unified_diff(kept, said, "read by a reviewer", "said now", lineterm="", n=2))
    assert said == kept, f"{name}.txt: if it is as it should be, run `make transcripts` and read it.\n{differences}"


def get_counts(name: str) -> list[int]:
    """How many utterances follow each key, which stands in the file as `[key]`; none while the file is rewritten."""
    lines = [] if os.environ.get(REWRITE) else _get_lines(name)
    places = [*(place for place, line in enumerate(lines) if line.startswith("[")), len(lines)]
    return [after - place - 1 for place, after in pairwise(places)]


def _get_path(name: str) -> Path:
    return FOLDER / f"{name}.txt"


def _get_lines(name: str) -> list[str]:
    return _get_path(name).read_text(encoding="utf-8").splitlines() if _get_path(name).exists() else []


def get_names() -> set[str]:
    return {path.stem for path in FOLDER.glob("*.txt")}
