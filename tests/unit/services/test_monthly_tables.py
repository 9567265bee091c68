"""月报: counts of the records and money of the confirmed rosters; parts sum to the whole."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.clock import CHINA
from app.models.homecoming import Departure
from app.models.person import Person
from app.services import pay_runs
from app.services.monthly_tables import child_table, dibao_table, rescue_table
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_child, a_family, a_vagrant
from tests.stores import an_actor
from tests.unit.services.conftest import Click, the_pack

NOVEMBER = date(2026, 11, 1)
LEADER = an_actor(
    id="019ab000-0000-7000-8000-00000000a003", name="钱主任", role="3", village_codes=None
)


def in_benefit(work: UnitOfWork, *people: dict[str, Any], **fields: Any) -> None:
    family = a_family(work, *people)
    family.hardship = ["1", "2"]
    given: dict[str, Any] = {
        "state": "ACTIVE",
        "total_month": Decimal(900),
        "benefit_from_month": date(2026, 1, 1),
    }
    a_case(work, family, **given | fields)


def test_the_families_in_benefit_by_what_the_table_asks(store: Store, do: Click):
    def arrange(work: UnitOfWork) -> None:
        old = {"birth_date": date(1950, 1, 1), "sex": "1", "labor": "3"}
        child = {"birth_date": date(2016, 1, 1), "disab_cert": True}
        in_benefit(work, old, child, {"protected": False})
        in_benefit(work, {}, benefit_from_month=NOVEMBER)
        in_benefit(work, {}, state="STOPPED", state_since=date(2026, 11, 5))
        in_benefit(work, {}, state="STOPPED", state_since=date(2026, 10, 5))

    do(arrange)
    run = do(lambda work: pay_runs.draw_up(work, the_pack(), "1", NOVEMBER))
    store.perform(lambda work: pay_runs.confirm_run(work, run.id), LEADER)
    table = do(lambda work: dibao_table(work, NOVEMBER))
    assert table.title == "2026年11月低保统计表"
    told = {each.label: each.value for each in table.rows}
    assert (told["低保户数"], told["低保人数"]) == (2, 3)
    assert (told["女性"], told["老年人"], told["未成年人"], told["残疾人"]) == (2, 1, 1, 1)
    assert (told["完全丧失劳动能力"], told["致贫原因·疾病"]) == (1, 2)
    assert (told["当月新增户数"], told["当月退出户数"], told["当月退出人数"]) == (1, 1, 1)
    assert (told["1至11月低保金支出"], told["当月低保金支出"], told["当月人均补助"]) == (
        1800,
        1800,
        600,
    )
    assert table.checks == ()


def test_a_roster_that_nobody_confirmed_is_no_money(do: Click):
    do(lambda work: in_benefit(work, {}))
    do(lambda work: pay_runs.draw_up(work, the_pack(), "1", NOVEMBER))
    table = do(lambda work: dibao_table(work, NOVEMBER))
    assert table.value("当月低保金支出") == 0
    assert [each.note for each in table.rows if each.note] == ["当月名册还没有确认"]


def test_who_was_rescued_and_how_they_left(do: Click):
    def arrange(work: UnitOfWork) -> None:
        here = a_vagrant(work, sex="1", age_from=70, age_to=None, mental_state="3")
        gone = a_vagrant(work, arrived_at=work.now - timedelta(days=10), identity_state="1")
        a_vagrant(work, arrived_at=datetime(2026, 9, 1, tzinfo=CHINA))
        work.add(Departure(vagrant_id=gone.id, left_at=work.now, way="3"))
        assert here.id

    do(arrange)
    table = do(lambda work: rescue_table(work, NOVEMBER))
    assert (table.value("受助总人数"), table.value("男性"), table.value("女性")) == (2, 1, 1)
    assert (table.value("19至59岁"), table.value("60岁以上")) == (1, 1)
    assert (table.value("亲属接领"), table.value("平均在站天数")) == (1, 10)
    assert (table.value("精神障碍"), table.value("无法查明身份")) == (1, 1)
    assert table.value("在站（滞站）") == 2


def test_children_by_kind_age_and_sex(store: Store, do: Click):
    def arrange(work: UnitOfWork) -> None:
        for number, categories in enumerate((["1"], ["2", "3"], ["21"], ["21"])):
            child = a_child(work, date(2012 + number, 5, 4), categories=categories)
            work.get(Person, child.person_id).sex = "1" if number else "2"

    do(arrange)
    supervisor: Actor = an_actor(role="5", village_codes=None)
    table = store.read(lambda work: child_table(work, NOVEMBER), supervisor)
    told = {each.label: each.value for each in table.rows}
    assert told["在册儿童"] == 4
    assert (told["孤儿"], told["孤儿·女"], told["留守儿童"], told["困境儿童"]) == (1, 1, 2, 1)
    assert (told["留守儿童·12至15岁"], told["留守儿童·6至11岁"]) == (1, 1)
