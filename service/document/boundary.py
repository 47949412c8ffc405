"""Nothing outside the content folder can get onto a page: no link leads out of it, and no file is a device."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from service.document.problems import Problems


def check_boundary(content: Path) -> None:
    """Look at every name below `content/`, which may itself be a link. Read nothing.

    :raise ContentError: with every link that leads out of it or nowhere, and all that is neither file nor folder: to
        open a pipe would wait for ever.
    """
    if not content.is_dir():
        return
    problems = Problems(content.name)
    root = content.resolve()
    for path in _find_names(content):
        if fault := _get_fault(path, root):
            problems.path = str(path.relative_to(content.parent))
            problems.add("F016", 0, fault)
    problems.raise_if_any()


def _find_names(folder: Path) -> Iterator[Path]:
    """Without going into folders by links: what they lead to within the content is looked at where it stands."""
    for place, folders, files in os.walk(folder, followlinks=False):
        yield from (Path(place, name) for name in sorted((*folders, *files)))


def _get_fault(path: Path, root: Path) -> str:
    """Empty for a file or a folder within `root`."""
    kind = path.lstat().st_mode
    if stat.S_ISLNK(kind):
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            return "The link leads nowhere."
        if not target.is_relative_to(root):
            return "The link leads out of the content folder."
        kind = target.stat().st_mode
    return "" if stat.S_ISREG(kind) or stat.S_ISDIR(kind) else "It is neither a file nor a folder."
