"""Python's collection of cycles, put off while many objects are made that know no cycles: it walks
over all of them again and again, a sixth of the time of a long push.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def put_off() -> Generator[None]:
    """Until the end, then as before. The switch is of the whole process: it is touched on the main
    thread only. The window has its own off and drives syncs on a thread of their own; that thread
    must never be the one to switch it on (``app.ui.tasks``)."""
    is_mine = gc.isenabled() and threading.current_thread() is threading.main_thread()
    if is_mine:
        gc.disable()
    try:
        yield
    finally:
        if is_mine:
            gc.enable()
