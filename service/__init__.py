"""Lectern: one glossary, written once in Markdown, read every way.

In: `content/` and settings. Out: pages, spoken audio, files. `create_app()` is the way in for web servers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask


def create_app(folder: Path | None = None) -> Flask:
    """The web application, with settings and content of `folder` (the working folder if not given).

    :raise ContentError: :raise SettingsError: :raise StoreError: :raise UnknownName:
    """
    from pathlib import Path

    from service.render.keeping import make_keeper
    from service.settings import get_settings
    from service.wiring.studio import make_desk, make_studio
    from service.wiring.web import begin, make_app

    place = folder or Path.cwd()
    studio = make_studio(get_settings(place), place)
    if keeper := make_keeper(studio.store, studio.settings.store_megabytes):
        keeper.start()
    app = make_app(studio, make_desk(studio), place)
    begin(app)
    return app
