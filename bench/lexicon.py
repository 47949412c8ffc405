"""What a pronunciation lexicon costs: to read it, to look the glossary up in it, and to speak its sounds."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench._measure import ROOT
from service.document.library import read_library
from service.speech.engines import make_engine
from service.speech.lexicon import Lexicon, read_lexicon
from service.speech.spoken import get_pronunciations, get_spoken

ROUNDS = 5
_HEAD = '<lexicon version="1.0" alphabet="ipa" xml:lang="en" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">'


def main() -> None:
    """Print milliseconds, the best of five rounds."""
    entries = read_library(ROOT / "content").get_entries()
    sentences = [sentence.text for entry in entries for sentence in entry.get_sentences()]
    print(f"Milliseconds, the best of {ROUNDS} rounds, over {len(sentences)} sentences:")
    for words, expressions in ((5, 0), (5000, 0), (5000, 10), (5000, 100)):
        read_time, lexicon = get_best(lambda w=words, e=expressions: read(w, e))  # type: ignore[misc]
        find_time, _ = get_best(lambda each=lexicon: [each.get_forms(text) for text in sentences])  # type: ignore[misc]
        print(f"- {words} words and {expressions} expressions: read in {read_time:.0f}, looked up in {find_time:.1f}")
    measure_sounds(sentences)


def measure_sounds(sentences: list[str]) -> None:
    """Sentences that the shipped lexicon touches, with its sounds and without."""
    engine, lexicon = make_engine("pyttsx3"), read_lexicon(ROOT / "content" / "en" / "lexicon.pls", "en")
    voice = engine.get_voice("", "en-gb")
    for name, is_given in (("without", False), ("with", True)):
        touched = [(text, forms) for text in sentences if (forms := lexicon.get_forms(text))]
        given = [
            (get_spoken(text, forms), get_pronunciations(text, forms) if is_given else ()) for text, forms in touched
        ]
        spent, _ = get_best(lambda g=given: [engine.speak(text, voice, 165, each) for text, each in g])  # type: ignore[misc]
        print(f"- {len(given)} sentences spoken {name} the sounds of the lexicon: {spent / len(given):.1f} each")


def read(words: int, expressions: int) -> Lexicon:
    lines = [_HEAD]
    for number in range(words):
        grapheme = f"word{number} of it" if number % 2 else f"Word{number}"
        lines.append(f"<lexeme><grapheme>{grapheme}</grapheme><phoneme>wɜːd</phoneme></lexeme>")
    for number in range(expressions):
        grapheme = f"([0-9]+)-([a-z]+{number})"
        lines.append(f'<lexeme regex="true"><grapheme>{grapheme}</grapheme><alias>$1 and $2</alias></lexeme>')
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lexicon.pls"
        path.write_text("\n".join([*lines, "</lexicon>"]), encoding="utf-8")
        return read_lexicon(path, "en")


def get_best(make: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds of the fastest round, and what was made."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        made = make()
        times.append(time.perf_counter() - started)
    return min(times) * 1000, made


if __name__ == "__main__":
    main()
