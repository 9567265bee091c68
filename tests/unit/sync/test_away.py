"""E6, the honest limit: a laptop that never comes is not stopped from working by anything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.errors import Unavailable
from app.storage import audit_chain
from app.ui.sync.words import long_away
from tests import factories
from tests.contract.county_made import MadeCounty
from tests.unit.sync.laptops import Laptop, level, names, waiting

LONG = timedelta(days=400).total_seconds()


def test_e6_a_laptop_that_was_away_for_more_than_a_year_saves_all_the_while_and_sends_it_all(
    made: MadeCounty, laptop: Laptop, other: Laptop
):
    level(laptop)
    laptop.wire.fault = lambda _request: "before"
    for number in range(4):
        laptop.clock.advance(LONG / 4)
        made.clock.advance(LONG / 4)
        laptop.do(lambda work, n=number: factories.a_household(work, 1, number=n + 1))
        with pytest.raises(Unavailable):
            laptop.link.sync()
    assert laptop.look(waiting) > 0
    laptop.wire.fault = lambda _request: ""
    level(laptop)
    level(other)
    assert other.look(names) == laptop.look(names)
    assert len(other.look(names)) == 4


def test_a1_no_value_of_a_record_gets_into_the_audit(laptop: Laptop):
    """Ids and names of fields only; A3: and the county holds every push to the same chain."""
    laptop.do(lambda work: factories.a_household(work, 2, live_addr="桥边三号"))
    level(laptop)
    told = laptop.store.examine(
        lambda one: one.execute("SELECT action, noun, detail FROM audit").fetchall()
    )
    text = repr([tuple(row) for row in told])
    values = [*laptop.look(names), "桥边三号", "13900000001"]
    assert [one for one in values if one in text] == []
    assert laptop.store.examine(audit_chain.first_broken_link) is None


@pytest.mark.parametrize(("days", "said"), [(29, None), (31, "登记以后已经 31 天没有与县里同步")])
def test_e6_a_laptop_that_was_enrolled_and_never_level_says_so_after_a_month(
    laptop: Laptop, days: int, said: str | None
):
    laptop.clock.advance(timedelta(days=days).total_seconds())
    away = long_away(laptop.link.state(), laptop.clock.now())
    assert (away.sentence.split("。")[0] if away else None) == said
