"""One call: what the menu wants is played, and what came of it is told to the menu, until either side hangs up."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from service.phone.adapters.agi_protocol import ANSWER, HANG_UP, STATUS, BadLine, get_key, make_play, make_wait
from service.phone.adapters.agi_wire import Wire
from service.phone.call import Action, Event, HangUp, Keys, Play, Silent, Started, Unplayable
from service.phone.clips import Clip, Prompt

_log = logging.getLogger(__name__)
_LONGEST_WAIT: Final = 60_000
"""Milliseconds. A longer wait is asked for in pieces, so that a call whose socket died is noticed."""
_MOST_MENU_FAULTS: Final = 3
_MOST_IDLE_STEPS: Final = 30
"""Actions one after the other with nothing heard and nothing waited for."""
_SURE: Final = 200
"""Milliseconds of a clip after which the clock tells how Asterisk counts."""
_GOODBYE: Final = (Prompt("goodbye"),)

Menu = Callable[[Event], Action]
"""The menu of one call; holds its state."""


@dataclass(frozen=True, slots=True)
class Sound:
    stem: str
    """Absolute path of a file, as Asterisk sees it, without the extension."""
    milliseconds: int


FindSound = Callable[[Clip, Play], Sound | None]
"""The sound of a clip in the language, speed and voice of an action, or None if it is missing."""


class MenuFailed(Exception):
    """The menu failed again and again; the call cannot go on."""


class Ending(Exception):
    """The menu failed on the very key that ends the call, which ends all the same. Its cause is the fault."""


@dataclass(slots=True)
class Counts:
    """Of this server since its start. Numbers alone: nothing of any caller."""

    calls: int = 0
    refused: int = 0
    """Since the line was busy, or the peer is not allowed."""
    over: int = 0
    """Since that number had made too many calls."""
    closed: int = 0
    """Connections that did not speak as Asterisk does."""
    menu_faults: int = 0
    unplayable: int = 0

    def describe(self) -> str:
        return (
            f"since the start {self.calls} calls; refused {self.refused}, and {self.over} of numbers that call too "
            f"often; {self.closed} connections closed, {self.menu_faults} faults of the menu, {self.unplayable} clips "
            "missing or unplayable"
        )


@dataclass(slots=True)
class Call:
    """A call from its first headers on. `sorry` are the clips that are heard after a fault of our own."""

    wire: Wire
    make_menu: Callable[[], Menu]
    find_sound: FindSound
    sorry: Play
    end: float
    """`time.monotonic()` at which the call has lasted as long as any may."""
    counts: Counts
    _menu: Menu = field(init=False)
    _pace: int = 0
    """How many milliseconds Asterisk counts for one; 0 until it has told a place."""
    _faults: int = 0
    _idle: int = 0

    async def run(self) -> None:
        """Until the call is over. :raise CallerGone: :raise BadLine: :raise MenuFailed:"""
        self._menu = self.make_menu()
        await self.wire.ask(ANSWER)
        action = await self._step(Started())
        while isinstance(action, Play):
            if time.monotonic() >= self.end:  # which may be in a pause: the voice tells that nothing is broken
                await self._play(replace(action, clips=_GOODBYE, speed=1.0, wait=0, start=0))
                break
            event = await self._play(action)
            action = await self._step(event)
            if isinstance(event, Unplayable) and not isinstance(action, Play):
                raise MenuFailed("nothing of the line can be played")  # and the dialplan's sorry clip is heard
        await self.wire.ask(HANG_UP)

    async def _step(self, event: Event) -> Action:
        """What the menu answers. If it fails, the caller hears that, and then the menu from its start."""
        events = [event]
        while events:
            try:
                action = self._menu(events.pop(0))
            except Ending as ending:
                self._count_fault(ending.__cause__ or ending)
                return HangUp()
            except Exception as error:  # noqa: BLE001  whatever it is, the caller must not be left in silence
                if any(map(self._does_end, events)):  # pressed while the line said that it is sorry
                    return HangUp()
                events = await self._recover(error)
        self._idle += 1
        if self._idle > _MOST_IDLE_STEPS:
            raise MenuFailed("it goes round in a circle in which nothing is heard")
        return action

    def _does_end(self, event: Event) -> bool:
        """Whether a key would end the call, asked of a menu that may not work."""
        try:
            return not isinstance(self.make_menu()(event), Play)
        except Ending:
            return True
        except Exception:  # noqa: BLE001  the caller is about to hear of it
            return False

    async def _recover(self, error: Exception) -> list[Event]:
        """Play the sorry clip; events for a new menu: its start, and the key that ended the clip if there was one."""
        self._count_fault(error)
        self._faults += 1
        if self._faults >= _MOST_MENU_FAULTS:
            raise MenuFailed(f"it failed {self._faults} times")
        self._menu = self.make_menu()
        event = await self._play(self.sorry)
        return [Started(), Keys(event.keys)] if isinstance(event, Keys) else [Started()]

    def _count_fault(self, error: BaseException) -> None:
        self.counts.menu_faults += 1
        step = error.__traceback__
        while step is not None and step.tb_next is not None:
            step = step.tb_next
        place = f"{step.tb_frame.f_code.co_name}, line {step.tb_lineno}" if step else "an unknown place"
        # The text of the error may hold what the caller typed: only its kind and its place are told.
        _log.error("The phone menu failed: %s in %s.", type(error).__name__, place)

    async def _play(self, play: Play) -> Event:
        """What ended an action: a key, its absence, or a clip that could not be played."""
        began = time.monotonic()
        event = await self._perform(play)
        if isinstance(event, Keys):
            return replace(event, since=max(1, round(1000 * (time.monotonic() - began))))
        return event

    async def _perform(self, play: Play) -> Event:
        following = self._find(play, 0)
        for number in range(len(play.clips)):
            sound, start = following, play.start if number == 0 else 0
            if sound is None:
                return self._miss(number)
            if start < sound.milliseconds:
                self.wire.send(make_play(sound.stem, start * (self._pace or 1)))
            # Looked up while this clip is heard: Asterisk drops keys for as long as it waits for our next command.
            following = self._find(play, number + 1)
            if start < sound.milliseconds and (event := await self._listen(number, sound, start)):
                return event
        return await self._wait(play)

    def _find(self, play: Play, number: int) -> Sound | None:
        return self.find_sound(play.clips[number], play) if number < len(play.clips) else None

    async def _listen(self, number: int, sound: Sound, start: int) -> Event | None:
        """What ended a clip before its end."""
        began = time.monotonic()
        reply = await self.wire.receive(sound.milliseconds - start)
        if reply.result < 0:
            # The same answer for a caller who is gone and for a file that cannot be read: one more command tells.
            await self.wire.ask(STATUS)
            return self._miss(number)
        self._idle = 0
        self._pace = get_pace(reply.endpos, start + round((time.monotonic() - began) * 1000), self._pace)
        if key := get_key(reply):
            return Keys(key, number, min(max(reply.endpos // (self._pace or 1), start, 1), sound.milliseconds))
        return None

    def _miss(self, number: int) -> Unplayable:
        self.counts.unplayable += 1
        return Unplayable(number)

    async def _wait(self, play: Play) -> Event:
        """A key after the last clip, or its absence. :raise BadLine: if Asterisk cannot wait."""
        left = math.inf if play.wait is None else play.wait
        while (milliseconds := math.ceil(min(left, _LONGEST_WAIT, 1000 * (self.end - time.monotonic())))) > 0:
            began = time.monotonic()
            reply = await self.wire.ask(make_wait(milliseconds), milliseconds)
            self._idle = 0
            if key := get_key(reply):
                return Keys(key, len(play.clips))
            if reply.result < 0:
                await self.wire.ask(STATUS)
                raise BadLine("a wait for a key failed")
            left -= milliseconds if reply.result == 0 else round(1000 * (time.monotonic() - began))
        return Silent()


def get_pace(endpos: int, heard: int, known: int = 0) -> int:
    """How many milliseconds Asterisk counts for one: 1 or 2, when it tells a place and when it is asked to go there.

    Asterisk 22 counts G.722 twice, since that has 16,000 samples a second, and does not say which format it plays.
    `heard`, where the clock says the clip is, in milliseconds, tells how it counts. A clip that was cut off at once
    tells nothing, if `known` from another clip.
    """
    if endpos <= 0 or (known and heard < _SURE):
        return known
    return min((1, 2), key=lambda pace: abs(endpos // pace - heard))
