"""Readers under atheris, which looks for inputs that go new ways through them: for a few seconds each."""

from __future__ import annotations

from pathlib import Path

import pytest

from .fuzz.running import fuzz

pytest.importorskip("atheris", reason="NOT PROVED HERE: atheris has no wheel for this Python or system")
SECONDS = 4
READERS = ("entry", "body", "helplines", "lexicon", "webhook", "agi", "keypad", "token")
"""Those that take most from outside; `python -m peers.fuzz` has all."""
_LEAST = 50
"""Inputs. On a busy machine too there are hundreds."""


@pytest.mark.parametrize("name", READERS)
def test_a_few_seconds_of_fuzzing_find_nothing(name: str, tmp_path: Path) -> None:
    outcome = fuzz(name, SECONDS, tmp_path, seed=1)
    assert not outcome.report, outcome.report
    assert outcome.inputs > _LEAST
