"""A database under other keys (K11): everything in it, attachments too, and nothing under the old."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Unavailable
from app.storage import checking, driver, rekeying
from app.storage.backup import copy
from app.storage.engine import connect
from app.storage.store import Store
from tests.stores import NOW, cheap_keys, ids
from tests.unit.storage.people import ACTOR
from tests.unit.storage.test_attachments import PHOTO, keep, read

OLD, NEW = cheap_keys(), cheap_keys(2)


def moved(store: Store) -> Path:
    target = store.path.with_name("next.db")
    rekeying.rekey(store.path, target, OLD, NEW)
    return target


def test_a_rekeyed_store_holds_the_same_and_reads_its_attachments(store: Store):
    sha256 = keep(store)
    clock, counts = store.clock, store.examine(checking.counts)
    store.close()
    target = moved(store)
    assert rekeying.is_of(target, NEW)
    assert not rekeying.is_of(target, OLD)
    target.replace(store.path)
    again = Store.open(store.path, NEW, clock=clock, new_id=ids(clock), reserve=0)
    try:
        assert read(again, sha256) == PHOTO
        assert again.examine(checking.counts) == counts
        assert again.check().is_whole
        assert again.read(lambda work: work.now, ACTOR) == NOW
    finally:
        again.close()


def test_a_copy_that_is_not_the_same_is_not_taken(store: Store, monkeypatch: pytest.MonkeyPatch):
    keep(store)
    store.close()
    monkeypatch.setattr(rekeying, "copy", lose_a_row)
    with pytest.raises(Unavailable) as caught:
        moved(store)
    assert caught.value.code == "rekeying_not_verified"


def lose_a_row(source: driver.Connection, target: Path, key: str) -> None:
    copy(source, target, key)
    copied = connect(target, key, is_copy=True)
    copied.execute("DELETE FROM attachment")
    copied.close()
