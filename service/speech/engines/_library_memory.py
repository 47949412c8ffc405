"""The memory that a loaded shared library may write to: where it lies, and putting it back as it was.

For Linux, where `dl_iterate_phdr` (its manual page, section 3) tells the segments of every loaded library.
"""

from __future__ import annotations

import ctypes
import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

_LOADED, _MADE_READ_ONLY = 1, 0x6474E552
"""Kinds of segment: PT_LOAD, PT_GNU_RELRO (elf.h)."""
_WRITABLE: Final = 2
"""PF_W (elf.h)."""
_IS_64_BIT: Final = ctypes.sizeof(ctypes.c_void_p) == 8
_WIDE: Final = ctypes.c_uint64 if _IS_64_BIT else ctypes.c_uint32


class _Segment(ctypes.Structure):
    """Elf64_Phdr or Elf32_Phdr, which have the flags in different places."""

    _fields_ = (
        [("kind", ctypes.c_uint32), ("flags", ctypes.c_uint32)]
        + [(name, _WIDE) for name in ("offset", "address", "physical", "in_file", "in_memory", "alignment")]
        if _IS_64_BIT
        else [("kind", ctypes.c_uint32)]
        + [(name, _WIDE) for name in ("offset", "address", "physical", "in_file", "in_memory")]
        + [("flags", ctypes.c_uint32), ("alignment", _WIDE)]
    )


class _Library(ctypes.Structure):
    """The first fields of dl_phdr_info."""

    _fields_ = [
        ("base", _WIDE),
        ("name", ctypes.c_char_p),
        ("segments", ctypes.POINTER(_Segment)),
        ("count", ctypes.c_uint16),
    ]


_Visit = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Library), ctypes.c_size_t, ctypes.c_void_p)


class LibraryMemory:
    """A picture of what one loaded library may write to: its static variables and the addresses bound in it."""

    def __init__(self, address: int) -> None:
        """Take the picture of the library that has a function at `address`.

        :raise LookupError: if there is none, or it has no such memory.
        """
        name, base, segments = _find(address)
        self.path = Path(name).resolve()
        self._picture = [
            (start, ctypes.string_at(start, stop - start)) for start, stop in _get_writable(base, segments)
        ]
        if not self._picture:
            raise LookupError(f"{name} has no memory of its own")

    def replace_address(self, old: int, new: int) -> None:
        """In the picture, let calls of the function at `old` go to `new`: what is restored from now on does so."""
        before, after = (bytes(_WIDE(address)) for address in (old, new))
        self._picture = [(start, data.replace(before, after)) for start, data in self._picture]

    def restore(self) -> None:
        """Put everything back. What the library took from the heap since then must have been given back before."""
        for start, data in self._picture:
            ctypes.memmove(start, data, len(data))


def _get_writable(base: int, segments: list[Any]) -> Iterator[tuple[int, int]]:
    """(first, one after the last) address of each writable stretch, without what the loader made read-only."""
    sealed = [_get_edges(base, each) for each in segments if each.kind == _MADE_READ_ONLY]
    for each in segments:
        if each.kind == _LOADED and each.flags & _WRITABLE:
            start, stop = _get_edges(base, each)
            for first, last in sealed:
                if first <= start < last:
                    start = last // mmap.PAGESIZE * mmap.PAGESIZE  # only whole pages were sealed
            if start < stop:
                yield start, stop


def _get_edges(base: int, segment: Any) -> tuple[int, int]:
    return base + segment.address, base + segment.address + segment.in_memory


def _find(address: int) -> tuple[str, int, list[Any]]:
    """Path, base address and segments of the loaded library that an address lies in."""
    found: list[tuple[str, int, list[Any]]] = []

    def visit(library: Any, size: int, data: Any) -> int:
        del size, data
        base = library.contents.base
        segments = [_Segment.from_buffer_copy(each) for each in library.contents.segments[: library.contents.count]]
        edges = (_get_edges(base, each) for each in segments if each.kind == _LOADED)
        if any(start <= address < stop for start, stop in edges):
            found.append((os.fsdecode(library.contents.name or b""), base, segments))
        return len(found)  # anything but 0 ends the walk

    ctypes.CDLL(None).dl_iterate_phdr(_Visit(visit), None)
    if not found:
        raise LookupError(f"no library is loaded at {address:#x}")
    return found[0]
