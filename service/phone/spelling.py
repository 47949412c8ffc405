"""Finding entries by the keys of their letters, one press a letter, and the nearest where none is spelled so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from service.phone.book import BookEntry

LETTER_KEYS: Final = "12345678"
"""9 is none of them: it ends the call, at every moment."""
_KEYS: Final = {
    letter: keys
    for keys, letters in {
        "2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "prs", "8": "tuv", "71": "q", "1": "wxyz",
    }.items()
    for letter in letters
}  # fmt: skip
"""The letters as they stand on keys (ITU-T E.161), apart from those of 9, which are on 1. ISO/IEC 13714 has Q on 7 or
1 and Z on 9 or 1; W, X and Y follow Z here."""


def get_letters() -> Mapping[str, str]:
    """The letters of each key that has some, such as `A B C`: as spelling takes them."""
    return {key: " ".join(sorted(each.upper() for each in _KEYS if key in _KEYS[each])) for key in LETTER_KEYS}


def get_hits(entries: Iterable[BookEntry], typed: str) -> tuple[BookEntry, ...]:
    """Entries of which the title, or else a word of it, begins with these keys."""
    starts, words = list[BookEntry](), list[BookEntry]()
    for entry in entries:
        if any(_begins(entry.letters[place:], typed) for place in entry.words):
            (starts if _begins(entry.letters, typed) else words).append(entry)
    return (*starts, *words)


def get_nearest(entries: Iterable[BookEntry], typed: str, most: int = 4) -> tuple[BookEntry, ...]:
    """The entries that need the fewest changes of keys to begin so; those of equal rank from A to Z."""
    return tuple(sorted(entries, key=lambda entry: _get_distance(entry, typed))[:most])


def _begins(letters: str, typed: str) -> bool:
    return len(letters) >= len(typed) and all(key in _KEYS[each] for each, key in zip(letters, typed, strict=False))


def _get_distance(entry: BookEntry, typed: str) -> int:
    words = (entry.letters[place:][: len(typed) + 2] for place in entry.words)
    changes = (min(get_changes(typed, word, lambda key, letter: key in _KEYS[letter])) for word in words)
    return min(changes, default=len(typed))


def get_changes(typed: str, signs: str, is_same: Callable[[str, str], bool]) -> list[int]:
    """For each beginning of `signs`, the empty one first: how many keys must be left out, added or changed in `typed`.

    The distance of Levenshtein.
    """
    row = list(range(len(typed) + 1))
    changes = [row[-1]]
    for sign in signs:
        following = [row[0] + 1]
        for place, key in enumerate(typed):
            change = row[place] + (not is_same(key, sign))
            following.append(min(change, row[place + 1] + 1, following[place] + 1))
        row = following
        changes.append(row[-1])
    return changes
