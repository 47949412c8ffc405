"""Tasks and their answers as plain data: JSON that another machine reads strictly, and never pickle."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from service.errors import TaskError, UnknownName
from service.render.job import PhonemesTask, Task, VoiceListTask, VoicesTask
from service.render.section import SectionJob
from service.render.telephone import TelephoneJob

VERSION: Final = 1
"""Of this form: raise it when what is written changes. A reader refuses every other."""
KINDS: Final[Mapping[str, type[Any]]] = {
    "section": SectionJob,
    "telephone": TelephoneJob,
    "voices": VoicesTask,
    "phonemes": PhonemesTask,
    "voice list": VoiceListTask,
}
"""Tasks of this room. Whoever puts the parts together adds those of other rooms."""
_ENVELOPE: Final = {"version", "kind", "key", "task"}
_UNKNOWN_NAME: Final = {"kind": str, "name": str, "known": tuple[str, ...]}


def get_plain_task(task: Task[Any], kinds: Mapping[str, type[Any]] = KINDS) -> str:
    """A task as JSON. :raise TaskError: if its kind is not among `kinds`."""
    kind = next((kind for kind, each in kinds.items() if isinstance(task, each)), None)
    if kind is None:
        raise TaskError(f"A {type(task).__name__} cannot be given to another machine. Kinds: {', '.join(kinds)}.")
    return json.dumps({"version": VERSION, "kind": kind, "key": task.key, "task": to_plain(task)})


def read_task(text: str, kinds: Mapping[str, type[Any]] = KINDS) -> Task[Any]:
    """The task that was written, complete: its key is reckoned again and must be what the writer reckoned.

    :raise TaskError: if it is anything else than a task of this version.
    """
    found = read_envelope(text)
    if found["version"] != VERSION:
        raise TaskError(f"The task is of version {found['version']!r}; this machine reads version {VERSION}.")
    made = kinds.get(found["kind"]) if isinstance(found["kind"], str) else None
    if made is None:
        raise TaskError(f"There is no kind of task named {found['kind']!r}. Known: {', '.join(kinds)}.")
    task: Task[Any] = from_plain(made, found["task"])
    if task.key != found["key"]:
        raise TaskError(
            f"'{task.title}' would have another key here: this machine has another version of the encoder, the "
            f"levelling or another library than the one that asks. Install the same requirements.txt on both."
        )
    return task


def read_envelope(text: str) -> dict[str, Any]:
    """What surrounds a task: version, kind and key, unproved. :raise TaskError:"""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TaskError(f"The task is no JSON: {error}.") from error
    if not isinstance(found, dict) or set(found) != _ENVELOPE:
        raise TaskError(f"A task has exactly {', '.join(sorted(_ENVELOPE))}.")
    return found


def to_plain(value: Any) -> Any:
    """Dataclasses as objects of their fields, tuples as lists; other values as they are."""
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value) if field.init}
    if isinstance(value, UnknownName):
        return {name: to_plain(getattr(value, name)) for name in _UNKNOWN_NAME}
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    return value


def from_plain(hint: Any, value: Any, where: str = "task") -> Any:
    """The value of a type that `to_plain` wrote. Unknown, missing and mistyped fields are refused.

    :raise TaskError:
    """
    if get_origin(hint) is tuple:
        return _read_tuple(get_args(hint), value, where)
    if get_origin(hint) in (Union, UnionType):
        return from_plain(_choose(get_args(hint), value, where), value, where)
    if hint is UnknownName or is_dataclass(hint):
        return _read_fields(hint, value, where)
    if hint is float and type(value) in (int, float) and math.isfinite(value):
        return float(value)
    if hint in (str, int, bool) and type(value) is hint:
        return value
    raise TaskError(f"{where} is {str(value)[:40]!r}, which is no {getattr(hint, '__name__', hint)}.")


def _read_fields(made: Any, value: Any, where: str) -> Any:
    hints = _get_hints(made)
    if not isinstance(value, dict) or set(value) != set(hints):
        raise TaskError(f"{where} is no {made.__name__}: it needs exactly {', '.join(sorted(hints))}.")
    return made(**{name: from_plain(hint, value[name], f"{where}.{name}") for name, hint in hints.items()})


def _read_tuple(hints: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TaskError(f"{where} is no list.")
    if hints[1:] == (...,):
        hints = hints[:1] * len(value)
    if len(hints) != len(value):
        raise TaskError(f"{where} has {len(value)} values, not {len(hints)}.")
    return tuple(
        from_plain(hint, each, f"{where}[{n}]") for n, (hint, each) in enumerate(zip(hints, value, strict=True))
    )


def _choose(hints: tuple[Any, ...], value: Any, where: str) -> Any:
    """The one of several types that has exactly these fields."""
    if isinstance(value, dict):
        for hint in hints:
            if set(value) == set(_get_hints(hint)):
                return hint
    raise TaskError(f"{where} is none of {', '.join(hint.__name__ for hint in hints)}.")


@cache
def _get_hints(made: type[Any]) -> Mapping[str, Any]:
    if made is UnknownName:
        return _UNKNOWN_NAME
    hints = get_type_hints(made)
    return {field.name: hints[field.name] for field in fields(made) if field.init}


def get_answer_type(task: Task[Any]) -> Any:
    """What performing a task gives."""
    return get_type_hints(type(task).perform)["return"]
