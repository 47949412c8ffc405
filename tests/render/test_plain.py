"""A task that goes to another machine arrives as it was, and nothing else is taken for one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.audio.description import Mp3Settings, Tags
from service.errors import TaskError, UnknownName
from service.render import plain
from service.render.job import PhonemesTask, Task, VoiceListTask, VoicesTask
from service.render.plain import from_plain, get_answer_type, get_plain_task, read_task, to_plain
from service.render.section import SectionJob
from service.render.telephone import TelephoneJob
from service.settings import Settings
from service.speech.engines import VoiceName
from service.speech.script import Pause, Say, Span
from service.speech.spoken import Form
from service.speech.voice import Voice
from service.wiring.machines import KINDS
from service.wiring.phone import make_recordings
from service.wiring.studio import make_studio

from .jobs import SILENT, make_job

ROOT = Path(__file__).parents[2]
JOB = make_job("A sentence.")
text, number = st.text(max_size=20), st.integers(0, 10**6)
forms = st.builds(Form, number, number, text, text, text)
spans = st.builds(Span, text, text, st.lists(forms, max_size=3).map(tuple))
says = st.builds(Say, text, st.lists(spans, max_size=3).map(tuple))
scripts = st.lists(says | st.builds(Pause, number), max_size=5).map(tuple)
voices = st.builds(Voice, text, text, text, text, number, text, st.booleans(), st.booleans(), st.booleans())
several = st.lists(voices, min_size=1, max_size=3).map(tuple)
texts = st.lists(text, max_size=3).map(tuple)
tags = st.builds(Tags, text, text, number, number, text, text, text)
sections = st.builds(SectionJob, text, text, text, scripts, text, several, number, texts, st.builds(Mp3Settings, number,
                     number), tags, st.booleans(), needs=texts)  # fmt: skip
clips = st.builds(TelephoneJob, text, text, text, scripts, text, several, number, texts, needs=texts)
pairs = st.lists(st.tuples(text, text), max_size=3).map(tuple)
questions = (
    st.builds(VoicesTask, text, pairs)
    | st.builds(PhonemesTask, st.lists(spans, max_size=3).map(tuple), voices)
    | st.builds(VoiceListTask, text)
)


@given(sections | clips | questions)
def test_whatever_a_task_holds_arrives(task: Task[Any]) -> None:
    arrived = read_task(get_plain_task(task))
    assert arrived == task
    assert arrived.key == task.key


@pytest.fixture(scope="module")
def shipped() -> Sequence[Task[Any]]:
    """Every job of the shipped content: at every speed, in chunks, whole entries, and the phone line."""
    studio = make_studio(replace(Settings(), engine="silence", queue="pool:1"), ROOT)
    try:
        editions = studio.get_editions()
        planned = list(make_recordings(studio, editions).get_planned())
        return [*editions.get_every_job(), *(each.job for each in planned)]
    finally:
        studio.queue.close()


def test_every_job_of_the_shipped_content_arrives_with_its_key(shipped: Sequence[Task[Any]]) -> None:
    arrived = [read_task(get_plain_task(task, KINDS), KINDS) for task in shipped]
    assert arrived == list(shipped)
    assert [each.key for each in arrived] == [each.key for each in shipped]
    assert {type(each).__name__ for each in arrived} == {"SectionJob", "EntryJob", "TelephoneJob"}


def change(**values: Any) -> str:
    return json.dumps(json.loads(get_plain_task(JOB)) | values)


def change_task(**values: Any) -> str:
    whole = json.loads(get_plain_task(JOB))
    return json.dumps(whole | {"task": whole["task"] | values})


@pytest.mark.parametrize(
    "written",
    ["", "null", "[]", "{}", "[" * 100_000, change(version=2), change(version="1"), change(kind="x"),
     change(kind=[]), change(key="0" * 64), change(more=1), change(task=None), change(task=[]), change_task(more=1),
     change_task(slug=1),
     change_task(words_a_minute=True), change_task(words_a_minute=165.0), change_task(script=[{"milliseconds": "1"}]),
     change_task(script=[{}]), change_task(script=["x"]), change_task(voices={}), change_task(is_piece=0),
     change_task(mp3={"kilobits": 48}), change_task(script=[]), change_task(tags=None)],
)  # fmt: skip
def test_whatever_is_no_task_of_this_version_is_refused(written: str) -> None:
    with pytest.raises(TaskError):
        read_task(written)


def test_a_field_that_is_missing_is_refused_and_named() -> None:
    whole = json.loads(get_plain_task(JOB))
    del whole["task"]["script"]
    with pytest.raises(TaskError, match="task is no SectionJob: it needs exactly calibrations, "):
        read_task(json.dumps(whole))


def test_other_libraries_on_the_other_machine_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    written = get_plain_task(JOB)
    monkeypatch.setattr("service.render.section.LEVEL_VERSION", 99)
    with pytest.raises(TaskError, match="'part' would have another key here"):
        read_task(written)


def test_what_is_no_kind_of_task_is_not_sent() -> None:
    with pytest.raises(TaskError, match="A Span cannot be given to another machine"):
        get_plain_task(Span("x", "en"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        (VoicesTask("silence", ()), (SILENT, UnknownName("voice", "Bob", ("a", "b")))),
        (PhonemesTask((), SILENT), "sˈaʊndz"),
        (VoiceListTask("silence"), (VoiceName("silence", ""), VoiceName("x", "en"))),
    ],
)
def test_an_answer_arrives(task: Task[Any], answer: Any) -> None:
    arrived = from_plain(get_answer_type(task), json.loads(json.dumps(to_plain(answer))))
    assert repr(arrived) == repr(answer)


@pytest.mark.parametrize(
    ("hint", "value"), [(float, "1"), (float, True), (float, float("nan")), (str, 1), (bytes, "x")]
)
def test_a_value_of_another_type_is_refused(hint: Any, value: Any) -> None:
    with pytest.raises(TaskError, match="which is no"):
        from_plain(hint, value)


def test_every_kind_has_a_name_of_its_own() -> None:
    assert set(plain.KINDS) < set(KINDS)
    assert len(set(KINDS.values())) == len(KINDS)
