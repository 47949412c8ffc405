"""Scripts of callers, `scripts/*.txt`: the same for the menu and for every adapter.

A script begins with what it shows, after `#`, and the name of the book it needs: `book one`. Then come events, each at
the start of a line, and under each, further in, what must be played: see `service/phone/transcript.py`. The line
`remove 109` or `remove 109 definition` takes an entry or a part out of the content from there on. An adapter that
cannot tell or seek a place within a clip leaves out what a script says of milliseconds.

`PYTHONPATH=.:tests python -m phone.callers` writes what is played under the events of all scripts: read the difference
afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from service.phone.book import Book
from service.phone.call import Action, Event
from service.phone.menu import step
from service.phone.state import State, from_text
from service.phone.transcript import get_action_lines, get_event

from .books import BOOKS, without

FOLDER = Path(__file__).parent / "scripts"
SCRIPTS = sorted(FOLDER.glob("*.txt"))


@dataclass(frozen=True)
class Step:
    event: Event
    text: str
    book: Book
    """As the content is at that moment."""
    expected: tuple[str, ...] = ()
    """Lines of what must be played."""


def read_script(path: Path) -> list[Step]:
    book, steps = BOOKS["one"], list[Step]()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            steps[-1] = replace(steps[-1], expected=(*steps[-1].expected, line[4:]))
        elif line.startswith("book "):
            book = BOOKS[line.removeprefix("book ")]
        elif line.startswith("remove "):
            book = without(book, *line.split()[1:])
        elif line and not line.startswith("#"):
            steps.append(Step(get_event(line), line, book))
    return steps


def run_script(steps: list[Step]) -> Iterator[tuple[Step, State, Action]]:
    """Each step with the state after it, which goes through its text in between."""
    state = None
    for each in steps:
        state, action = step(state, each.event, each.book)
        state = from_text(state.to_text())
        yield each, state, action


def write_script(path: Path) -> None:
    played = [list(get_action_lines(action)) for _, _, action in run_script(read_script(path))]
    lines = list[str]()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            continue
        lines.append(line)
        if line and not line.startswith(("#", "book ", "remove ")):
            lines += (f"    {each}" for each in played.pop(0))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for script in SCRIPTS:
        write_script(script)
