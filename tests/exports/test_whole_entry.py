"""A whole entry is its sections one after another: nothing missing, nothing moved, nothing made twice."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import soundfile

from service.errors import AudioError, EngineError, RenderFailed, StoreError
from service.exports.desk import Desk
from service.store.contract import Name

from .studio import HereQueue, make_editions, make_here_queue, make_library


@pytest.fixture
def queue(tmp_path: Path) -> HereQueue:
    return make_here_queue(tmp_path)


@pytest.fixture
def desk(tmp_path: Path, queue: HereQueue) -> Desk:
    editions = make_editions(make_library(tmp_path))
    return _start(Desk(queue.bench.store, queue, lambda: editions))  # type: ignore[arg-type]


def _start(desk: Desk) -> Desk:
    desk.start(10)
    return desk


def get(desk: Desk, part: str, kind: str = "mp3") -> bytes:
    job = desk.get_editions().usual.by_place["en", "hope", part]
    recording = desk.find(job.key)
    assert recording is not None
    found = desk.get(recording, kind) or desk.get(recording, kind)  # this queue is done as soon as it is asked
    assert found is not None
    return found.data


PARTS = ("introduction", "definition", "how-it-heals")


def test_asking_for_the_whole_makes_each_section_once_and_then_the_whole(desk: Desk, queue: HereQueue) -> None:
    first = get(desk, "")
    assert queue.submitted == ["Hope", "Definition", "How it heals", "Hope"]
    assert get(desk, "") == first
    assert len(queue.submitted) == 4


def test_the_whole_is_as_long_as_it_says(desk: Desk) -> None:
    samples, rate = soundfile.read(io.BytesIO(get(desk, "")))
    marks = json.loads(get(desk, "", "marks.json"))
    recording = desk.find(desk.get_editions().usual.by_place["en", "hope", ""].key)
    assert recording is not None
    assert (len(samples), rate) == (marks["samples"], marks["sample_rate"])
    assert recording.seconds == len(samples) / rate


def test_the_whole_says_every_sentence_of_its_sections_in_order(desk: Desk) -> None:
    sections = [json.loads(get(desk, part, "marks.json"))["sentences"] for part in PARTS]
    whole = json.loads(get(desk, "", "marks.json"))["sentences"]
    assert [each["id"] for each in whole] == [each["id"] for section in sections for each in section]
    assert [each["end"] - each["start"] for each in whole] == [e["end"] - e["start"] for s in sections for e in s]
    assert [each["start"] for each in whole] == sorted(each["start"] for each in whole)


def test_the_captions_of_the_whole_are_those_of_its_sections(desk: Desk) -> None:
    texts = [
        [line for line in get(desk, part, "vtt").decode().split("\n") if line.endswith(".")] for part in (*PARTS, "")
    ]
    assert [text for section in texts[:-1] for text in section] == texts[-1] != []


def test_a_section_that_is_gone_is_told_and_made_again(desk: Desk, queue: HereQueue) -> None:
    job = desk.get_editions().usual.by_place["en", "hope", ""]
    with pytest.raises(StoreError, match="render again"):
        job.perform(queue.bench)
    assert get(desk, "")
    queue.bench.store.delete_oldest(0)
    assert get(desk, "")


def test_whoever_asks_for_what_is_not_there_is_not_kept_waiting(tmp_path: Path, queue: HereQueue) -> None:
    queue.hold = True
    editions = make_editions(make_library(tmp_path))
    desk = _start(Desk(queue.bench.store, queue, lambda: editions))  # type: ignore[arg-type]
    recording = desk.find(desk.get_editions().usual.by_place["en", "hope", ""].key)
    assert recording is not None
    assert [desk.get(recording, "mp3") for _ in "12"] == [None, None]
    queue.let_go()
    assert desk.get(recording, "mp3") is not None


def test_a_whole_entry_whose_section_fails_is_told_to_have_failed(desk: Desk, queue: HereQueue) -> None:
    queue.failure = EngineError("no breath")
    recording = desk.find(desk.get_editions().usual.by_place["en", "hope", ""].key)
    assert recording is not None
    assert desk.get(recording, "mp3") is None
    with pytest.raises(RenderFailed, match="no breath"):
        desk.get(recording, "mp3")


def test_sections_of_two_rates_are_not_joined(desk: Desk, queue: HereQueue) -> None:
    job = desk.get_editions().usual.by_place["en", "hope", ""]
    for number, key in enumerate(job.needs):
        queue.bench.store.put(Name(key, "mp3"), b"x", {"samples": 1, "sample_rate": 16000 + 8000 * (number % 2)})
    with pytest.raises(AudioError, match="16000, 24000"):
        job.perform(queue.bench)


def test_a_failure_is_told_and_rests_before_the_next_try(desk: Desk, queue: HereQueue) -> None:
    queue.failure = EngineError("no breath")
    for _ in "12":
        with pytest.raises(RenderFailed, match="no breath"):
            get(desk, "definition")
    assert queue.submitted == ["Definition"]


def test_without_a_voice_there_is_no_recording_and_no_failure(tmp_path: Path, queue: HereQueue) -> None:
    def fail() -> None:
        raise EngineError("no voice")

    desk = _start(Desk(queue.bench.store, queue, fail))  # type: ignore[arg-type]
    entry = next(make_library(tmp_path).get_entries())
    assert desk.get_recordings(entry) == ()
    assert desk.find("0" * 64) is None


def test_an_unknown_address_is_nothing(desk: Desk) -> None:
    assert desk.find("0" * 64) is None
