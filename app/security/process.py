"""Keeps what is in memory in memory: no core dumps, no looking in by other programs (K8).

To be called first thing in each process that will hold keys. What the machine does not offer is
left out in silence: it is a second wall, not the first.
"""

from __future__ import annotations

import ctypes
import sys

_PR_SET_DUMPABLE = 4
_SEM_FAILCRITICALERRORS, _SEM_NOGPFAULTERRORBOX = 1, 2


def harden() -> None:
    """Linux: no core file, no ``ptrace``, and ``/proc`` of this process is root's.

    Windows: no error box that offers to send a dump. ``execv`` undoes it: call it again.
    """
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
