"""月报: counts of the records and money of the confirmed rosters; parts sum to the whole."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from app.domain.allowances import PriceRise
from app.domain.clock import CHINA
from app.domain.month_items import CHILD_ITEMS, DIBAO_ITEMS, RESCUE_ITEMS
from app.models.assistance_case import AssistanceCase
from app.models.homecoming import Departure, Resettlement
from app.models.payment import PayRun
from app.models.person import Person
from app.services import pay_runs
from app.services.child_month import child_table
from app.services.dibao_month import dibao_table
from app.services.month_table import MonthlyTable
from app.services.rescue_month import rescue_table
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_child, a_family, a_person, a_vagrant, an_id_number
from tests.stores import an_actor
from tests.unit.services.conftest import Click, the_pack

NOVEMBER = date(2026, 11, 1)
LEADER = an_actor(
    id="019ab000-0000-7000-8000-00000000a003", name="钱主任", role="3", village_codes=None
)


def told_by(table: MonthlyTable) -> dict[str, Decimal | None]:
    """Group·label -> value."""
    return {f"{each.group}·{each.label}": each.value for each in table.rows}


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
    told = told_by(table)
    assert (told["保障对象·低保户数"], told["保障对象·低保人数"]) == (2, 3)
    among = [told[f"其中·{each}"] for each in ("女性", "老年人", "未成年人", "残疾人")]
    assert among == [2, 1, 1, 1]
    assert (told["劳动能力·完全丧失"], told["致贫原因·疾病"]) == (1, 2)
    moves = [told[f"当月变动·{each}"] for each in ("新增户数", "退出户数", "退出人数")]
    assert moves == [1, 1, 1]
    assert (told["累计支出·总支出"], told["当月支出·当月低保金"]) == (1800, 1800)
    assert (told["人均·当月人均补助额"], told["累计支出·高龄补贴"]) == (600, None)
    assert table.checks == ()


def test_a_roster_that_nobody_confirmed_is_no_money(do: Click):
    do(lambda work: in_benefit(work, {}))
    do(lambda work: pay_runs.draw_up(work, the_pack(), "1", NOVEMBER))
    table = do(lambda work: dibao_table(work, NOVEMBER))
    assert table.value("当月支出", "当月低保金") == 0
    assert "当月名册还没有确认" in [each.note for each in table.rows]


def test_a_month_whose_roster_is_confirmed_stays_as_it_was_paid(store: Store, do: Click):
    def arrange(work: UnitOfWork) -> str:
        family = a_family(work, {})
        given = {"total_month": Decimal(900), "benefit_from_month": date(2026, 1, 1)}
        return a_case(work, family, state="ACTIVE", **given).id

    case = do(arrange)
    run = do(lambda work: pay_runs.draw_up(work, the_pack(), "1", NOVEMBER))
    store.perform(lambda work: pay_runs.confirm_run(work, run.id), LEADER)
    before = told_by(do(lambda work: dibao_table(work, NOVEMBER)))

    def stop(work: UnitOfWork) -> None:
        work.get(AssistanceCase, case).state = "STOPPED"

    do(stop)
    after = told_by(do(lambda work: dibao_table(work, NOVEMBER)))
    assert before["保障对象·低保户数"] == after["保障对象·低保户数"] == 1


def test_who_was_paid_by_a_correction_is_a_family_of_the_month(store: Store, do: Click):
    do(lambda work: in_benefit(work, {}))
    first = do(lambda work: pay_runs.draw_up(work, the_pack(), "1", NOVEMBER))
    store.perform(lambda work: pay_runs.confirm_run(work, first.id), LEADER)

    def mend(work: UnitOfWork) -> None:
        [wrong] = work.find(AssistanceCase)
        wrong.benefit_from_month, wrong.decision_reason = date(2026, 12, 1), "应从12月起"
        in_benefit(work, {}, {})

    do(mend)
    second = do(lambda work: pay_runs.draw_up(work, the_pack(), "1", NOVEMBER))
    store.perform(lambda work: pay_runs.confirm_run(work, second.id), LEADER)
    told = told_by(do(lambda work: dibao_table(work, NOVEMBER)))
    assert (told["保障对象·低保户数"], told["保障对象·低保人数"]) == (1, 2)
    assert told["当月支出·当月低保金"] == 900


def test_a_family_leaves_in_the_first_month_that_is_not_paid(do: Click):
    given = {"state": "STOPPED", "state_since": date(2026, 10, 5), "ended_from": NOVEMBER}
    do(lambda work: in_benefit(work, {}, **given))
    october = told_by(do(lambda work: dibao_table(work, date(2026, 10, 1))))
    november = told_by(do(lambda work: dibao_table(work, NOVEMBER)))
    both = ("保障对象·低保户数", "当月变动·退出户数")
    assert [october[each] for each in both] == [1, 0]
    assert [november[each] for each in both] == [0, 1]


def test_a_roster_that_is_void_paid_no_subsidy(store: Store, do: Click):
    do(lambda work: in_benefit(work, {}))
    run = do(
        lambda work: pay_runs.draw_up(
            work, the_pack(), "9", NOVEMBER,
            rise=PriceRise(Decimal("3.6"), Decimal("2.0"), Decimal("4.0")),
        )
    )  # fmt: skip
    store.perform(lambda work: pay_runs.confirm_run(work, run.id), LEADER)
    do(lambda work: work.remove(work.get(PayRun, run.id), "重复"))
    table = do(lambda work: dibao_table(work, NOVEMBER))
    assert table.value("当月支出", "当月物价补贴") == 0


def test_the_county_s_table_is_that_of_all_its_townships(store: Store, do: Click):
    do(lambda work: in_benefit(work, {}))
    do(lambda work: in_benefit(work, {}, {}, org_code="500231100"))
    county = an_actor(role="1", org_code="500231", village_codes=None)
    table = told_by(store.read(lambda work: dibao_table(work, NOVEMBER), county))
    own = told_by(do(lambda work: dibao_table(work, NOVEMBER)))
    assert (table["保障对象·低保户数"], own["保障对象·低保户数"]) == (2, 1)


def test_who_was_rescued_and_how_they_left(do: Click):
    def arrange(work: UnitOfWork) -> None:
        here = a_vagrant(work, sex="1", age_from=70, age_to=None, mental_state="3")
        gone = a_vagrant(work, arrived_at=work.now - timedelta(days=10), identity_state="1")
        a_vagrant(work, arrived_at=datetime(2026, 9, 1, tzinfo=CHINA))
        work.add(Departure(vagrant_id=gone.id, left_at=work.now, way="3"))
        assert here.id

    do(arrange)
    table = do(lambda work: rescue_table(work, NOVEMBER))
    told = told_by(table)
    assert (told["受助·受助总人数"], told["性别·男"], told["性别·女"]) == (2, 1, 1)
    assert (told["年龄·19至59岁"], told["年龄·60岁以上"]) == (1, 1)
    assert (told["离站方式·接领返乡"], told["受助·平均在站天数"]) == (1, 10)
    assert (told["健康·精神障碍"], told["来源·无法查明"]) == (1, 1)
    assert (told["离站方式·滞站"], told["健康·肢体残疾"]) == (2, None)


def test_what_kind_of_help_was_given_as_far_as_the_files_know(do: Click):
    def arrange(work: UnitOfWork) -> None:
        ill = a_vagrant(work, sent_to_hospital=work.now, needs=["1", "2"])
        earlier = a_vagrant(
            work, sent_to_hospital=datetime(2026, 10, 30, tzinfo=CHINA), needs=["4"]
        )
        for stay, way in ((ill, "2"), (earlier, "11")):
            work.add(Departure(vagrant_id=stay.id, left_at=work.now, way=way))
        for way, day in (
            ("4", date(2026, 11, 2)),
            ("1", date(2026, 11, 30)),
            ("1", date(2026, 12, 1)),
        ):
            work.add(Resettlement(vagrant_id=ill.id, place_way=way, placed_on=day))

    do(arrange)
    table = do(lambda work: rescue_table(work, NOVEMBER))
    told = {each.label: each.value for each in table.rows if each.group == "救助类型"}
    assert told == {
        "医疗救治": 1, "教育矫治": None, "家庭寄养": 1, "生活救助": 1, "返乡救助": 1,
        "临时安置": 1, "其他类型": None,
    }  # fmt: skip
    unknown = [each for each in table.rows if each.value is None]
    assert [each.note for each in unknown] == ["登记表没有这一项"] * 3


def test_whoever_is_known_is_of_ours_or_of_another_province(do: Click):
    def arrange(work: UnitOfWork) -> None:
        for number, id_no in ((1, an_id_number(1)), (2, "510104197005043336")):
            person = a_person(work, name=f"王某{number}", id_no=id_no)
            stay = a_vagrant(work, identity_state="4", person_id=person.id)
            work.add(Departure(vagrant_id=stay.id, left_at=work.now, way="4"))

    do(arrange)
    told = told_by(do(lambda work: rescue_table(work, NOVEMBER)))
    assert (told["来源·本省籍"], told["来源·外省籍"], told["来源·无法查明"]) == (1, 1, 0)
    assert (told["离站方式·接领返乡"], told["离站方式·其中跨省接领"]) == (2, 1)


def test_who_has_no_office_is_told_the_province_by_the_county_or_not_at_all(
    store: Store, do: Click
):
    def arrange(work: UnitOfWork) -> None:
        person = a_person(work, name="王某", id_no=an_id_number(1))
        stay = a_vagrant(work, identity_state="4", person_id=person.id)
        work.add(Departure(vagrant_id=stay.id, left_at=work.now, way="4"))

    do(arrange)
    nowhere = an_actor(role="7", org_code=None, village_codes=None)
    told = told_by(store.read(lambda work: rescue_table(work, NOVEMBER, "500231"), nowhere))
    assert (told["来源·本省籍"], told["来源·外省籍"]) == (1, 0)
    unknown = store.read(lambda work: rescue_table(work, NOVEMBER), nowhere)
    open_rows = {each.label: each.note for each in unknown.rows if each.value is None}
    never_asked = {"肢体残疾", "教育矫治", "其他类型"}
    assert open_rows.keys() == {*never_asked, "本省籍", "外省籍", "其中跨省接领"}
    assert open_rows["本省籍"]


def test_a_child_of_two_files_is_counted_by_both_and_not_by_one_that_is_void(do: Click):
    def arrange(work: UnitOfWork) -> None:
        for person, void in ((a_person(work, name="张某"), False), (a_person(work), True)):
            a_vagrant(work, person_id=person.id)
            for categories in (["9"], ["21"]):
                child = a_child(work, categories=categories)
                child.person_id = person.id
                if void:
                    work.remove(child, "重复")

    do(arrange)
    told = told_by(do(lambda work: rescue_table(work, NOVEMBER)))
    assert (told["特殊人员·服刑人员子女"], told["特殊人员·留守儿童"]) == (1, 1)
    assert told["受助·受助总人数"] == 2


def test_children_by_kind_age_and_sex(store: Store, do: Click):
    def arrange(work: UnitOfWork) -> None:
        for number, categories in enumerate((["1"], ["2", "3"], ["21"], ["21"])):
            child = a_child(work, date(2012 + number, 5, 4), categories=categories)
            work.get(Person, child.person_id).sex = "1" if number else "2"

    do(arrange)
    supervisor: Actor = an_actor(role="5", village_codes=None)
    table = store.read(lambda work: child_table(work, NOVEMBER), supervisor)
    told = told_by(table)
    assert told["在册·人数"] == 4
    groups = ("孤儿", "留守儿童", "困境儿童")
    assert [told[f"{each}·人数"] for each in groups] == [1, 2, 1]
    assert told["孤儿·女"] == 1
    assert (told["留守儿童·12至15岁"], told["留守儿童·6至11岁"]) == (1, 1)


def test_every_item_of_the_form_has_a_row_in_its_table(store: Store, do: Click):
    supervisor: Actor = an_actor(role="5", village_codes=None)
    tables = (
        (DIBAO_ITEMS, do(lambda work: dibao_table(work, NOVEMBER))),
        (RESCUE_ITEMS, do(lambda work: rescue_table(work, NOVEMBER))),
        (CHILD_ITEMS, store.read(lambda work: child_table(work, NOVEMBER), supervisor)),
    )
    for items, table in tables:
        wanted = [(group, name) for group, names in items.items() for name in names]
        assert sorted(wanted) == sorted((each.group, each.label) for each in table.rows)


def test_the_items_of_a_group_stand_together(store: Store, do: Click):
    table = do(lambda work: rescue_table(work, NOVEMBER))
    assert len([key for key, _ in groupby(table.rows, key=lambda each: each.group)]) == 8
