"""What the log looks like, in every process: one line for each thing, as text or as JSON, and nothing of a reader.

Messages of Lectern name no address, path, number or search words. Others may: of an exception that is not Lectern's
own, the kind and the places in the code are written, and not its message, which can hold what a reader sent.
"""

from __future__ import annotations

import copy
import json
import logging
import sys
import time
import traceback
from types import TracebackType
from typing import Final

from service.errors import LecternError, SettingsError

FORMATS: Final = ("text", "json")
Trouble = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def use_log_format(name: str) -> None:
    """Write the log of this process to its error output in this form.

    :raise SettingsError: for a form that is not known.
    """
    if name not in FORMATS:
        raise SettingsError(f"The setting 'log_format' is '{name}'; write text or json.")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if name == "json" else _Text())
    handler.addFilter(_is_ours)
    root = logging.getLogger()
    for each in [each for each in root.handlers if isinstance(each.formatter, _Text)]:
        root.removeHandler(each)
    root.addHandler(handler)


def _is_ours(record: logging.LogRecord) -> bool:
    """Servers name paths in their lines about readers who went away; nobody needs those lines."""
    return record.name != "waitress" or "serving" not in str(record.msg)


class _Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        own = copy.copy(record)
        own.exc_text = own.stack_info = None  # another handler may have written the whole message there
        return super().format(own)

    def formatException(self, ei: Trouble) -> str:  # noqa: N802  logging's own name
        return get_trouble(ei[1])


class _Json(_Text):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "part": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1]:
            line["trouble"] = get_trouble(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def get_trouble(error: BaseException | None) -> str:
    """The kind of an exception and where it came from; its message only if Lectern wrote it."""
    lines = []
    while error is not None:
        lines.append(f"{type(error).__name__}: {error}" if isinstance(error, LecternError) else type(error).__name__)
        frames = traceback.extract_tb(error.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        error = error.__cause__ or error.__context__
    return "\n".join(lines)
