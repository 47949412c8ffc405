"""Tells plainly which engines send the texts that they speak to somebody else."""

from __future__ import annotations

import sys

from service.settings import Settings
from service.speech.engines import is_remote


def tell_of_remote_engines(settings: Settings) -> None:
    """A line on standard error for each such engine in the settings, before anything is sent."""
    for name in dict.fromkeys((settings.engine, settings.fallback)):
        if is_remote(name):
            what = "Each sentence that it speaks LEAVES THIS MACHINE (docs/privacy.md)."
            print(f"The engine '{name}' is a service over the network. {what}", file=sys.stderr, flush=True)
