"""统计报表: what was reported stays; a correction is a later number with its reason."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clock import CHINA, FixedClock
from app.errors import Refused
from app.models.stat_report import StatReport
from app.services import (
    figures,
    indicators,
    paper_subjects,
    records,
    stat_reports,
    yearly_figures,
)  # fmt: skip
from app.services.month_table import TableRow
from app.services.paper_reads import require_reading
from app.services.stat_reports import KeptTable, differing
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_family, a_person
from tests.stores import a_store, an_actor
from tests.unit.services.conftest import Click, the_divisions, the_pack

OCTOBER = "rescue/2026-10-01"
STATION = an_actor(role="7", village_codes=None)


def test_a_month_that_was_reported_no_longer_moves_with_the_records(do: Click):
    first = do(lambda work: figures.keep_table(work, the_pack(), "dibao/2026-10-01"))
    assert (first.number, first.reported) == (1, "2026年11月23日由周经办定稿")
    shown = do(lambda work: figures.table_file(work, the_pack(), "dibao/2026-10-01"))
    assert (shown.prints, shown.reported, shown.changed) == (first.id, first.reported, ())


def test_what_would_be_otherwise_now_is_told_beside_the_reported_table():
    kept = KeptTable("1", date(2026, 10, 1), 1, "表", (row("户数", 1), row("人数", 2)), (), "")
    assert differing(kept, (row("户数", 1), row("人数", 3))) == ("人数 2→3",)


def test_a_row_that_fell_away_is_told_and_rows_of_one_name_by_their_group():
    rows = (TableRow("孤儿", "人数", Decimal(1)), TableRow("困境儿童", "人数", Decimal(2)))
    kept = KeptTable("1", date(2026, 10, 1), 1, "表", (*rows, row("户数", 1)), (), "")
    now = (rows[0], TableRow("困境儿童", "人数", Decimal(3)))
    assert differing(kept, now) == ("困境儿童人数 2→3", "户数 1→空")


@pytest.mark.parametrize("role", ["5", "7"])
def test_a_year_is_reported_only_by_who_sees_all_of_its_indicators(store: Store, role: str):
    actor = an_actor(role=role, village_codes=None)
    with pytest.raises(Refused, match="看不到全部指标") as refused:
        store.perform(lambda work: yearly_figures.keep_year(work, the_pack(), 2026), actor)
    assert refused.value.code == "year_not_whole"


def test_a_month_is_not_over_on_its_last_day(tmp_path: Path):
    clock = FixedClock(datetime(2026, 11, 30, 9, 0, tzinfo=CHINA))
    with closing(a_store(tmp_path, clock=clock)) as store, pytest.raises(Refused) as early:
        store.perform(
            lambda work: figures.keep_table(work, the_pack(), "rescue/2026-11-01"), STATION
        )
    assert early.value.code == "month_not_over"


@pytest.mark.parametrize("table_id", ["dibao", "dibao/soon", "money/2026-10-01"])
def test_a_table_that_nobody_can_mean_is_refused(do: Click, table_id: str):
    with pytest.raises(Refused, match="没有这张月报") as refused:
        do(lambda work: figures.table_file(work, the_pack(), table_id))
    assert refused.value.code == "table_unknown"


OWN_KINDS = {"5": {"3"}, "7": {"2"}, "2": {"1", "2", "3", "4"}}


@pytest.mark.parametrize("role", OWN_KINDS)
def test_a_reported_table_is_read_by_whom_its_records_are_for(store: Store, do: Click, role: str):
    """As a record, in a list, on paper."""

    def arrange(work: UnitOfWork) -> list[tuple[str, str]]:
        return [
            (kind, stat_reports.keep_report(work, kind, date(2026, 1, 1), "表", ()).id)
            for kind in "1234"
        ]

    reports = do(arrange)
    actor = an_actor(role=role, village_codes=None)

    def may_look(work: UnitOfWork, record_id: str) -> bool:
        looks = (
            lambda: records.show(work, "stat_report", record_id),
            lambda: records.show_json(work, "stat_report", record_id),
            lambda: require_reading(work, "E-33", work.get(StatReport, record_id)),
            lambda: paper_subjects.subject(work, record_id, the_divisions()),
        )
        seen = {_is_let(look) for look in looks}
        assert len(seen) == 1
        return seen.pop()

    for kind, record_id in reports:
        found = store.perform(lambda work, each=record_id: may_look(work, each), actor)[0]
        assert found == (kind in OWN_KINDS[role])
    listed = store.perform(lambda work: records.list_json(work, "stat_report"), actor)[0]
    assert {each["kind"] for each in listed} == OWN_KINDS[role]
    assert store.read(lambda work: records.count(work, "stat_report"), actor) == len(listed)


def test_the_year_s_table_asks_for_all_that_its_indicators_ask_for():
    asked = {row.needs for row in indicators.INDICATORS.values() if row.people is not None}
    assert asked == set(stat_reports.READS[stat_reports.YEAR])


def test_reporting_again_asks_for_a_reason_and_for_a_difference(do: Click):
    keep(do, 1)
    with pytest.raises(Refused, match="没有不同") as idle:
        keep(do, 1)
    assert idle.value.code == "report_unchanged"
    with pytest.raises(Refused, match="先填写更正原因") as silent:
        keep(do, 2)
    assert silent.value.code == "report_reason_missing"
    corrected = keep(do, 2, reason="漏报一户")
    assert corrected.number == 2
    assert "（第1次更正）" in corrected.reported


def test_a_month_that_is_not_over_is_not_reported(do: Click):
    with pytest.raises(Refused, match="还没有过完") as early:
        do(lambda work: figures.keep_table(work, the_pack(), "dibao/2026-11-01"))
    assert early.value.code == "month_not_over"


def test_the_station_reports_its_own_table_and_sees_no_other(store: Store):
    heads = store.read(figures.table_heads, STATION)
    assert {each.kind for each in heads} == {"rescue"}
    kept, _ = store.perform(lambda work: figures.keep_table(work, the_pack(), OCTOBER), STATION)
    assert kept.name == "2026年10月流浪乞讨人员救助情况表"


def test_another_office_s_report_is_not_taken_for_ones_own(store: Store, do: Click):
    keep(do, 1)
    elsewhere = an_actor(role="2", org_code="500231100", village_codes=None)
    period = date(2026, 10, 1)
    found = store.read(lambda work: stat_reports.latest(work, "1", period), elsewhere)
    assert found is None


def test_the_years_before_come_from_the_standards_and_from_what_was_reported(do: Click):
    do(keep_last_year)
    table = do(lambda work: yearly_figures.year_table(work, the_pack()))
    lines = {each.id: each for each in table.lines}
    ratio = lines["A102"]
    assert [each.shown for each in ratio.values][:2] == ["80.0%", "81.0%"]
    assert (ratio.before.shown, ratio.before.verdict) == ("81.8%", "未达标")
    agreed = lines["A122"]
    assert (agreed.before.shown, agreed.before.verdict) == ("75.0%", "未达标")
    assert agreed.values[0].basis == "当年没有定稿"


def test_a_year_that_is_over_is_reported_until_march_only(do: Click):
    with pytest.raises(Refused, match="底数已经变了") as gone:
        do(lambda work: yearly_figures.keep_year(work, the_pack(), 2025))
    assert gone.value.code == "year_gone"
    kept = do(lambda work: yearly_figures.keep_year(work, the_pack(), 2026))
    assert kept.name == "2026年度民政事业监测表"


def test_the_change_since_last_year_is_said_with_its_sign(do: Click):
    do(lambda work: a_family(work, {}) and a_person(work))
    table = do(lambda work: yearly_figures.year_table(work, the_pack()))
    growth = next(each for each in table.lines if each.id == "A102")
    assert growth.change == f"{growth.now.value - growth.before.value:+f}"  # type: ignore[operator]


@given(st.lists(st.tuples(st.text(max_size=5), st.integers(-9, 9) | st.none()), max_size=6))
def test_a_row_reads_back_as_it_was_kept(cells: list[tuple[str, int | None]]):
    for label, value in cells:
        kept = TableRow("组", label, None if value is None else Decimal(value), "户", "注")
        assert TableRow.read(kept.written()) == kept


def _is_let(look: Callable[[], object]) -> bool:
    try:
        _ = look()
    except Refused as refused:
        return refused.code != "not_permitted"
    return True


def row(label: str, value: int) -> TableRow:
    return TableRow("保障对象", label, Decimal(value))


def keep(do: Click, value: int, reason: str = "") -> KeptTable:
    def verb(work: UnitOfWork) -> KeptTable:
        rows = (row("低保户数", value),)
        return stat_reports.keep_report(work, "1", date(2026, 10, 1), "表", rows, reason=reason)

    return do(verb)


def keep_last_year(work: UnitOfWork) -> None:
    title = "分散供养失能特困人员照料协议签订率"
    rows = (TableRow("A122", title, Decimal("75.0"), "%", "未达标"),)
    stat_reports.keep_report(work, stat_reports.YEAR, date(2025, 1, 1), "2025年度", rows)
