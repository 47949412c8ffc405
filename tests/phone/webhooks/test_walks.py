"""Long walks at random: no dead end, no silence, and at every moment 9 ends the call and 0 helps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.phone.adapters.webhook_turn import split_clips
from service.phone.call import Play
from service.phone.clips import Chunk, Letter, Prompt
from service.phone.state import Mode

from ..books import BOOKS
from .callers import Caller, Server
from .lines import FakeLine
from .senders import SENDERS, Document

MOVES = st.lists(st.sampled_from([*"12345678*#", ""]), max_size=25)


@pytest.mark.parametrize("name", SENDERS)
@pytest.mark.parametrize("book", BOOKS)
@settings(deadline=None, max_examples=8)
@given(moves=MOVES)
def test_wherever_a_caller_is_9_ends_the_call_and_0_helps(name: str, book: str, moves: list[str]) -> None:
    server = Server(SENDERS[name], FakeLine(BOOKS[book]))
    caller = Caller(server)
    caller.dial()
    for move in moves:
        caller.press(move, "" if move else caller.document.then)
        if caller.document.end:
            assert not move  # only a caller who long said nothing
            return
        assert caller.document.parts
        address = caller.document.parts[-1].address
        assert server.ask(address, "9").end == "hang up"
        helped = server.ask(address, "0")
        assert any("/help_" in name for name in get_names(server, helped)) or has_digits(server, address)
    assert server.board.counts.faults == 0


def get_names(server: Server, document: Document) -> list[str]:
    return [server.line.names[sound.split("/")[-1][:-4]] for part in document.parts for sound in part.sounds]


def has_digits(server: Server, address: str) -> bool:
    """Whether digits of a number are typed, after which 0 is one too."""
    event, token = address.split("/")[-2:]
    state = server.board.tokens.read("CA01", event, token).state
    return state is not None and state.mode == Mode.NUMBER and bool(state.typed)


def test_chunks_stand_alone_and_all_else_is_said_without_a_pause() -> None:
    chunks = tuple(Chunk("grief", "definition", number) for number in (1, 2))
    clips = (Prompt("section"), Letter("A"), *chunks, Prompt("finished"))
    play = Play(clips, "en", 1.0, 0)
    assert split_clips(play, 0, 5) == [(0, 2), (2, 3), (3, 4), (4, 5)]
    assert split_clips(play, 1, 3) == [(1, 2), (2, 3)]
    assert split_clips(play, 5, 5) == []


def test_at_the_end_of_an_entry_skip_after_the_spelling_leads_to_the_next_entry_and_during_it_to_what_can_be_done() -> (
    None
):
    caller = Caller(Server(SENDERS["twilio"]))
    caller.dial()
    caller.press("1103")
    for _ in range(2):
        caller.press("3")
    caller.press("7")
    spelling, finished = caller.document.parts
    names = caller.server.line.names
    assert names[finished.sounds[0].split("/")[-1][:-4]] == "en 1 0 prompt/finished"
    during = caller.server.ask(spelling.address, "#").parts[0].sounds[0]
    after = caller.server.ask(finished.address, "#").parts[0].sounds[0]
    assert names[during.split("/")[-1][:-4]] == "en 1 0 prompt/finished"
    assert names[after.split("/")[-1][:-4]] == "en 1 0 chunk/grief/introduction/1"
