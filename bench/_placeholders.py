"""Puts a placeholder in the place of every recording of a glossary, but for one entry: `_placeholders SLUG`.

A render then finds them all, as it does after it made them, and nobody waits half an hour for silence.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

from service.render.section import get_products
from service.settings import get_settings
from service.store.contract import Stored
from service.store.folder import FolderStore
from service.store.inventory import get_path
from service.store.marker import get_marker
from service.wiring.studio import make_studio

_DATA = b"a placeholder"


def main() -> None:
    folder = Path.cwd()
    studio = make_studio(get_settings(folder), folder)
    assert isinstance(studio.store, FolderStore)
    marker = get_marker(Stored(len(_DATA), sha256(_DATA).hexdigest(), {"samples": 1, "sample_rate": 1}))
    try:
        for outline in studio.get_editions().get_outlines():
            for name in get_products(outline.key) if outline.place[1] != sys.argv[1] else ():
                path = get_path(studio.store.folder, name.key, name.kind)
                if path.exists():
                    continue
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(_DATA)
                path.with_name(path.name + ".json").write_bytes(marker)
    finally:
        studio.queue.close()


if __name__ == "__main__":
    main()
