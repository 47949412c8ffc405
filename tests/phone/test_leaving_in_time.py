"""Within five seconds a caller has heard how to leave, by the clock of what the real voice says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from exports.studio import make_editions

from service.cli._opening import get_late_lines
from service.document.library import Library, read_library
from service.errors import SettingsError
from service.exports.editions import Editions
from service.languages import get_language
from service.phone.book import Line
from service.phone.clips import Prompt
from service.phone.planning import Place, Planner
from service.phone.prompts import LEAVE_WITHIN, MOST_OF_GREETING, OPENING, get_prompts
from service.phone.recordings import Recordings
from service.render.job import Bench
from service.speech.finding import make_find_forms
from service.store.folder import FolderStore

GREETINGS = {
    "en": ("", "Ashbury word story line.", "Good morning, word line.", "Hello. Here is the line."),
    "es": ("", "Línea de palabras Norte.", "Buenos días, hola, aquí.", "Palabras de Guadalajara."),
}
"""The language's own, and some of the longest that are allowed, with names and pauses that take time."""
CASES = [(tag, text) for tag, texts in GREETINGS.items() for text in texts]


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(Path(__file__).parents[2] / "content")


@pytest.fixture(scope="module")
def editions(library: Library) -> Editions:
    return make_editions(library, engine="pyttsx3")


def record(library: Library, editions: Editions, folder: Path, line: Line) -> Recordings:
    """The opening of each language, as `render --phone` makes it."""

    def get_texts(tag: str) -> Mapping[str, str]:
        return get_prompts(get_language(tag), line)

    planner, bench = Planner(library, editions, get_texts, make_find_forms({})), Bench(FolderStore(folder))
    for place in (Place(tag, Prompt(name)) for tag in planner.languages for name in OPENING):
        planned = planner.plan(place)
        assert planned
        planned.job.perform(bench)
    return Recordings(planner, bench.store)


@pytest.mark.parametrize(("tag", "greeting"), CASES)
def test_the_longest_greeting_and_the_way_to_leave_take_five_seconds_at_most(
    library: Library, editions: Editions, tmp_path: Path, tag: str, greeting: str
) -> None:
    assert len(greeting) in (0, MOST_OF_GREETING)
    recordings = record(library, editions, tmp_path, Line(greetings={tag: greeting} if greeting else {}))
    lasts = recordings.get_opening_milliseconds(tag)
    assert lasts
    assert 3000 < lasts <= LEAVE_WITHIN == 5000
    assert list(get_late_lines(recordings)) == []


def test_the_second_language_says_how_to_leave_within_ten_seconds(
    library: Library, editions: Editions, tmp_path: Path
) -> None:
    recordings = record(
        library, editions, tmp_path, Line(greetings={tag: texts[1] for tag, texts in GREETINGS.items()})
    )
    lengths = [recordings.get_opening_milliseconds(tag) or 0 for tag in ("en", "es")]
    assert lengths[0] <= LEAVE_WITHIN < sum(lengths) <= 2 * LEAVE_WITHIN


def test_a_greeting_that_is_slow_to_say_is_told_when_it_is_recorded(
    library: Library, editions: Editions, tmp_path: Path
) -> None:
    recordings = record(library, editions, tmp_path, Line(greetings={"en": "Line 777 777 777 777."}))
    (line,) = get_late_lines(recordings)
    assert line.startswith("Late: in en the way to leave ends ")
    assert line.endswith("not within 5 s; shorten its text in phone_greetings, or raise words_a_minute.")


def test_one_character_more_is_refused() -> None:
    get_prompts(get_language("en"), Line(greetings={"en": "x" * MOST_OF_GREETING}))
    with pytest.raises(SettingsError, match="1 to 24 characters"):
        get_prompts(get_language("en"), Line(greetings={"en": "x" * (MOST_OF_GREETING + 1)}))


def test_what_is_not_recorded_is_not_called_late(library: Library, editions: Editions, tmp_path: Path) -> None:
    planner = Planner(library, editions, lambda tag: get_prompts(get_language(tag), Line()), make_find_forms({}))
    recordings = Recordings(planner, FolderStore(tmp_path))
    assert recordings.get_opening_milliseconds("en") is None
    assert list(get_late_lines(recordings)) == []
