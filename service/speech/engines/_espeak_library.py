"""espeak-ng's shared library under pyttsx3's own binding: found, loaded, unloaded and loaded anew.

Measured on espeak-ng 1.51 and 1.52: the library keeps state from one text to the next (the phase of its pitch
flutter and its gain control are C statics that neither a new voice nor `espeak_Terminate` resets), so the same
text gives other bytes each time. Only a freshly loaded library gives the same bytes for the same text whatever was
spoken before, so it is loaded anew for each one. That costs 1 to 2 ms, where a forked child costs 6.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import sys
from _ctypes import dlclose
from functools import cache
from pathlib import Path
from typing import Any, Final

from service.errors import EngineError, EngineUnavailable

_SONAME: Final = "libespeak-ng.so.1"
_BINDING: Final = "pyttsx3.drivers._espeak"
_BUFFER_MILLISECONDS: Final = 2000
"""Long buffers mean few calls back into Python."""


class EspeakLibrary:
    """The shared library, loaded and unloaded at will under pyttsx3's binding. One for a process: `get_library`."""

    def __init__(self) -> None:
        self._path, self._data = _find_library()
        self._kept = _keep_dependencies(self._path)
        self._loaded: ctypes.CDLL | None = None
        self._address = 0
        self._is_proved = False
        self.binding: Any = None
        self.sample_rate = 0

    @property
    def path(self) -> Path:
        return Path(self._path)

    def reload(self) -> None:
        """A library without a past. :raise EngineUnavailable: :raise EngineError:"""
        self._unload()
        if self._data:
            os.environ["ESPEAK_DATA_PATH"] = self._data
        try:
            self._loaded = ctypes.CDLL(self._path)
            self._bind(self._loaded)
        except (OSError, RuntimeError, ImportError) as error:
            raise EngineUnavailable(f"espeak-ng cannot be loaded: {error}. {ADVICE}") from error
        self.sample_rate = self.binding.Initialize(self.binding.AUDIO_OUTPUT_SYNCHRONOUS, _BUFFER_MILLISECONDS)
        if self.sample_rate <= 0:
            raise EngineUnavailable(f"espeak-ng at {self._path} does not start: no voice data? {ADVICE}")

    def _bind(self, library: ctypes.CDLL) -> None:
        """Import the binding, again only if the library now lies elsewhere: its functions are plain addresses."""
        address = ctypes.cast(library.espeak_Synth, ctypes.c_void_p).value or 0
        if address != self._address:
            there = sys.modules.get(_BINDING)
            self.binding = importlib.reload(there) if there else importlib.import_module(_BINDING)
            dlclose(self.binding.dll._handle)  # it opened the library a second time
            self._address = address

    def _unload(self) -> None:
        """Close the library; if it then still stands in memory it would keep its state."""
        if self._loaded is None:
            return
        self.binding.Terminate()  # without it each load leaks 0.9 MB
        dlclose(self._loaded._handle)
        self._loaded = None
        if not self._is_proved:
            self._prove_unloaded()

    def _prove_unloaded(self) -> None:
        """Once in a process: the library must be gone. :raise EngineError:"""
        try:
            left = ctypes.CDLL(_SONAME, mode=os.RTLD_NOLOAD | os.RTLD_LAZY)
        except OSError:
            self._is_proved = True
            return
        dlclose(left._handle)
        raise EngineError(f"{_SONAME} cannot be unloaded, so the same text would not sound the same.")

    def get_data_folder(self) -> Path:
        """Where the library finds its voices."""
        assert self._loaded is not None
        get_info = self._loaded.espeak_Info
        get_info.restype = ctypes.c_char_p
        folder = ctypes.c_char_p()
        get_info(ctypes.byref(folder))
        return Path((folder.value or b"").decode())


@cache
def get_library() -> EspeakLibrary:
    """The one library of this process: two that load and unload it would keep its state, or make it hang.

    :raise EngineUnavailable: with what to install.
    """
    library = EspeakLibrary()
    library.reload()
    return library


ADVICE: Final = "Install the package espeakng-loader (it is in requirements.txt) or espeak-ng of your system."


def _find_library() -> tuple[str, str]:
    """Path of the library and of its data: the system's if it is there (data path empty), else the package's."""
    try:
        handle = ctypes.CDLL(_SONAME)._handle
    except OSError:
        try:
            import espeakng_loader
        except ImportError as error:
            raise EngineUnavailable(f"There is no espeak-ng on this machine. {ADVICE}") from error
        return espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    path = next((name for name in _get_mapped_paths() if "libespeak-ng.so" in name), _SONAME)
    dlclose(handle)
    return path, ""


def _get_mapped_paths() -> set[str]:
    """Files of all shared libraries that stand in memory."""
    with Path("/proc/self/maps").open(encoding="utf-8", errors="replace") as maps:
        return {"/" + line.split("/", 1)[1].strip() for line in maps if ".so" in line}


def _keep_dependencies(path: str) -> list[ctypes.CDLL]:
    """Hold what espeak-ng itself loads (a sound server's libraries, on a desktop): those crash when loaded anew."""
    before = _get_mapped_paths()
    try:
        handle = ctypes.CDLL(path)._handle
    except OSError as error:
        raise EngineUnavailable(f"espeak-ng at {path} cannot be loaded: {error}. {ADVICE}") from error
    kept = [ctypes.CDLL(name) for name in _get_mapped_paths() - before if Path(path).name not in name]
    dlclose(handle)
    return kept
