"""Fuzz readers one after the other, for as long as one likes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fuzzing.readers import READERS

from .running import fuzz


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m peers.fuzz", description=__doc__)
    parser.add_argument("reader", nargs="*", help=f"of {', '.join(READERS)}; all if none is named")
    parser.add_argument("--seconds", type=int, default=60, help="for each reader")
    parser.add_argument("--folder", type=Path, default=Path("fuzz"), help="keeps the corpus and what was found")
    parser.add_argument("--again", type=Path, metavar="FILE", help="give one reader the input of a file, and end")
    chosen = parser.parse_args()
    if unknown := [name for name in chosen.reader if name not in READERS]:
        parser.error(f"There is no reader named {', '.join(unknown)}. Known: {', '.join(READERS)}.")
    if chosen.again:
        for name in chosen.reader:
            READERS[name].check(chosen.again.read_bytes())
        return 0
    failed = False
    for name in chosen.reader or READERS:
        outcome = fuzz(name, chosen.seconds, chosen.folder.resolve())
        print(f"{name}: {outcome.inputs} inputs" if not outcome.report else f"{name}: FOUND\n{outcome.report}")
        failed |= bool(outcome.report)
    return int(failed)


sys.exit(main())
