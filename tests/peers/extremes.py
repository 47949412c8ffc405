"""Content at the edge of what a publisher may write: very long titles, sixty sections, text from right to left."""

from __future__ import annotations

import shutil
from pathlib import Path

from document.files import BODY, get_front

from .serving import ROOT

MANY = 60
LONGEST = 200
SPACED = ("Some words that stand in a title which has no end " * 5)[:LONGEST].strip("- ").ljust(LONGEST, "x")
SOLID = ("Unutterable" * 20)[:LONGEST]
HEADING = ("A heading that is as long as a title may be " * 5)[:LONGEST].strip()
RIGHT_TO_LEFT = """extends = "en"
page_tag = "he"
name = "עברית"
direction = "rtl"
three_letters = "heb"

[interface]
"""
HEBREW = """## מה זה אבל

אבל הוא כאב אחרי אובדן. הוא בא בגלים. אפשר לדבר עליו עם [Grief support]{lang=en} או עם חבר.

## איך זה נרגע

- לאט לאט
- עם אנשים קרובים
"""


def get_sections(number: int) -> str:
    return "".join(f"## Part {place}\n\nIt is part {place}. It is short.\n\n" for place in range(1, number + 1))


def write_extremes(folder: Path) -> Path:
    """Content beside the real pages and helplines."""
    english, hebrew = folder / "content" / "en", folder / "content" / "he"
    hebrew.mkdir(parents=True)
    english.mkdir()
    shutil.copytree(ROOT / "content" / "en" / "pages", english / "pages")
    shutil.copy(ROOT / "content" / "en" / "helplines.toml", english)
    texts = {
        "spaced": get_front(SPACED, "101") + f"## {HEADING}\n\nIt is long. It ends.\n",
        "solid": get_front(SOLID, "102") + BODY,
        "many": get_front("Sixty parts", "103") + get_sections(MANY),
        "z" * 80: get_front("Zed", "104") + f"## {HEADING}\n\nIt is long. It ends.\n",
    }
    for slug, text in texts.items():
        (english / f"{slug}.md").write_text(text, encoding="utf-8")
    (hebrew / "language.toml").write_text(RIGHT_TO_LEFT, encoding="utf-8")
    front = get_front("אבל", "105").replace("Hope is a word. It is short.", "אבל הוא כאב.")
    (hebrew / "evel.md").write_text(front + HEBREW, encoding="utf-8")
    return folder
