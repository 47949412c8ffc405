"""A call as text: what the caller does and what is played. Scripts of callers are written in it, and read from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from service.errors import LecternError
from service.phone.call import Action, Event, HungUp, Keys, Play, Silent, Started, Unplayable
from service.phone.clips import Chunk, Clip, Heading, Letter, Number, Prompt, Title

_EVENT: Final = re.compile(
    r"(?P<word>started|silent|hung up)$"
    r"|keys (?P<keys>[0-9*#]+)(?: at (?P<at>\d+)(?:\+(?P<offset>\d+))?)?(?: since (?P<since>\d+))?$"
    r"|unplayable (?P<clip>\d+)$"
)
_WORDS: Final[dict[str, Event]] = {"started": Started(), "silent": Silent(), "hung up": HungUp()}


def get_clip_name(clip: Clip) -> str:
    """Such as `chunk/grief/definition/2` or `prompt/menu`: one name a clip, the same for ever."""
    match clip:
        case Prompt(name):
            return f"prompt/{name}"
        case Number(value):
            return f"number/{value}"
        case Letter(letter):
            return f"letter/{letter}"
        case Title(slug):
            return f"title/{slug}"
        case Heading(slug, part):
            return f"heading/{slug}/{part}"
        case Chunk(slug, part, number):
            return f"chunk/{slug}/{part}/{number}"


def get_event(text: str) -> Event:
    """An event as it stands in a script: `started`, `keys 12`, `keys 2 at 1+800 since 1200`, `silent`, `unplayable 0`,
    `hung up`.

    `at 1+800` is that 800 ms of the second clip had been heard, `since 1200` that the first began 1200 ms before.

    :raise LecternError: if it is none of these.
    """
    found = _EVENT.fullmatch(text)
    if found is None:
        raise LecternError(f"'{text}' is no event; write started, keys 12, keys 2 at 1+800, silent or unplayable 0.")
    if found["word"]:
        return _WORDS[found["word"]]
    if found["clip"]:
        return Unplayable(int(found["clip"]))
    return Keys(found["keys"], *(int(found[name] or 0) for name in ("at", "offset", "since")))


def get_action_lines(action: Action) -> Iterator[str]:
    """An action as it stands in a script: what decides the sound and the wait, then a clip a line."""
    if not isinstance(action, Play):
        yield "hang up"
        return
    wait = "no limit" if action.wait is None else f"{action.wait} ms"
    start = f", from {action.start} ms" if action.start else ""
    voice = f", voice {action.voice}" if action.voice else ""
    yield f"play {action.language}, speed {action.speed:g}{voice}{start}, wait {wait}"
    yield from (f"  {get_clip_name(clip)}" for clip in action.clips)


def get_call_lines(calls: Iterable[tuple[Event, Action]], say: Callable[[Clip, str], str]) -> Iterator[str]:
    """A whole call in words: keys after `>`, what is heard after `<`. `say` gives the words of a clip in a language."""
    for event, action in calls:
        match event:
            case Keys(keys):
                yield f"> {' '.join(keys)}"
            case Silent():
                yield "> (nothing)"
            case Unplayable():
                yield "> (a part could not be played)"
        if isinstance(action, Play):
            if action.clips:
                start = f"(from {action.start / 1000:g} s) " if action.start else ""
                yield f"< {start}{' '.join(say(clip, action.language) for clip in action.clips)}"
        else:
            yield "< (the call ends)"
