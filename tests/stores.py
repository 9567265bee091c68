"""Stores for tests: real ones, encrypted like all of them, made in a few milliseconds."""

from __future__ import annotations

import hashlib
import itertools
import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from app.domain.clock import CHINA, Clock, FixedClock
from app.domain.ids import id_source
from app.security.signatures import DeviceKeys
from app.storage.actor import Actor
from app.storage.keys import StoreKeys
from app.storage.store import Store

NOW = datetime(2026, 11, 23, 9, 5, tzinfo=CHINA)
DEVICE = "019ab000-0000-7000-8000-00000000d001"
TOWNSHIP = "500231102"
VILLAGE = "500231102201"


def cheap_keys(seed: int = 1) -> StoreKeys:
    """Keys that nobody had to wait for; the same for the same ``seed``."""
    chance = random.Random(seed)
    return StoreKeys(*(chance.randbytes(size) for size in (32, 16, 32, 32, 32)))


def _keys_of(device: DeviceKeys | None) -> StoreKeys:
    """The database of ``_empty_store``; of a vault with keys of its own, what it seals is its own."""
    keys = cheap_keys()
    if device is None:
        return keys
    own = device.private_bytes()
    return replace(keys, device=own, sealed=hashlib.sha256(own).digest())


def an_actor(**fields: object) -> Actor:
    """A village assistant of one village, or what ``fields`` say."""
    given: dict[str, object] = {
        "id": "019ab000-0000-7000-8000-00000000a001",
        "name": "周经办",
        "role": "4",
        "org_code": TOWNSHIP,
        "village_codes": (VILLAGE,),
    }
    return Actor(**(given | fields))  # type: ignore[arg-type]


def ids(clock: Clock, seed: int = 1) -> Callable[[], str]:
    """Ids that are the same in every run; every source gives others."""
    return id_source(clock, random.Random(f"{seed}-{next(_SOURCES)}").randbytes)


_SOURCES = itertools.count()


@cache
def _empty_store() -> Path:
    """One empty store a process: making one takes half a second, copying it a millisecond."""
    path = Path(tempfile.mkdtemp(prefix="ruhu-empty-")) / "store.db"
    clock = FixedClock(NOW)
    Store.create(
        path, cheap_keys(), clock=clock, new_id=ids(clock), device_id=DEVICE, reserve=0
    ).close()
    return path


def a_store(
    folder: Path,
    *,
    clock: Clock | None = None,
    new_id: Callable[[], str] | None = None,
    device: DeviceKeys | None = None,
) -> Store:
    """A new store in ``folder``/store.db; close it, or let the ``store`` fixture do so."""
    path = folder / "store.db"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(_empty_store(), path)
    return open_again(path, clock=clock, new_id=new_id, device=device)


def open_again(
    path: Path,
    *,
    clock: Clock | None = None,
    new_id: Callable[[], str] | None = None,
    device: DeviceKeys | None = None,
) -> Store:
    """The store at ``path`` opened as ``a_store`` opened it."""
    clock = clock or FixedClock(NOW)
    return Store.open(
        path,
        _keys_of(device),
        clock=clock,
        new_id=new_id or ids(clock),
        device_id=DEVICE,
        reserve=0,
    )
