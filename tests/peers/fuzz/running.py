"""Runs a harness for a bounded time, from what is right and what was kept."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from fuzzing.readers import READERS

ROOT = Path(__file__).parents[3]
MEGABYTES = 1_500
"""Most memory of a harness. It starts with about 200."""
LONGEST = 20
"""Seconds for one input by the clock, should the bound of CPU time of the readers not hold."""
_START = 60
"""Seconds that a harness may need before and after its time."""
_RUNS = re.compile(r"Done (\d+) runs")


@dataclass(frozen=True, slots=True)
class Outcome:
    inputs: int
    """Tried; 0 if it broke off."""
    report: str
    """What was found, with what libFuzzer says; empty if nothing was."""


def fuzz(name: str, seconds: int, folder: Path, seed: int = 0) -> Outcome:
    """Fuzz one reader. New ways are kept in `folder`/corpus, what breaks it in `folder`/found.

    A seed other than 0 makes the same choices each time, as far as time allows.
    """
    corpus, found = folder / "corpus" / name, folder / "found" / name
    for each in (corpus, found):
        each.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(READERS[name].seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    words = folder / f"{name}.dict"
    words.write_text("\n".join(map(_quote, READERS[name].words.split())) + "\n", encoding="ascii")
    command = [sys.executable, "-m", "peers.fuzz.harness", name, str(corpus), f"-max_total_time={seconds}",
               f"-dict={words}", f"-artifact_prefix={found}/", f"-rss_limit_mb={MEGABYTES}", f"-timeout={LONGEST}",
               f"-seed={seed}", "-max_len=20000", "-print_final_stats=0"]  # fmt: skip
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    run = subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, errors="replace", timeout=seconds + _START
    )
    done = _RUNS.search(run.stderr)
    if run.returncode == 0 and done:
        return Outcome(int(done[1]), "")
    return Outcome(0, f"{run.stdout[-3000:]}\n{run.stderr[-3000:]}")


def _quote(word: str) -> str:
    """A word as libFuzzer's dictionaries have it."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"'
