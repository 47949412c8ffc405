"""Lexicons written for one test."""

from __future__ import annotations

from pathlib import Path

from service.errors import ContentError
from service.speech.lexicon import Lexicon, read_lexicon
from service.speech.spoken import get_pronunciations, get_spoken

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" alphabet="ipa" xml:lang="en" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">
"""
BODY_LINE = 3


def write(folder: Path, body: str | bytes, head: str = HEAD) -> Path:
    """A file with the body in a root element, or with the bytes alone."""
    path = folder / "content" / "en" / "lexicon.pls"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body if isinstance(body, bytes) else f"{head}{body}\n</lexicon>\n".encode())
    return path


def read(folder: Path, body: str | bytes, head: str = HEAD) -> Lexicon:
    return read_lexicon(write(folder, body, head), "en")


def get_faults(folder: Path, body: str | bytes, head: str = HEAD) -> list[tuple[int, str]]:
    """Line and code of each fault; none if there are none."""
    try:
        read(folder, body, head)
    except ContentError as error:
        return [(problem.line, problem.code) for problem in error.problems]
    return []


def say(grapheme: str, alias: str = "", phoneme: str = "", attributes: str = "", regex: bool = False) -> str:
    """A lexeme on one line."""
    lexeme = '<lexeme regex="true">' if regex else "<lexeme>"
    said = f"<alias>{alias}</alias>" * bool(alias) + f"<phoneme>{phoneme}</phoneme>" * bool(phoneme)
    return f"{lexeme}<grapheme {attributes}>{grapheme}</grapheme>{said}</lexeme>"


def hear(lexicon: Lexicon, text: str) -> str:
    """What is said; sounds stand between slashes."""
    forms = lexicon.get_forms(text)
    words = get_spoken(text, forms)
    for each in reversed(get_pronunciations(text, forms)):
        words = f"{words[: each.start]}/{each.phonemes}/{words[each.end :]}"
    return words
