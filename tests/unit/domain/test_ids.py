"""Ids of records: UUIDv7, sorted roughly by when they were made, never the same twice."""

from __future__ import annotations

import os
import uuid
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from app.domain.clock import CHINA, FixedClock
from app.domain.ids import id_source, uuid7


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_an_id_is_a_uuid_of_version_seven_that_says_when(milliseconds: int, chance: bytes):
    made = uuid.UUID(uuid7(milliseconds, chance))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == milliseconds


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_other_chance_gives_another_id_but_for_the_bits_the_version_takes(one: bytes, other: bytes):
    same = int.from_bytes(one, "big") % (1 << 74) == int.from_bytes(other, "big") % (1 << 74)
    assert (uuid7(1, one) == uuid7(1, other)) == same


def test_a_later_id_sorts_later_and_none_comes_twice():
    clock = FixedClock(datetime(2026, 11, 23, tzinfo=CHINA))
    new_id = id_source(clock, os.urandom)
    first = {new_id() for _ in range(1000)}
    clock.advance(0.001)
    later = {new_id() for _ in range(1000)}
    assert len(first | later) == 2000
    assert max(first) < min(later)
