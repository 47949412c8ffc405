"""TOML that others wrote: read in time that grows with its length, and refused in one way whatever is wrong with it."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

_MOST_PARTS: Final = 16
"""Of a key such as `a.b.c`. Nothing here has more than three."""
_LARGEST: Final = 2**63
"""Integers have 64 bits: https://toml.io/en/v1.0.0, "Integer"."""
_ASIDE: Final = re.compile(
    r"""#[^\n]*|\"{3}(?:[^\\]|\\.)*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|'[^'\n]*'?""",
    re.DOTALL,
)
"""Comments and texts. One that has no end is taken whole, so that none is looked at twice."""
_BETWEEN_KEYS: Final = re.compile(r"[=\n\[\]{},]")


def read_toml(text: str) -> dict[str, Any]:
    """The values of a TOML.

    :raise tomllib.TOMLDecodeError: for tables within tables without end, keys of many parts, over each of which the
        standard library goes as often as it has parts, and numbers too large to be shown, as for what is no TOML.
    """
    # What stands in quotes counts as one part, and its dots as none.
    if any(piece.count(".") >= _MOST_PARTS for piece in _BETWEEN_KEYS.split(_ASIDE.sub("", text))):
        raise tomllib.TOMLDecodeError(f"A key has more than {_MOST_PARTS} parts")
    try:
        values = tomllib.loads(text)
        _check_numbers(values)
    except RecursionError:
        raise tomllib.TOMLDecodeError("Tables or lists stand too deep within each other") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # what Python says of a number with more than 4300 digits
        raise tomllib.TOMLDecodeError("A number is too large") from None
    return values


def _check_numbers(value: object) -> None:
    """:raise ValueError: for an integer that TOML does not have; Python cannot even show a very large one."""
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        raise ValueError
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_numbers(each)
