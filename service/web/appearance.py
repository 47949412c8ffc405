"""The one script that stands in the page itself, and the digest by which the Content-Security-Policy lets it run.

As a file it would have to arrive before a page is painted, and a network that holds it would hold the text and the exit
too.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Final

from markupsafe import Markup

from service.web.scripts import get_bundle

SCRIPT: Final = Markup(get_bundle("appearance.js"))  # noqa: S704  our own file
SOURCE: Final = f"'sha256-{b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()}'"
"""As Content Security Policy Level 3, 2.3.1, writes a hash; no other script within a page runs."""
