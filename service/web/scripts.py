"""Modules of a script as one small file: one request instead of one for each, and no comments on the way.

The modules run as they are too; tests load them one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from flask import Flask, Response, request

_FOLDER: Final = Path(__file__).parent / "static"
_IMPORT: Final = re.compile(r"^import .* from '\./(.+)'$", re.MULTILINE)
_UNSENT: Final = re.compile(r"^ *//.*\n|^ */\*\*.*\n|  //.*$|^import .*\n|^ +|^export |^\n", re.MULTILINE)
"""Comments (two spaces stand before one that ends a line), imports, indentation, empty lines."""
_LOOSE: Final = re.compile(r"'[^'\n]*'|`[^`]*`| ?([-=+*/<>?:&|!]+|[,{}()]) ?")
"""Texts, which stay, and the spaces around signs, which go."""
_SECONDS: Final = 3_600


def add_scripts(app: Flask) -> None:
    """Serve `/static/player.js`, the modules of `static/player/`, and in the same way `keypad.js` and `exit.js`."""
    for name, module in (("player", "player/main.js"), ("keypad", "keypad/main.js"), ("exit", "exit.js")):
        app.add_url_rule(f"/static/{name}.js", f"{name}_script", partial(_send, get_bundle(module).encode()))


def _send(data: bytes) -> Response:
    response = Response(data, mimetype="text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={_SECONDS}"
    response.add_etag()
    response.make_conditional(request)
    return response


def get_bundle(name: str) -> str:
    """A module and all that it imports, each once and before whoever imports it. No two may share a top-level name."""
    main = _FOLDER / name
    text = "".join(_UNSENT.sub("", path.read_text(encoding="utf-8")) for path in dict.fromkeys(_find_modules(main)))
    return _LOOSE.sub(lambda found: found[1] or found[0], text)


def _find_modules(path: Path) -> Iterator[Path]:
    for imported in _IMPORT.findall(path.read_text(encoding="utf-8")):
        yield from _find_modules(path.parent / imported)
    yield path
