"""What a worker process gives up before its first task: it runs engines, which are large and written in C.

`docs/security.md` says which bound holds on which system.
"""

from __future__ import annotations

import ctypes
import math
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

_NO_NEW_PRIVILEGES: Final = 38
"""PR_SET_NO_NEW_PRIVS of Linux's prctl(2): no program that is started from here on gains rights, by setuid or else."""


@dataclass(frozen=True, slots=True)
class Bounds:
    megabytes: int = 0
    """Of memory that can be written, of a million bytes; 0 is no bound."""
    niceness: int = 0
    """How far this process stands back behind others; web threads come first."""


def lower_rights(bounds: Bounds) -> None:
    """Give up what no engine needs: core dumps, more rights, group-writable files, memory without end."""
    os.umask(os.umask(0o077) | 0o022)
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(bounds.niceness)
    if bounds.megabytes:
        # not the address space: onnxruntime and OpenBLAS reserve far more of it than they ever write to
        with suppress(ValueError, OSError):  # the operator's own bound is lower, or this is macOS, which has none
            resource.setrlimit(resource.RLIMIT_DATA, (bounds.megabytes * 1_000_000,) * 2)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def allow_cpu(seconds: float) -> None:
    """Let this process use so much more of the CPU than it has used; beyond that the system ends it (SIGXCPU).

    The queue's own limit is by the clock. Engines use one thread, so this one is met by threads that should not be
    there, and where nobody watches the clock.
    """
    if sys.platform == "win32":
        return
    import resource

    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    wanted, (_, hard) = math.ceil(used + seconds) + 1, resource.getrlimit(resource.RLIMIT_CPU)
    # the hard limit stays, or the soft one could never be raised again for the next task
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
