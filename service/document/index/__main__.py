"""Makes the index in a process of its own, whose memory goes with it; its arguments are the content and the folder.

Prints the faults of the content as JSON; nothing if there are none.
"""

from __future__ import annotations

import json
import sys
from dataclasses import astuple
from pathlib import Path

from service.document.index.opening import renew
from service.errors import ContentError
from service.languages import use_languages


def main() -> None:
    content, folder = map(Path, sys.argv[1:])
    use_languages(content)
    try:
        renew(content, folder)
    except ContentError as error:
        print(json.dumps([astuple(problem) for problem in error.problems]))  # noqa: T201  for the process that asked


if __name__ == "__main__":
    main()
