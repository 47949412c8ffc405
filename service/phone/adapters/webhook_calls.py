"""Calls that arrive as webhooks: a request in, what the provider is to do next out. Each provider's own language is
elsewhere.

Two kinds of event stand in addresses: `k2.4`, a key during the clips from 2 to before 4, or none; and `s4`, the clips
before 4 are through and no key came. Clips are counted from 0, within the action of the step that the address holds.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from service.metrics.counting import count
from service.metrics.measures import WEBHOOK
from service.phone.adapters.webhook_limits import Gate
from service.phone.adapters.webhook_token import Step, Tokens
from service.phone.adapters.webhook_turn import Incoming, Leave, Listen, Noted, Refuse, Stretch, Turn, split_clips
from service.phone.book import Book
from service.phone.call import Action, Event, HangUp, Keys, Play, Silent, Started, Unplayable
from service.phone.clips import Prompt
from service.phone.leads import get_lead_clips
from service.phone.mending import get_mended
from service.phone.menu import is_end
from service.phone.scenes import get_shelf
from service.phone.state import Mode, State

_log = logging.getLogger(__name__)
PATH: Final = "/phone/call"
_EVENT: Final = re.compile(r"(?P<kind>[ks])(?:(?P<first>\d{1,4})\.)?(?P<end>\d{1,4})")
_LEAST_SECONDS: Final = 1
_MOST_SECONDS: Final = 3600
"""Of a call."""
_MOST_STEPS: Final = 30
"""Actions one after the other of which nothing can be played."""


class _Mute(Exception):
    """Nothing of the line can be played."""


class Line(Protocol):
    """What is asked of the phone line."""

    @property
    def book(self) -> Book: ...

    def step(self, state: State | None, event: Event) -> tuple[State, Action]: ...

    def get_action(self, state: State) -> Action: ...

    def get_keys(self, play: Play) -> tuple[str | None, ...]: ...


@dataclass(slots=True)
class Counts:
    """Of this process since its start. Numbers alone: nothing of any caller."""

    calls: int = 0
    busy: int = 0
    refused: int = 0
    """Requests that were not signed as they should be, or for another call."""
    faults: int = 0
    unplayable: int = 0

    def add(self, what: str) -> None:
        """One more, here and among the figures of all processes."""
        setattr(self, what, getattr(self, what) + 1)
        count(WEBHOOK, what)


@dataclass(slots=True)
class Switchboard:
    """Safe for any number of threads: what a call is at stands in its addresses."""

    get_line: Callable[[], Line]
    tokens: Tokens
    site: str
    """Public address, without a slash at its end."""
    longest: int = 60
    """Seconds that the provider can wait for a key; a longer wait is asked for again."""
    gate: Gate = field(default_factory=Gate)
    counts: Counts = field(default_factory=Counts)

    def answer(self, incoming: Incoming, event: str = "", token: str = "") -> Turn | Noted:
        """What comes next; `event` and `token` are empty for the first request of a call.

        :raise Forged: for a token that was not made here, or for another call.
        """
        step = self.tokens.read(incoming.call, event, token) if token else Step()
        if incoming.is_news and not token:
            return Noted()
        if incoming.is_over:
            self.gate.leave(incoming.call)
            return Leave()
        began = step.began if token else self.gate.enter(incoming.call, incoming.caller)
        if began is None:
            self.counts.add("busy")
            return Refuse()
        if not token and self.gate.is_new(incoming.call):
            self.counts.add("calls")
        step = replace(step, began=began or int(time.time()))
        turn = self._answer_safely(incoming, event, step)
        if isinstance(turn, Listen):
            self.gate.stay(incoming.call, step.began, turn.get_seconds())
        else:
            self.gate.leave(incoming.call)
        return turn

    def _answer_safely(self, incoming: Incoming, event: str, step: Step) -> Turn:
        """After a fault of our own the caller hears so, and then the menu; after a second one the call ends.

        It ends at once, too, if the fault came on the key that ends it.
        """
        try:
            if step.began + _MOST_SECONDS < time.time():
                return self._say_goodbye(incoming, step)
            return self._go_on(incoming, event, step)
        except (TimeoutError, _Mute):  # not made yet, right after the start, or nothing is rendered: call again later
            self.counts.add("busy")
            return Leave() if event else Refuse()
        except Exception as error:  # noqa: BLE001  whatever it is, the caller must not hear an error page
            self.count_fault(error)
        if step.faults or self._is_end(incoming, step):
            return Leave()
        return self._say_sorry(incoming.call, replace(step, state=None, waited=0, faults=1))

    def _go_on(self, incoming: Incoming, event: str, step: Step) -> Turn:
        line, call = self.get_line(), incoming.call
        found = _EVENT.fullmatch(event)
        if step.state is None or found is None:
            state, action = line.step(None, Started())
            if incoming.keys:
                state, action = line.step(state, Keys(incoming.keys))
            return self._play(line, call, replace(step, state=state, waited=0), action)
        if found["kind"] == "k" and incoming.keys:
            return self._step(line, call, step, Keys(incoming.keys, int(found["first"] or 0)))
        if get_mended(step.state, line.book) != step.state:
            return self._step(line, call, step, Silent())  # the place is gone, and the menu tells it
        action = line.get_action(step.state)
        if not isinstance(action, Play):
            return Leave()
        return self._pass(line, call, step, action, int(found["end"]))

    def _step(self, line: Line, call: str, step: Step, event: Event) -> Turn:
        state, action = line.step(step.state, event)
        return self._play(line, call, replace(step, state=state, waited=0), action)

    def _pass(self, line: Line, call: str, step: Step, action: Play, end: int) -> Turn:
        """The clips before `end` are through: those after them, or more of the wait, or what silence leads to."""
        if end < len(action.clips):
            return self._play(line, call, step, action, end)
        waited = step.waited + self._get_seconds(action, step.waited)
        if action.wait is None or waited * 1000 < action.wait:
            # A wait without limit is counted no further: its addresses stay as short as they are.
            on = replace(step, waited=step.waited if action.wait is None else waited)
            return self._listen(call, on, action, (), [(len(action.clips), len(action.clips))])
        return self._step(line, call, step, Silent())

    def _play(self, line: Line, call: str, step: Step, action: Action, first: int = 0) -> Turn:
        """An action from one of its clips on. What is missing is told to the menu, once those before it were heard."""
        for _ in range(_MOST_STEPS):
            if isinstance(action, HangUp) or step.state is None:
                return Leave()
            keys = line.get_keys(action)
            end = next((place for place in range(first, len(keys)) if keys[place] is None), len(keys))
            if end > first or end == len(keys):
                parts = split_clips(action, first, end, _get_lead(step.state, line.book)) or [(first, first)]
                return self._listen(call, step, action, keys, parts)
            self.counts.add("unplayable")
            state, action = line.step(step.state, Unplayable(first))
            if isinstance(action, HangUp):
                raise _Mute
            step, first = replace(step, state=state), 0
        raise RuntimeError("the menu goes round in a circle in which nothing is heard")

    def _listen(
        self, call: str, step: Step, action: Play, keys: Sequence[str | None], parts: Sequence[tuple[int, int]]
    ) -> Listen:
        """`keys` are those of all clips, `parts` the stretches that are left."""
        most, end = len(action.clips), parts[-1][1]
        stretches = tuple(
            Stretch(
                tuple(f"{self.site}/audio/{key}.wav" for key in keys[start:stop]),
                self._get_seconds(action, step.waited) if stop == most else _LEAST_SECONDS,
                self._get_address(call, f"k{start}.{stop}", step),
            )
            for start, stop in parts
        )
        return Listen(stretches, self._get_address(call, f"s{end}", step))

    def _get_seconds(self, action: Play, waited: int) -> int:
        """How long to wait for a key after the last clip, of a wait of which so much is over."""
        if action.wait is None:
            return self.longest
        return min(self.longest, max(_LEAST_SECONDS, -(-action.wait // 1000) - waited))

    def _get_address(self, call: str, event: str, step: Step) -> str:
        return f"{self.site}{PATH}/{event}/{self.tokens.make(call, event, step)}"

    def _say_goodbye(self, incoming: Incoming, step: Step) -> Turn:
        """After an hour: once, so that nobody takes the end for a fault. Whatever comes after it ends the call."""
        state = step.state or State()
        if state.mode == Mode.OVER or self._is_end(incoming, step):
            return Leave()
        line = self.get_line()
        shelf = get_shelf(state, line.book)
        goodbye = Play((Prompt("goodbye"),), shelf.language, 1.0, 0, voice=min(state.voice, shelf.voices - 1))
        keys = line.get_keys(goodbye)
        over = replace(step, state=replace(state, mode=Mode.OVER), waited=0)
        return Leave() if keys[0] is None else self._listen(incoming.call, over, goodbye, keys, [(0, 1)])

    def _is_end(self, incoming: Incoming, step: Step) -> bool:
        try:
            return is_end(step.state, Keys(incoming.keys), self.get_line().book)
        except Exception as error:  # noqa: BLE001  without a line there is no key to ask for
            self.count_fault(error)
            return True

    def _say_sorry(self, call: str, step: Step) -> Turn:
        try:
            line = self.get_line()
            sorry = Play((Prompt("sorry"),), line.book.shelves[0].language, 1.0, 0)
            keys = line.get_keys(sorry)
        except Exception as error:  # noqa: BLE001
            self.count_fault(error)
            return Leave()
        if keys[0] is None:
            sorry, keys = replace(sorry, clips=()), ()
        return self._listen(call, step, sorry, keys, [(0, len(keys))])

    def count_fault(self, error: Exception) -> None:
        """Count and log a fault of our own, without a word of what was asked."""
        self.counts.add("faults")
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_name}, line {place.tb_lineno}" if place else "an unknown place"
        # The text of the error may hold what the caller typed: only its kind and its place are told.
        _log.error("A step of a phone call failed: %s in %s.", type(error).__name__, where)


def _get_lead(state: State, book: Book) -> int:
    """How many of the clips are said before what the place itself says, where it matters to a key."""
    if state.mode not in (Mode.PAUSED, Mode.FINISHED):
        return 0
    return len(get_lead_clips(state, book, get_shelf(state, book))) - state.first + state.note
