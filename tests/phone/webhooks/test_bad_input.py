"""What bad input gets: the rows of the phone line's table, for every provider."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

import pytest

from service.errors import StoreError
from service.phone.adapters import webhook_calls, webhook_token
from service.phone.adapters.webhook_limits import Gate
from service.phone.adapters.webhook_token import Step
from service.phone.book import Book
from service.phone.call import Action, Event, Play
from service.phone.clips import Clip, Prompt
from service.phone.line import PhoneLine
from service.phone.state import State

from ..books import BOOK, TWO, without
from .callers import BEGIN, SITE, Caller, Server
from .lines import FakeLine
from .senders import SENDERS, Document, Sender

each_sender = pytest.mark.parametrize("sender", SENDERS.values(), ids=lambda sender: sender.name)
MENU = ["en 1 0 prompt/greeting", "en 1 0 prompt/leave", "en 1 0 prompt/menu"]


def dial(sender: Sender, **changed: object) -> Caller:
    caller = Caller(Server(sender, **changed))  # type: ignore[arg-type]
    caller.dial()
    return caller


def hear(caller: Caller) -> list[str]:
    """What the document at hand begins with."""
    keys = [sound[len(f"{SITE}/audio/") : -len(".wav")] for part in caller.document.parts[:1] for sound in part.sounds]
    return [caller.server.line.names[key] for key in keys]


@each_sender
def test_a_key_without_a_meaning_is_told_and_is_no_step_towards_the_end(sender: Sender) -> None:
    caller = dial(sender)
    for _ in range(20):
        caller.press("7")
        assert hear(caller) == ["en 1 0 prompt/wrong_key", "en 1 0 prompt/menu"]


@each_sender
@pytest.mark.parametrize("keys", ["wA1Bñ", "  1\n", "1ＡＢ", "\N{ARABIC-INDIC DIGIT NINE}1", "D1d"])
def test_what_is_no_key_is_dropped(sender: Sender, keys: str) -> None:
    caller = dial(sender)
    caller.press(keys)
    assert hear(caller)[0] == "en 1 0 prompt/number"


@each_sender
def test_more_keys_than_anybody_types_are_cut(sender: Sender) -> None:
    caller = dial(sender)
    caller.press("7" * 32 + "1")
    assert hear(caller)[0] == "en 1 0 prompt/wrong_key"


@each_sender
@pytest.mark.parametrize("before", [0, 31, 32, 33, 500])
def test_nine_ends_the_call_however_many_keys_came_before_it(sender: Sender, before: int) -> None:
    caller = dial(sender)
    caller.press("7" * before + "91")
    assert caller.document.end == "hang up"


@each_sender
@pytest.mark.parametrize("keys", ["", "ABC", "w"])
def test_no_key_at_all_is_silence(sender: Sender, keys: str) -> None:
    caller = dial(sender)
    caller.press(keys)
    assert caller.document.parts[0].sounds == () or hear(caller) == ["en 1 0 prompt/menu_short"]


@each_sender
def test_a_parameter_that_comes_twice_is_refused(sender: Sender) -> None:
    server = Server(sender)
    fields = sender.get_fields("CA01", "1", "in-progress", "")
    body = sender.get_body(fields)
    twice = body[:-1] + b", " + body[1:] if body.startswith(b"{") else body + b"&" + body
    headers = sender.get_headers(BEGIN, fields, twice)
    if sender.name == "plivo":  # signs every value, however often
        doubled = {f"{name}": f"{value}{name}{value}" for name, value in fields.items()}
        headers = sender.get_headers(BEGIN, doubled, twice)
    answer = server.client.post("/phone/call", data=twice, headers=headers, content_type=sender.takes)
    assert (answer.status_code, answer.data) == (400, b"")


@each_sender
def test_a_request_without_a_call_is_refused(sender: Sender) -> None:
    answer = Server(sender).post(BEGIN, sender.get_fields("", "1", "in-progress", ""))
    assert (answer.status_code, answer.data) == (400, b"")


@each_sender
def test_an_unknown_number_is_told_with_the_nearest(sender: Sender) -> None:
    caller = dial(sender)
    caller.press("1155")
    assert hear(caller)[:5] == [f"en 1 0 {name}" for name in
                                ("prompt/no_entry", "number/1", "number/5", "number/5", "prompt/nearest")]  # fmt: skip


@each_sender
def test_an_entry_that_is_removed_in_a_call_is_told_and_the_call_goes_on(sender: Sender) -> None:
    caller = dial(sender)
    caller.press("1103")
    assert hear(caller) == ["en 1 0 chunk/cycle-of-abuse/introduction/1"]
    caller.server.line.book = without(BOOK, "103")
    caller.press("", caller.document.then)
    assert hear(caller) == ["en 1 0 prompt/removed", "en 1 0 prompt/menu"]


@each_sender
def test_a_missing_clip_is_passed_over_told_and_counted(sender: Sender) -> None:
    clips = (Prompt("greeting"), Prompt("leave"), Prompt("menu"))
    caller = dial(sender, line=FakeLine(missing={(clips, 1)}))
    assert hear(caller) == MENU[:1]
    caller.press("", caller.document.then)
    assert hear(caller) == ["en 1 0 prompt/part_missing", "en 1 0 prompt/menu"]
    assert caller.server.board.counts.unplayable == 1


class Silent(FakeLine):
    """Nothing was rendered."""

    def get_keys(self, play: Play) -> tuple[str | None, ...]:
        return tuple(None for _ in play.clips)


@each_sender
def test_a_line_without_any_sound_is_busy_and_does_not_keep_the_call_in_silence(sender: Sender) -> None:
    caller = dial(sender, line=Silent())
    assert caller.document.end == ("hang up" if sender.name == "vonage" else "busy")  # which Vonage cannot say
    assert caller.server.gate.count() == 0


@each_sender
def test_a_line_whose_sounds_vanish_in_a_call_ends_it(sender: Sender) -> None:
    caller = dial(sender)
    caller.server.line = Silent()
    caller.press("1")
    assert caller.document.end == "hang up"


class Recorded:
    """All is recorded, but the store fails for some clips."""

    def __init__(self, line: FakeLine, *broken: Clip) -> None:
        self._line, self._broken = line, broken

    def find(self, clip: Clip, language: str, speed: float, voice: int) -> str | None:
        if clip in self._broken:
            raise StoreError("the store does not answer")
        return self._line.get_keys(Play((clip,), language, speed, 0, voice=voice))[0]


class Failing(FakeLine):
    """A line whose store fails for some clips, as far as the real line meets that."""

    def __init__(self, *broken: Clip) -> None:
        super().__init__()
        self._recorded = Recorded(FakeLine(names=self.names), *broken)

    def get_keys(self, play: Play) -> tuple[str | None, ...]:
        return PhoneLine(self.book, self._recorded).get_keys(play)  # type: ignore[arg-type]


@each_sender
def test_a_store_that_fails_for_a_clip_costs_that_clip_and_not_the_call(
    sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    caller = dial(sender, line=Failing(Prompt("leave"), Prompt("sorry")))
    assert hear(caller) == MENU[:1]
    caller.press("", caller.document.then)
    assert hear(caller) == ["en 1 0 prompt/part_missing", "en 1 0 prompt/menu"]
    counts = caller.server.board.counts
    assert (counts.unplayable, counts.faults, caplog.text) == (1, 0, "")


@each_sender
def test_a_fault_while_the_store_is_down_for_the_sorry_clip_still_leads_to_the_menu(sender: Sender) -> None:
    line = Failing(Prompt("sorry"))
    line.failures = 1
    caller = dial(sender, line=line)
    assert caller.document.end == ""
    caller.press("", caller.document.then)
    assert hear(caller) == MENU


@each_sender
@pytest.mark.parametrize("place", [0, 5, 25, -1])
def test_a_forged_token_is_refused_without_a_word(sender: Sender, place: int) -> None:
    caller = dial(sender)
    head, slash, token = caller.document.then.rpartition("/")
    changed = "A" if token[place] != "A" else "Q"
    cut = place % len(token)
    forged = head + slash + token[:cut] + changed + token[cut + 1 :]
    fields = sender.get_fields("CA01", "1", "in-progress", "")
    answer = caller.server.post(forged, fields)
    assert (answer.status_code, answer.data) == (403, b"")
    assert caller.server.board.counts.refused == 1


@each_sender
def test_the_token_of_another_call_or_of_another_event_is_refused(sender: Sender) -> None:
    caller = dial(sender)
    address = caller.document.parts[0].address
    of_another = sender.get_fields("CA02", "1", "in-progress", "")
    assert caller.server.post(address, of_another).status_code == 403
    own = sender.get_fields("CA01", "1", "in-progress", "")
    assert caller.server.post(address.replace("/k0.", "/k1."), own).status_code == 403
    assert caller.server.post(address, own).status_code == 200


@each_sender
def test_an_older_step_and_a_repeated_one_have_the_answer_that_they_had(sender: Sender) -> None:
    caller = dial(sender)
    first = caller.document
    caller.press("1")
    second = caller.document
    caller.press("109")
    assert caller.server.ask(first.parts[0].address, "1") == second
    assert caller.server.ask() == first


@each_sender
def test_a_signed_step_that_can_no_longer_be_read_leads_to_the_main_menu(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook_token._pack.cache_clear()
    caller = dial(sender)
    monkeypatch.setattr(webhook_token, "_VERSION", 2)
    caller.press("", caller.document.then)
    webhook_token._pack.cache_clear()
    assert hear(caller) == MENU


@each_sender
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/phone/call", "/phone/call/k0.1/AAAA"])
def test_every_method_but_post_is_refused(sender: Sender, method: str, path: str) -> None:
    answer = Server(sender).client.open(path, method=method)
    assert (answer.status_code, answer.headers["Allow"], answer.data) == (405, "POST", b"")


@each_sender
@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", ""])
def test_another_type_is_refused(sender: Sender, kind: str) -> None:
    answer = Server(sender).client.post("/phone/call", data=b"CallSid=CA01", content_type=kind)
    assert (answer.status_code, answer.data) == (415, b"")


@each_sender
@pytest.mark.parametrize("body", [b"\xff", b"[" * 30_000, b"[]", b'"x"', b"a=1&" * 300, b"{", b"", b"%FF=1"])
def test_a_body_that_cannot_be_read_is_refused_quietly(sender: Sender, body: bytes) -> None:
    answer = Server(sender).client.post("/phone/call", data=body, content_type=sender.takes)
    assert answer.status_code in (400, 403)
    assert answer.data == b""


@each_sender
def test_a_request_that_is_not_signed_is_refused_and_counted(sender: Sender) -> None:
    server = Server(sender)
    body = sender.get_body(sender.get_fields("CA01", "", "in-progress", "+15550123"))
    answer = server.client.post("/phone/call", data=body, content_type=sender.takes)
    assert (answer.status_code, answer.data) == (403, b"")
    assert server.board.counts.refused == 1


@each_sender
def test_the_host_that_a_request_names_is_not_what_is_signed(sender: Sender) -> None:
    server = Server(sender)
    fields = sender.get_fields("CA01", "", "in-progress", "")
    answer = server.post(BEGIN, fields, Host="evil.example", **{"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 200
    assert b"evil" not in answer.data
    elsewhere = f"https://evil.example{BEGIN.removeprefix(SITE)}"
    body = sender.get_body(fields)
    headers = sender.get_headers(elsewhere, fields, body) | {"Host": "evil.example"}
    answer = server.client.post("/phone/call", data=body, headers=headers, content_type=sender.takes)
    is_address_signed = sender.name in ("twilio", "signalwire", "plivo")
    assert answer.status_code == (403 if is_address_signed else 200)
    assert b"evil" not in answer.data


@each_sender
def test_a_finished_call_is_answered_with_its_end(sender: Sender) -> None:
    server = Server(sender)
    assert server.ask(status="completed") == Document(end="hang up")
    caller = dial(sender)
    assert caller.server.ask(caller.document.then, status="completed") == Document(end="hang up")
    caller.press("9")
    assert caller.document.end == "hang up"


@each_sender
def test_a_fault_of_our_own_is_told_leads_to_the_menu_and_a_second_one_ends_the_call(
    sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    caller = dial(sender)
    caller.server.line.failures = 1
    caller.press("2")
    assert hear(caller) == ["en 1 0 prompt/sorry"]
    caller.press("", caller.document.then)
    assert hear(caller) == MENU
    caller.press("2")
    assert hear(caller) == ["en 1 0 prompt/spell"]
    caller.server.line.failures = 1
    with caplog.at_level(logging.ERROR):
        caller.press("4")
    assert caller.document.end == "hang up"
    assert caller.server.board.counts.faults == 2
    assert "4743" not in caplog.text


@each_sender
@pytest.mark.parametrize("keys", ["9", "19", "93"])
def test_nine_ends_the_call_without_a_word_though_the_step_fails(sender: Sender, keys: str) -> None:
    caller = dial(sender)
    caller.server.line.failures = 1
    caller.press(keys)
    assert caller.document.end == "hang up"
    assert caller.server.board.counts.faults == 1
    assert caller.server.gate.count() == 0


@each_sender
def test_nine_ends_the_call_while_the_line_says_sorry_though_the_menu_fails_again(sender: Sender) -> None:
    caller = dial(sender)
    caller.server.line.failures = 2
    caller.press("2")
    caller.press("9")
    assert caller.document.end == "hang up"


@each_sender
def test_the_key_that_ends_a_call_is_that_of_its_language(sender: Sender) -> None:
    english, spanish = TWO.shelves
    turned = Book((english, replace(spanish, keys=replace(spanish.keys, end="0", help="9"))))
    caller = dial(sender, line=FakeLine(turned))
    caller.press("2")
    assert hear(caller)[0].startswith("es ")
    caller.server.line.failures = 1
    caller.press("9")
    assert hear(caller) == ["en 1 0 prompt/sorry"]
    caller = dial(sender, line=FakeLine(turned))
    caller.press("2")
    caller.server.line.failures = 1
    caller.press("0")
    assert caller.document.end == "hang up"


@each_sender
def test_keys_pressed_while_the_line_says_sorry_are_kept(sender: Sender) -> None:
    caller = dial(sender)
    caller.server.line.failures = 1
    caller.press("2")
    caller.press("1")
    assert hear(caller)[0] == "en 1 0 prompt/number"


class Broken(FakeLine):
    @property
    def book(self) -> Book:  # type: ignore[override]
        raise ConnectionError("secret-broker:6379")

    @book.setter
    def book(self, value: Book) -> None: ...


@each_sender
def test_a_line_that_is_broken_through_and_through_still_gives_a_document(sender: Sender) -> None:
    assert dial(sender, line=Broken(failures=9)).document.end == "hang up"


class Late(FakeLine):
    """Not made yet, right after the start of the server."""

    def step(self, state: State | None, event: Event) -> tuple[State, Action]:
        raise TimeoutError


@each_sender
def test_who_calls_before_the_line_is_ready_is_told_that_it_is_busy(sender: Sender) -> None:
    caller = dial(sender, line=Late())
    assert caller.document.end == ("hang up" if sender.name == "vonage" else "busy")
    assert caller.server.gate.count() == 0


@each_sender
def test_a_fault_outside_the_call_itself_ends_the_call_and_is_no_error_page(
    sender: Sender, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = Server(sender)

    def fail(*_: object) -> None:
        raise RuntimeError("from +15550123")

    monkeypatch.setattr(Gate, "enter", fail)
    assert server.ask().end == "hang up"
    assert server.board.counts.faults == 1
    assert "RuntimeError" in caplog.text
    assert "5550123" not in caplog.text


@each_sender
def test_too_many_calls_are_refused_and_the_others_go_on(sender: Sender) -> None:
    caller = dial(sender, gate=Gate(most_calls=2))
    server = caller.server
    server.ask(call="CA02")
    refused = server.ask(call="CA03")
    assert refused.end == ("hang up" if sender.name == "vonage" else "busy")
    assert server.board.counts.busy == 1
    caller.press("1")
    assert hear(caller)[0] == "en 1 0 prompt/number"
    server.ask(call="CA02", status="completed")
    assert server.ask(call="CA03").end == ""


@each_sender
def test_one_number_cannot_call_without_end_and_a_hidden_one_always_can(sender: Sender) -> None:
    server = Server(sender, gate=Gate(most_a_caller=3))
    ends = [server.ask(call=f"CA{number}").end for number in range(5)]
    assert [bool(end) for end in ends] == [False, False, False, True, True]
    for number, caller in enumerate(5 * ("anonymous", "", "+266696687", "86282452253", "Restricted")):
        assert server.ask(call=f"CB{number}", caller=caller).end == ""


@each_sender
@pytest.mark.parametrize(("seconds", "said"), [(3590, "prompt/greeting"), (3610, "prompt/goodbye")])
def test_a_call_lasts_an_hour_at_most(sender: Sender, seconds: int, said: str) -> None:
    caller = dial(sender, gate=Gate(get_time=lambda: time.time() - seconds))
    assert hear(caller)[0] == f"en 1 0 {said}"


def let_an_hour_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_calls, "_MOST_SECONDS", -1)


@each_sender
@pytest.mark.parametrize("keys", ["", "1"])
def test_a_call_of_an_hour_is_told_that_it_ends_and_then_ends(
    sender: Sender, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    caller = dial(sender)
    let_an_hour_pass(monkeypatch)
    caller.press("2")
    assert hear(caller) == ["en 1 0 prompt/goodbye"]
    caller.press(keys, "" if keys else caller.document.then)
    assert caller.document.end == "hang up"
    assert caller.server.gate.count() == 0


@each_sender
def test_nine_after_an_hour_ends_the_call_without_a_word(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = dial(sender)
    let_an_hour_pass(monkeypatch)
    caller.press("9")
    assert caller.document.end == "hang up"


@each_sender
def test_a_goodbye_that_is_not_recorded_is_passed_over(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = dial(sender, line=FakeLine(missing={((Prompt("goodbye"),), 0)}))
    let_an_hour_pass(monkeypatch)
    caller.press("1")
    assert caller.document.end == "hang up"


@each_sender
def test_the_number_of_the_caller_is_nowhere(sender: Sender, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        caller = dial(sender)
        caller.server.line.failures = 1
        caller.press("2")
    addresses = [caller.document.then, *(part.address for part in caller.document.parts)]
    kept = f"{addresses} {caplog.text} {caller.server.gate} {caller.server.board.counts}"
    assert "5550123" not in kept


@each_sender
def test_addresses_stay_below_what_providers_cut(sender: Sender) -> None:
    long = State(part="how-it-forms-and-what-follows-from-it-so", typed="4743474347434743", offset=9_999_999, steps=999)
    server = Server(sender)
    step = Step(long, began=1_790_000_000, waited=300, faults=1)
    token = server.board.tokens.make("CA01", "k12.13", step)
    assert server.board.tokens.read("CA01", "k12.13", token) == step
    assert len(f"{SITE}/phone/call/k12.13/{token}") < 255
