"""What is said before what a place itself says: greetings, answers, help."""

from __future__ import annotations

from typing import Final

from service.phone.book import Book, BookShelf
from service.phone.clips import Number, Prompt
from service.phone.finding import say_digits
from service.phone.prompts import HELP_AGAIN, HELP_PERSON, HELP_WEB, OPENING
from service.phone.scenes import Clips, get_entry
from service.phone.state import Lead, Mode, State

_PLAIN: Final = {
    Lead.NONE: (),
    Lead.GREETING: OPENING,
    Lead.LEAVE: ("leave",),
    Lead.PERSON: (HELP_PERSON,),
    Lead.WAIT: ("wait_set",),
    Lead.WRONG: ("wrong_key",),
    Lead.CLEARED: ("cleared",),
    Lead.SLOWEST: ("slowest",),
    Lead.FASTEST: ("fastest",),
    Lead.REMOVED: ("removed",),
    Lead.CHANGED: ("changed",),
    Lead.SORRY: ("sorry",),
    Lead.UNMADE: ("not_recorded",),
}
_HELP: Final = {
    Mode.LISTEN: "help_listening",
    Mode.PAUSED: "help_listening",
    Mode.FINISHED: "help_listening",
    Mode.NUMBER: "help_number",
    Mode.SPELL: "help_spelling",
}


def get_lead_clips(state: State, book: Book, shelf: BookShelf) -> Clips:
    """`shelf` is that of the language being spoken."""
    if (names := _PLAIN.get(state.lead)) is not None:
        return tuple(Prompt(name) for name in names if name in shelf.prompts)
    match state.lead:
        case Lead.HELP:
            names = (_HELP.get(state.mode, "help_choosing"), HELP_AGAIN, HELP_WEB, HELP_PERSON)
            return tuple(Prompt(name) for name in names if name in shelf.prompts)
        case Lead.MORE:  # a number's digits are read by the place itself
            return (Prompt("spell_more"),) if state.mode == Mode.SPELL else ()
        case Lead.BEGUN:
            return Prompt("begin_with"), *say_digits(state.typed)
        case Lead.SPEED:
            return (Prompt(f"speed_{state.speed}"),)
        case Lead.VOICE:
            return Prompt("voice"), Number(state.voice + 1)
        case Lead.UNKNOWN:
            return Prompt("no_entry"), *say_digits(state.typed), Prompt("nearest")
        case Lead.NO_WORD:
            return Prompt("entered"), *say_digits(state.typed), Prompt("no_word"), Prompt("nearest")
    return _spell_out(state, book)


def _spell_out(state: State, book: Book) -> Clips:
    """The term letter by letter, its number, and which section it is."""
    entry = get_entry(state, book)
    where = Prompt("section"), Number(state.place + 1), Prompt("of"), Number(len(entry.parts))
    return *entry.spelling, Prompt("number_is"), *say_digits(entry.code), *where
