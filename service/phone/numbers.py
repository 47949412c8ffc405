"""Finding entries by their numbers, and the nearest where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from service.phone.book import BookEntry, BookShelf
from service.phone.spelling import get_changes


def goes_on(shelf: BookShelf, typed: str) -> bool:
    """Whether an entry's number begins with these digits."""
    return any(code.startswith(typed) for code in shelf.by_code)


def get_meant(shelf: BookShelf, typed: str) -> str:
    """Without the key for help pressed before a number, if only so an entry's number begins with it."""
    without = typed.lstrip(shelf.keys.help)
    return without if without and not goes_on(shelf, typed) and goes_on(shelf, without) else typed


def is_whole(shelf: BookShelf, typed: str) -> bool:
    """Whether no further digit is to be waited for."""
    typed = get_meant(shelf, typed)
    if goes_on(shelf, typed) and typed not in shelf.by_code:
        return False
    if typed in shelf.by_code:
        return sum(code.startswith(typed) for code in shelf.by_code) == 1
    return len(typed) >= max(map(len, shelf.by_code))


def get_near(shelf: BookShelf, typed: str) -> Sequence[BookEntry]:
    """Entries whose numbers begin so; else the four nearest: first those that need the fewest digits changed."""
    if found := [entry for code, entry in sorted(shelf.by_code.items()) if code.startswith(typed)]:
        return found
    return sorted(shelf.entries, key=lambda entry: _get_distance(entry.code, typed))[:4]


def _get_distance(code: str, typed: str) -> tuple[int, int, str]:
    return get_changes(typed, code, str.__eq__)[-1], abs(int(code) - int(typed or "0")), code
