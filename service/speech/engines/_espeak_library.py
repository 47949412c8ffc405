"""espeak-ng's shared library under pyttsx3's own binding: found, loaded, and made as new for each text.

Measured on espeak-ng 1.51 and 1.52: the library keeps state from one text to the next (the phase of its pitch
flutter and its gain control are C statics that neither a new voice nor `espeak_Terminate` resets), so the same
text gives other bytes each time. Only a library without a past gives the same bytes for the same text whatever was
spoken before, so its static memory is put back for each one as it was when it was loaded. That costs half as much
as loading it anew, and a tenth of a forked child.
"""

from __future__ import annotations

import ctypes
import importlib
import os
from functools import cache
from pathlib import Path
from typing import Any, Final

from service.errors import EngineUnavailable
from service.speech.engines._library_memory import LibraryMemory

_SONAME: Final = "libespeak-ng.so.1"
_BINDING: Final = "pyttsx3.drivers._espeak"
_BUFFER_MILLISECONDS: Final = 2000
"""Long buffers mean few calls back into Python."""
ADVICE: Final = "Install the package espeakng-loader (it is in requirements.txt) or espeak-ng of your system."


class EspeakLibrary:
    """The shared library under pyttsx3's binding, as new whenever it is asked to be. One a process: `get_library`."""

    def __init__(self) -> None:
        """:raise EngineUnavailable: with what to install."""
        try:
            self._loaded = _load()
            self._memory = LibraryMemory(ctypes.cast(self._loaded.espeak_Synth, ctypes.c_void_p).value or 0)
            self.binding: Any = importlib.import_module(_BINDING)  # finds the library that is loaded, by its soname
        except (OSError, RuntimeError, ImportError, AttributeError, LookupError) as error:
            raise EngineUnavailable(f"espeak-ng cannot be loaded: {error}. {ADVICE}") from error
        self._device = self._do_without_device()
        self.sample_rate = self._start()

    def _do_without_device(self) -> Any:
        """Some builds open a sound device each time they start, though nothing is played: 1 ms, and a connection.

        In its place comes a function that finds none. It must be kept for as long as the library.
        """
        try:
            opener = self._loaded.create_audio_device_object  # of pcaudiolib, which the library brings
        except AttributeError:
            return None
        find_none = ctypes.CFUNCTYPE(ctypes.c_void_p, *[ctypes.c_char_p] * 3)(lambda *_: None)
        old, new = (ctypes.cast(function, ctypes.c_void_p).value or 0 for function in (opener, find_none))
        self._memory.replace_address(old, new)
        self._memory.restore()
        return find_none

    @property
    def path(self) -> Path:
        return self._memory.path

    def _start(self) -> int:
        """Samples a second."""
        rate = int(self.binding.Initialize(self.binding.AUDIO_OUTPUT_SYNCHRONOUS, _BUFFER_MILLISECONDS))
        if rate <= 0:
            raise EngineUnavailable(f"espeak-ng at {self.path} does not start: no voice data? {ADVICE}")
        return rate

    def renew(self) -> None:
        """A library without a past. :raise EngineUnavailable:"""
        self.binding.Terminate()  # gives back what it took from the heap, 0.9 MB
        self._memory.restore()
        self._start()

    def get_data_folder(self) -> Path:
        """Where the library finds its voices."""
        get_info = self._loaded.espeak_Info
        get_info.restype = ctypes.c_char_p
        folder = ctypes.c_char_p()
        get_info(ctypes.byref(folder))
        return Path((folder.value or b"").decode())


@cache
def get_library() -> EspeakLibrary:
    """The one library of this process: its state is one for all.

    :raise EngineUnavailable: with what to install.
    """
    return EspeakLibrary()


def _load() -> ctypes.CDLL:
    """The system's library if it is there, else the package's with its data."""
    try:
        return ctypes.CDLL(_SONAME, mode=os.RTLD_NOW)
    except OSError:
        import espeakng_loader

        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
        return ctypes.CDLL(espeakng_loader.get_library_path(), mode=os.RTLD_NOW)
