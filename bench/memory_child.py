"""The memory of one laptop's first sync (S2), in a process of its own that holds nothing else of the bench.

Told the folder of its store; reads a ticket, enrols, and answers with a line of JSON: kB that it held
before the sync, and at most during it.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Final

from app.domain.clock import SystemClock
from app.security.signatures import DeviceKeys
from app.sync.client.run import End
from app.sync.laptop.link import CountyLink
from tests.stores import a_store, an_actor

_OWNER: Final = an_actor(role="2", village_codes=None).id
_STATUS: Final = Path("/proc/self/status")
_FORGET_THE_MOST: Final = ("/proc/self/clear_refs", "5")


def held(name: str) -> int:
    """kB: ``VmRSS`` now, ``VmHWM`` at most."""
    lines = _STATUS.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def main(folder: str) -> None:
    """One first sync."""
    store = a_store(Path(folder), clock=SystemClock())
    link = CountyLink(
        store,
        DeviceKeys.generate(),
        _OWNER,
        DeviceKeys.generate().signing_public,
        lambda _changes: None,
    )
    link.enrol(sys.stdin.readline().strip())
    gc.collect()
    path, told = _FORGET_THE_MOST
    Path(path).write_text(told)
    before = held("VmRSS")
    if link.sync().ending.end is not End.LEVEL:
        raise RuntimeError("not level")
    print(json.dumps([before, held("VmHWM")]), flush=True)
    link.close()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
