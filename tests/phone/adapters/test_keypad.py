"""The phone line on a page: every caller's script goes through it, and nothing that is sent to it breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web.conftest import LIBRARY
from web.html import get_all, get_by_id, get_one, get_text, parse

from service.errors import CallError, SettingsError, StoreError, UnknownName
from service.languages import get_language
from service.metrics.counting import use
from service.metrics.measures import Measure
from service.phone.adapters.keypad import Keypad, make_keypad
from service.phone.book import Line
from service.phone.clips import Clip
from service.phone.state import MOST_BYTES, Mode, State
from service.speech.script import find_no_forms

from ..books import BOOK, TWO
from ..callers import SCRIPTS, read_script
from .browsers import ADDRESS, Caller, Failing, FakeRecordings, get_expected, get_lines, get_names, get_state

FORM = "application/x-www-form-urlencoded"
BAD_STATES = (
    "", " ", "{}", "[]", "null", "[1]", "x" * MOST_BYTES, "[" * 20_000, State().to_text() + " x", "\x00", "ñ" * 100,
    State().to_text().replace("menu", "nowhere"), State().to_text()[:-1], State(offset=10**8).to_text(),
    State().to_text().replace("1,", "2,", 1), State(code="<script>").to_text(), "9" * 5_000,
)  # fmt: skip
BAD_EVENTS = (
    "", "keys", "keys ", "keys a", "keys A", "keys w", "keys 1 at", "keys 1 at 1+", "keys 1 at -1", "keys ١",
    "keys 1;9", "keys " + "1" * 17, "keys 1 at 1001", "keys 1 at 0+999999999", "keys 1 at 0+" + "9" * 5_000,
    "unplayable", "\x00", "keys 1 since", "keys 1 since -1", "keys 1 since 600001", "keys 1 since 9 at 1+9",
    "keys 1 at 0+1 since " + "9" * 5_000,
    "unplayable -1", "unplayable 9999", "unplayable " + "9" * 5_000, "Silent", "silent\n", "started now", "hang up",
)  # fmt: skip


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller()


def post(caller: Caller, **fields: str) -> tuple[int, str]:
    response = caller.client.post(ADDRESS, data=fields)
    return response.status_code, response.text


def get_following(text: str) -> str:
    """What the page tells the menu if no key is pressed."""
    found = [each.get("value", "") for each in get_all(parse(text), "button") if each.get("class") == "go_on"]
    return found[0] if found else ""


def get_notice(text: str) -> str:
    return get_text(get_by_id(parse(text), "notice"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.stem))
def test_every_script_of_callers_gives_the_same_clips(path: Path) -> None:
    caller = Caller(book=read_script(path)[0].book)
    for step in read_script(path):
        if step.book is not caller.book:
            caller.change(step.book)
        if caller.is_over and step.text != "started":  # the page has no keys any more
            assert step.expected == ("hang up",)
            continue
        response = caller.send(step.text)
        assert (response.status_code, get_lines(response.text, caller.recordings)) == (200, get_expected(step.expected))


@pytest.mark.parametrize("state", BAD_STATES, ids=range(len(BAD_STATES)))
def test_a_state_that_is_none_is_refused_and_a_new_call_offered(caller: Caller, state: str) -> None:
    code, text = post(caller, state=state, event="keys 1")
    assert (code, get_notice(text)) == (400, "That was no key of a call, so there is no call now.")
    assert get_text(get_one(get_one(parse(text), "form"), "button")) == "Start a new call"


@pytest.mark.parametrize("event", BAD_EVENTS, ids=range(len(BAD_EVENTS)))
def test_an_event_that_is_none_is_refused(caller: Caller, event: str) -> None:
    assert post(caller, state=State().to_text(), event=event)[0] == 400


@pytest.mark.parametrize(
    "body",
    ["event=started&event=started", "state=&state=&event=started", "event=started&more=1", "state=x", "", "a&b&c=%FF"],
)
def test_repeated_missing_and_unknown_fields_are_refused(caller: Caller, body: str) -> None:
    assert caller.client.post(ADDRESS, data=body, content_type=FORM).status_code == 400


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_a_body_that_is_no_form_is_refused(caller: Caller, kind: str) -> None:
    assert caller.client.post(ADDRESS, data="event=started", content_type=kind).status_code == 415


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_another_method_is_refused(caller: Caller, method: str) -> None:
    assert caller.client.open(ADDRESS, method=method).status_code == 405


def test_a_body_of_more_than_64_kilobytes_is_refused(caller: Caller) -> None:
    assert post(caller, state="x" * 65_536, event="keys 1")[0] == 413


def test_what_stands_in_the_address_is_passed_over(caller: Caller) -> None:
    response = caller.client.post(f"{ADDRESS}?event=keys+9", data={"event": "started"})
    assert (response.status_code, "keys+9" in response.text) == (200, False)
    assert get_state(response.text)


def test_the_same_request_twice_has_the_same_answer(caller: Caller) -> None:
    state = get_state(post(caller, event="started")[1])
    assert post(caller, state=state, event="keys 1") == post(caller, state=state, event="keys 1")


def test_a_call_that_is_over_stays_over(caller: Caller) -> None:
    code, text = post(caller, state=State(mode=Mode.OVER).to_text(), event="keys 1")
    assert (code, get_notice(text)) == (200, "The call has ended.")
    assert get_all(parse(text), "audio") == []


def test_a_part_that_is_not_recorded_is_told_and_the_menu_is_told_too() -> None:
    caller = Caller(FakeRecordings({"prompt/number_end_digit"}))
    caller.send("started")
    said = get_by_id(parse(caller.send("keys 1").text), "said")
    assert "prompt/number_end_digit (This part is not recorded yet.)" in get_text(said)
    assert len(get_all(said, "audio")) == 1
    assert "prompt/part_missing" in get_text(get_by_id(parse(caller.send("unplayable 1").text), "said"))


def test_the_form_tells_the_menu_what_could_not_be_played() -> None:
    caller = Caller(FakeRecordings({"prompt/number_end_digit"}))
    assert get_following(caller.send("started").text) == "silent"
    assert get_following(caller.send("keys 1").text) == "unplayable 1"


def test_a_line_of_which_nothing_is_left_ends_the_call_and_never_turns_in_circles() -> None:
    caller = Caller(FakeRecordings({"prompt/leave", "prompt/menu", "prompt/part_missing", "prompt/sorry"}), book=TWO)
    caller.recordings.missing.remove("prompt/leave")
    caller.send("started")
    caller.recordings.missing.add("prompt/leave")
    event, told = "keys 1", 0
    while not caller.is_over and told < 10:
        text = caller.send(event).text
        event, told = get_following(text), told + 1
    assert (get_notice(text), told) == ("The call has ended.", 5)


def test_a_fault_of_our_own_is_told_in_words_and_sound_and_the_menu_begins_anew(
    caplog: pytest.LogCaptureFixture, counted: list[str]
) -> None:
    caller = Failing()
    caller.send("started")
    caller.failures = 1
    response = caller.send("keys 4743")
    assert (response.status_code, get_following(response.text)) == (200, "started")
    assert get_lines(response.text, caller.recordings) == [", wait 0 ms", "en 1 prompt/sorry"]
    assert "prompt/greeting" in get_lines(caller.send("started").text, caller.recordings)[1]
    assert (counted, len(caplog.records), "4743" in caplog.text) == (["lectern_phone_try_faults"], 1, False)


def test_nine_ends_the_call_without_a_word_though_the_step_fails() -> None:
    caller = Failing()
    caller.send("started")
    caller.failures = 1
    response = caller.send("keys 19")
    assert (response.status_code, get_lines(response.text, caller.recordings)) == (200, ["hang up"])
    assert get_notice(response.text) == "The call has ended."


def test_a_key_that_is_pressed_while_the_page_says_sorry_is_kept() -> None:
    caller = Failing()
    caller.send("started")
    caller.failures = 1
    caller.send("keys 2")
    assert "prompt/number" in get_lines(caller.send("keys 1").text, caller.recordings)[1]


def test_a_line_that_is_broken_through_and_through_waits_and_turns_in_no_circle() -> None:
    caller = Failing()
    caller.failures = 99
    assert caller.client.get(ADDRESS).status_code == 200
    response = caller.send("started")
    assert (response.status_code, get_following(response.text)) == (200, "started")
    assert get_lines(response.text, caller.recordings) == [", wait no limit", "en 1 prompt/sorry"]


@dataclass
class LostRecordings(FakeRecordings):
    """The store fails for what is missing."""

    def find(self, clip: Clip, language: str, speed: float = 1, voice: int = 0) -> str | None:
        if (key := super().find(clip, language, speed, voice)) is None:
            raise StoreError("the disk is gone")
        return key


def test_a_store_that_fails_is_a_part_that_is_not_recorded() -> None:
    caller = Caller(LostRecordings({"prompt/number_end_digit"}))
    caller.send("started")
    response = caller.send("keys 1")
    assert (response.status_code, get_following(response.text)) == (200, "unplayable 1")
    assert "(This part is not recorded yet.)" in response.text


@pytest.fixture
def counted() -> Iterator[list[str]]:
    """The names of the figures that are raised."""

    class Noting:
        def __init__(self) -> None:
            self.names: list[str] = []

        def add(self, measure: Measure, labels: tuple[str, ...], amount: float) -> None:
            self.names.append(measure.name)

        def set(self, measure: Measure, amount: float) -> None: ...

    sink = Noting()
    use(sink)
    yield sink.names
    use(None)


def test_a_voice_that_is_lost_in_a_call_is_told() -> None:
    caller = Caller()
    caller.send("started")
    caller.has_voice = False
    caller.change(caller.book)
    assert caller.send("keys 1").status_code == 503


@pytest.mark.parametrize("caller", [Caller(FakeRecordings({"prompt/greeting"})), Caller(has_voice=False)])
def test_before_the_line_is_rendered_the_page_says_which_command_does_it(caller: Caller) -> None:
    text = caller.client.get(ADDRESS).text
    assert get_notice(text).endswith("python -m service render --phone")
    assert get_all(get_one(parse(text), "main"), "form") == []
    code, text = post(caller, event="started")
    assert (code, get_notice(text).endswith("python -m service render --phone")) == (503, True)


def test_without_a_voice_there_is_no_call() -> None:
    with pytest.raises(CallError):
        Keypad(lambda: None, get_names).answer("", "started")


def test_the_voice_that_is_found_later_is_taken_up() -> None:
    caller = Caller(has_voice=False)
    desk = caller.make_desk()
    assert not desk.is_ready()
    caller.has_voice = True
    assert desk.is_ready()


def test_a_language_that_cannot_be_offered_is_told_at_the_start() -> None:
    with pytest.raises(UnknownName):
        make_keypad(LIBRARY, Line(languages=("tlh",)), find_no_forms, lambda: None)
    with pytest.raises(SettingsError):
        make_keypad(LIBRARY, Line(languages=("en", "es") * 3), find_no_forms, lambda: None)


def test_each_language_is_offered_in_its_own_words() -> None:
    caller = Caller(book=TWO)
    caller.send("started")
    said = get_by_id(parse(caller.send("silent").text), "said")
    assert {each.get("lang") for each in said.iter() if each.get("lang")} == {get_language("es").page_tag}


@given(st.lists(st.sampled_from([*"0123456789*#", "silent", "unplayable 0", "unplayable 1"]), max_size=25))
@settings(max_examples=15, deadline=None)
def test_whatever_is_pressed_something_is_said_and_nine_ends_it(caller: Caller, events: list[str]) -> None:
    state = get_state(post(caller, event="started")[1])
    for event in events:
        code, text = post(caller, state=state, event=event if len(event) > 1 else f"keys {event}")
        assert code == 200
        if not get_state(text):
            assert get_notice(text) == "The call has ended."
            return
        state = get_state(text)
        assert get_text(get_by_id(parse(text), "said"))
    assert get_notice(post(caller, state=state, event="keys 9")[1]) == "The call has ended."


def test_the_books_of_the_tests_are_offered() -> None:
    assert Caller(book=BOOK).client.get(ADDRESS).status_code == 200
