"""Files that a command leaves behind: whole or not at all."""

from __future__ import annotations

import secrets
from pathlib import Path

from service.errors import LecternError


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, or leave what was there. :raise LecternError:"""
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise LecternError(f"{path} cannot be written: {error.strerror}.") from error
