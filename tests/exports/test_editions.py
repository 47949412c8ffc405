"""Editions: other speeds, chunks, and the fallback voice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.document.library import Library
from service.document.model import Entry
from service.errors import EngineError, RenderFailed, UnknownName
from service.exports.catalogue import Catalogue, Rendition, make_catalogue
from service.exports.desk import Desk
from service.exports.editions import SPEEDS, Editions, run_choices
from service.render.job import is_done
from service.render.section import SectionJob
from service.speech.script import spoken
from service.speech.voice import Voice

from .studio import HereQueue, make_editions, make_here_queue, make_library

SILENT = Voice("silence", "1", "silence", "en-gb", 22050, "", is_audible=False)
HOPE = ("en", "hope", "definition")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_library(tmp_path)


@pytest.fixture
def queue(tmp_path: Path) -> HereQueue:
    return make_here_queue(tmp_path)


def get_entry(library: Library) -> Entry:
    return library.get_shelf("en").get_entry("hope")


def open_desk(queue: HereQueue, editions: Editions, asked: Any = None) -> Desk:
    """A desk that knows its voices; `asked` is another queue than this one."""
    desk = Desk(queue.bench.store, asked or queue, lambda: editions)
    desk.start(10)
    return desk


def test_every_speed_is_spoken_at_a_rate_of_its_own(library: Library) -> None:
    editions = make_editions(library)
    jobs = [editions.get(*HOPE, speed).job for speed in SPEEDS]
    assert [job.words_a_minute for job in jobs] == [132, 165, 206, 248]  # type: ignore[union-attr]
    assert len({job.key for job in jobs}) == len(SPEEDS)


def test_a_slower_speed_is_really_slower(library: Library, queue: HereQueue) -> None:
    editions = make_editions(library)
    lengths = [editions.get(*HOPE, speed).job.perform(queue.bench).samples for speed in SPEEDS]
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(lengths)) == len(SPEEDS)


@pytest.mark.parametrize("speed", [0.5, 0.81, 2.0])
def test_an_unknown_speed_lists_the_known_ones(library: Library, speed: float) -> None:
    with pytest.raises(UnknownName, match="Known: 0.8, 1, 1.25, 1.5"):
        make_editions(library).get(*HOPE, speed)


def test_the_chunks_of_a_section_say_it_in_order(library: Library) -> None:
    editions = make_editions(library)
    whole = editions.get(*HOPE).job
    assert isinstance(whole, SectionJob)
    chunks = editions.get_chunks(whole)
    assert " ".join(spoken(chunk.script) for chunk in chunks) == spoken(whole.script)
    assert [editions.get(*HOPE, chunk=number).job.key for number in (1, 2)] == [chunk.key for chunk in chunks]


@pytest.mark.parametrize("chunk", [0, -1, 3, 10**9])
def test_a_chunk_that_is_not_there_is_an_unknown_name(library: Library, chunk: int) -> None:
    with pytest.raises(UnknownName, match="no chunk"):
        make_editions(library).get(*HOPE, chunk=chunk)


def test_a_whole_entry_has_no_chunks(library: Library) -> None:
    with pytest.raises(UnknownName, match="no chunk"):
        make_editions(library).get("en", "hope", "", chunk=1)


@pytest.mark.parametrize("place", [("en", "hope", "nowhere"), ("en", "nobody", "definition"), ("fr", *HOPE[1:])])
def test_a_part_that_is_not_there_is_an_unknown_name(library: Library, place: tuple[str, str, str]) -> None:
    with pytest.raises(UnknownName):
        make_editions(library).get(*place)


def test_every_speed_and_chunk_is_found_by_its_key_in_another_process(library: Library) -> None:
    here, there = make_editions(library), make_editions(library)
    for choice in (here.get(*HOPE, 1.25), here.get(*HOPE, 0.8, chunk=2), here.get("en", "care", "", 1.5)):
        assert there.find(choice.job.key) == choice.job
    assert there.find("0" * 64) is None


def test_a_voice_with_one_speed_has_no_other(library: Library) -> None:
    def plan(speed: float) -> Any:
        if speed != 1.0:
            raise UnknownName("speed of this voice", f"{speed:g}", ["1"])
        return make_editions(library).usual

    editions = Editions(plan)
    with pytest.raises(UnknownName, match="Known: 1"):
        editions.get(*HOPE, 1.25)
    assert editions.find(editions.get(*HOPE, chunk=1).job.key)


def test_the_desk_has_a_rendering_made_when_it_is_asked_for(library: Library, queue: HereQueue) -> None:
    editions = make_editions(library)
    desk = open_desk(queue, editions)
    recording = desk.get_rendering(get_entry(library), "", 1.5)
    assert recording.seconds is None
    assert desk.get(recording, "mp3") is None
    assert desk.get(recording, "mp3")
    assert (desk.get_rendering(get_entry(library), "", 1.5).seconds or 0) > 1


class Broken:
    """A queue on which the main voice fails, at least for some words."""

    def __init__(self, queue: HereQueue, words: str = "") -> None:
        self._queue, self._words = queue, words

    def submit(self, task: Any, *, urgent: bool = False) -> Any:
        is_main = (
            isinstance(task, SectionJob) and task.voices[0].engine == "silence" and self._words in str(task.script)
        )
        self._queue.failure = EngineError("no breath") if is_main else None
        return self._queue.submit(task, urgent=urgent)

    workers = 1

    def close(self) -> None: ...


def test_the_fallback_voice_speaks_what_the_main_one_cannot_and_is_named(library: Library, queue: HereQueue) -> None:
    editions = make_editions(library, fallback="pyttsx3")
    broken = Broken(queue, "It rests")
    choices = editions.get_choices(get_entry(library))
    summary = run_choices(choices, queue.bench.store, broken, lambda *_: None)  # type: ignore[arg-type]
    assert (summary.instead, summary.failures, summary.finished) == (2, [], summary.total)  # the section, the whole
    desk = open_desk(queue, editions, broken)
    spoken_by = {each.part: each.fallback for each in desk.get_recordings(get_entry(library))}
    assert "synthetic voice" in spoken_by["how-it-heals"]
    assert spoken_by["how-it-heals"] == spoken_by[""]
    assert spoken_by["definition"] == spoken_by["say-it"] == ""


def test_the_main_voice_is_preferred_again_as_soon_as_it_works(library: Library, queue: HereQueue) -> None:
    editions = make_editions(library, fallback="pyttsx3")
    choices = editions.get_choices(get_entry(library))
    run_choices(choices, queue.bench.store, Broken(queue), lambda *_: None)  # type: ignore[arg-type]
    queue.failure = None
    summary = run_choices(choices, queue.bench.store, queue, lambda *_: None)
    assert (summary.instead, summary.rendered) == (0, len(choices))
    desk = open_desk(queue, editions)
    assert {each.fallback for each in desk.get_recordings(get_entry(library))} == {""}


def test_without_a_fallback_a_failure_stays_a_failure(library: Library, queue: HereQueue) -> None:
    choices = make_editions(library).get_choices(get_entry(library))
    summary = run_choices(choices, queue.bench.store, Broken(queue), lambda *_: None)  # type: ignore[arg-type]
    assert len(summary.failures) == len(choices)
    assert not any(is_done(choice.job, queue.bench.store) for choice in choices)


def test_on_demand_the_fallback_is_offered_once_the_main_voice_has_failed(library: Library, queue: HereQueue) -> None:
    editions = make_editions(library, fallback="pyttsx3")
    desk = open_desk(queue, editions, Broken(queue))
    first = desk.get_rendering(get_entry(library), "definition")
    assert desk.get(first, "mp3") is None
    with pytest.raises(RenderFailed, match="no breath"):
        desk.get(first, "mp3")
    second = desk.get_rendering(get_entry(library), "definition")
    assert second.key != first.key
    assert second.fallback
    assert desk.get(second, "mp3") is None
    assert desk.get(second, "mp3")


def test_the_fallback_speaks_a_language_that_the_main_engine_has_no_voice_for(
    library: Library, queue: HereQueue
) -> None:
    def plan_main(_: float) -> Catalogue:
        voices: list[Voice | UnknownName] = [SILENT, UnknownName("voice", "fr", [])]
        return make_catalogue(library, voices, Rendition())

    both = Editions(plan_main, lambda speed: make_editions(library, engine="pyttsx3").usual)
    alone = Editions(plan_main)
    assert (len(alone.get_every_choice()), len(alone.unspoken)) == (0, 2)
    assert (len(both.get_every_choice()), len(both.unspoken)) == (10, 0)
    desk = open_desk(queue, both)
    assert {"synthetic voice" in each.fallback for each in desk.get_recordings(get_entry(library))} == {True}
    assert len(both.get_heard(queue.bench.store).jobs) == 10


def test_a_listener_need_not_wait_for_a_whole_run(library: Library, queue: HereQueue) -> None:
    """No more than two jobs for each worker are handed to the queue at once."""
    waiting: list[int] = []

    class Counting(Broken):
        def submit(self, task: Any, *, urgent: bool = False) -> Any:
            waiting.append(1)
            future = queue.submit(task, urgent=urgent)
            future.add_done_callback(lambda _: None)
            return future

    choices = make_editions(library).get_every_choice()
    seen: list[int] = []
    run_choices(
        choices, queue.bench.store, Counting(queue), lambda summary, _: seen.append(len(waiting) - summary.finished)
    )
    assert max(seen) <= 2
