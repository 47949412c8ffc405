"""Small content in two languages: some of it is translated, some stands in one language alone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from document.files import get_front

from service.document.library import Library, read_library
from service.languages import Language, get_language


def get_entry(title: str, code: str, heading: str, text: str) -> str:
    """One small entry."""
    return f"{get_front(title, code)}\n## {heading}\n\n{text}\n"


PAGE = """+++
title = "{title}"
summary = "{title}."
reviewed = 2026-11-22
+++

## {heading}

{text}
"""
ENTRIES = (
    ("en", "grief", "Grief", "110", "Meaning", "It hurts. See [[Hope]] and [help](/help/)."),
    ("en", "hope", "Hope", "101", "Meaning", "It stays.\n\n![A tree](tree.svg)"),
    ("en", "shame", "Shame", "111", "Meaning", "It hides."),
    ("es", "duelo", "Duelo", "110", "Qué significa", "Duele. Mira [[Esperanza]] y [ayuda](/help/)."),
    ("es", "esperanza", "Esperanza", "101", "Qué significa", "Se queda.\n\n![Un árbol](tree.svg)"),
    ("es", "dano", "Daño emocional", "120", "Qué significa", "Mañana habrá un niño."),
)
PAGES = (
    ("en", "help", "Get help now", "Now", "Call."),
    ("en", "safety", "Using this site safely", "Now", "Take care. See [the same](/es/safety/) in Spanish."),
    ("en", "about", "About", "What", "Words."),
    ("es", "help", "Pide ayuda ahora", "Ahora", "Llama."),
    ("es", "safety", "Usa este sitio con seguridad", "Ahora", "Ten cuidado."),
)
SHOWN = {
    "en": ("/", "/glossary/", "/search/", "/glossary/grief/", "/glossary/hope/", "/glossary/shame/",
           "/help/", "/safety/", "/about/"),
    "es": ("/es/", "/es/glossary/", "/es/search/", "/es/glossary/duelo/", "/es/glossary/esperanza/",
           "/es/glossary/dano/", "/es/help/", "/es/safety/"),
}  # fmt: skip
"""Every page, by language, if English is the main one."""
PAIRS = {
    "/": "/es/",
    "/glossary/": "/es/glossary/",
    "/search/": "/es/search/",
    "/glossary/grief/": "/es/glossary/duelo/",
    "/glossary/hope/": "/es/glossary/esperanza/",
    "/help/": "/es/help/",
    "/safety/": "/es/safety/",
}
"""English page and its translation."""
ALONE = {"/glossary/shame/": "/es/glossary/", "/about/": "/es/glossary/", "/es/glossary/dano/": "/glossary/"}
"""Page without a translation, and where the switch leads from it."""


def write_content(content: Path, helplines: Path) -> Path:
    for language, slug, title, code, heading, text in ENTRIES:
        path = content / language / f"{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(get_entry(title, code, heading, text), encoding="utf-8")
    for language, slug, title, heading, text in PAGES:
        path = content / language / "pages" / f"{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(title=title, heading=heading, text=text), encoding="utf-8")
    for language in SHOWN:
        (content / language / "images").mkdir()
        (content / language / "images" / "tree.svg").write_text(f"<svg><!-- {language} --></svg>")
        shutil.copy(helplines.parents[1] / language / "helplines.toml", content / language)
    return content


def make_library(folder: Path, helplines: Path) -> Library:
    return read_library(write_content(folder, helplines))


def make_right_to_left() -> Language:
    """English that pretends to be Hebrew."""
    return replace(get_language("en"), tag="he", page_tag="he", name="עברית", direction="rtl")
