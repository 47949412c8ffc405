"""Readers of what authors and operators write."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from document.files import BODY, ENTRY, FRONT, get_front

from service.document.controls import find_control
from service.document.library import Library, read_library
from service.document.model import Section
from service.document.rules import RULES
from service.errors import ContentError, Problem, SettingsError, UnknownName
from service.languages import get_language, use_languages
from service.settings import get_settings
from service.speech.lexicon import read_lexicon
from service.speech.lexicon.rules import LEXICON_RULES
from service.speech.normaliser import get_forms, get_forms_by
from service.speech.normaliser.trial import check_tables
from service.speech.script import get_script, spoken
from service.speech.spoken import get_spoken

_FOLDER = Path(tempfile.mkdtemp(prefix="lectern-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
PAGE = b'+++\ntitle = "M"\nsummary = "M"\nreviewed = 2026-11-22\n+++\n'
_TEXT = "Words of 3 to 5 years, on 4 May at 10:30, cost $5. Call 0800 123 456."


def _write(name: str, data: bytes, folder: str) -> Path:
    path = _FOLDER / folder / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _check_problems(problems: Iterable[Problem], lines: int, rules: Iterable[str]) -> None:
    """Every refusal names a rule that there is, and a line that there is."""
    for each in problems:
        assert each.code in rules, f"no such rule: {each}"
        assert 0 <= each.line <= lines, f"no such line: {each}"


def _read_content(name: str, data: bytes, folder: str) -> Library | None:
    content = _write(name, data, folder).parents[name.count("/")]
    _write("en/care.md", (get_front("Care", "102") + BODY).encode(), folder)
    try:
        return read_library(content)
    except ContentError as error:
        _check_problems(error.problems, data.count(b"\n") + data.count(b"\r") + 1, RULES)
        return None


def _check_sections(sections: Iterable[Section]) -> None:
    """What was taken can be shown and spoken: no unseen characters, and words for every voice."""
    for section in sections:
        for step in get_script(section, "en", get_forms):
            text = getattr(step, "text", "")
            assert not find_control(text), f"a control character on the page: {text!r}"
        assert spoken(get_script(section, "en", get_forms))


def read_entry(data: bytes) -> None:
    """A whole file of an entry."""
    if library := _read_content("en/hope.md", data, "entry"):
        for entry in library.get_entries():
            _check_sections((entry.introduction, *entry.sections))


def read_body(data: bytes) -> None:
    """Markdown below a front matter that is right."""
    read_entry(FRONT.encode() + data)


def read_page(data: bytes) -> None:
    """A whole file of a page."""
    if library := _read_content("en/pages/safety.md", data, "page"):
        for page in library.get_shelf("en").pages:
            _check_sections(page.sections)


def read_helplines(data: bytes) -> None:
    """`helplines.toml`."""
    _read_content("en/helplines.toml", data, "helplines")


def read_pls(data: bytes) -> None:
    """A pronunciation lexicon; what it was read as is used once."""
    path = _write("en/lexicon.pls", data, "lexicon")
    try:
        lexicon = read_lexicon(path, "en")
    except ContentError as error:
        _check_problems(error.problems, data.count(b"\n") + data.count(b"\r") + 1, LEXICON_RULES)
        return
    get_spoken(_TEXT, lexicon.get_forms(_TEXT))


def read_language(data: bytes) -> None:
    """`language.toml` of a publisher's own language; what it was read as speaks once."""
    content = _write("xx/language.toml", data, "language").parents[1]
    try:
        use_languages(content)
        language = get_language("xx")
        assert language.words("months")
        check_tables(language.spoken)
        get_spoken(_TEXT, get_forms_by(_TEXT, language.spoken))
    except (SettingsError, UnknownName):
        pass
    finally:
        use_languages(_FOLDER / "nothing")


def read_settings(data: bytes) -> None:
    """`lectern.toml`."""
    folder = _write("lectern.toml", data, "settings").parent
    with suppress(SettingsError):
        get_settings(folder, {}).get_voice_names()


_ALL = b"""## A

> Q.

- [[Care]] a.
- *b* **c**

| a | b |
|---|---|
| c | d |

![A](a.svg)

[c]{lang=fr} [d](https://example.org/) &amp;
"""
ENTRIES = (ENTRY.encode(), FRONT.encode() + _ALL)
"""A small one, and one with all that there is."""
