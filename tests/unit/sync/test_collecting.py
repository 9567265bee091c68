"""The collection of cycles is put off while a sync is driven, and never switched on by it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest

from app.sync.laptop import collecting


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    was = gc.isenabled()
    gc.enable()
    yield
    if not was:
        gc.disable()


def test_it_is_off_inside_and_on_again_after_whatever_happens():
    seen: list[bool] = []

    @collecting.put_off()
    def work() -> None:
        seen.append(gc.isenabled())
        raise KeyError

    with pytest.raises(KeyError):
        work()
    assert [*seen, gc.isenabled()] == [False, True]


def test_where_it_was_off_it_stays_off():
    gc.disable()
    with collecting.put_off():
        pass
    assert not gc.isenabled()


def test_a_worker_does_not_touch_it():
    seen: list[bool] = []

    def work() -> None:
        with collecting.put_off():
            seen.append(gc.isenabled())

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert seen == [True]
