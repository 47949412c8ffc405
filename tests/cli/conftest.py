from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the real content in English and no audio."""
    shutil.copytree(ROOT / "content" / "en", tmp_path / "content" / "en")
    return tmp_path


@pytest.fixture
def command(folder: Path) -> Run:
    """Runs `python -m service ...` there, as an operator does; settings as keywords."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        variables = {**os.environ, "PYTHONPATH": str(ROOT), "LECTERN_ENGINE": "silence"}
        variables |= {f"LECTERN_{name.upper()}": value for name, value in settings.items()}
        return subprocess.run(
            [sys.executable, "-m", "service", *arguments],
            cwd=folder, env=variables, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run
