"""What this machine can pay for a password: how fast it is, how much memory it has."""

from __future__ import annotations

import ctypes
import os
import sys

from app.domain.clock import Clock
from app.security.kdf import KdfPolicy, calibrated
from app.security.suites import CURRENT, SALT


def measured(policy: KdfPolicy, clock: Clock) -> KdfPolicy:
    """``policy`` with a default that takes about a second here; itself takes about 0.2 s.

    To be asked for just before a vault is made or its password changed.
    """
    return calibrated(
        policy, lambda cost: CURRENT.stretch(b"", bytes(SALT), cost), clock, memory_kib()
    )


def memory_kib() -> int:
    """Physical memory in KiB; 4 GiB where the system does not say."""
    if sys.platform == "win32":
        kib = ctypes.c_ulonglong()
        ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kib))
        return kib.value or 4 << 20
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024
