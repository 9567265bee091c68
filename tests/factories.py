"""Records for tests: each function makes one that holds; a test states only what matters to it.

All people are invented. Numbers are valid and come out the same in every run.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.domain import id_number
from app.excel.reader import Sheet, Workbook
from app.models.assistance_case import AssistanceCase
from app.models.child import Child
from app.models.household import Household, Member
from app.models.local import Draft
from app.models.person import Person
from app.models.vagrant import Vagrant
from app.models.visit import Visit
from app.services import households, livelihood, members
from app.storage.unit_of_work import UnitOfWork
from tests.stores import VILLAGE

SURNAMES = "王李张刘陈杨赵黄周吴"
GIVEN = "富贵明秀英珍才芳德兴国强"


def an_id_number(number: int = 1, born: date = date(1970, 5, 4), *, female: bool = False) -> str:
    """A valid ID number; another ``number``, another one of the same birth date."""
    order = (2 * number + (0 if female else 1)) % 1000
    first17 = f"500231{born:%Y%m%d}{order:03d}"
    return first17 + id_number.check_digit(first17)


def a_name(number: int) -> str:
    """A name; the first 1,440 differ."""
    family, rest = divmod(number, len(GIVEN) ** 2)
    one, two = divmod(rest, len(GIVEN))
    return SURNAMES[family % len(SURNAMES)] + GIVEN[one] + GIVEN[two]


def a_person(work: UnitOfWork, **fields: Any) -> Person:
    """A person who belongs to no household."""
    given = {"name": "李桂兰", "village_code": VILLAGE, "sex": "2", "birth_date": date(1968, 3, 3)}
    return work.add(Person(**(given | fields)))


def a_household(
    work: UnitOfWork, members_count: int = 3, *, number: int = 1, **fields: Any
) -> Household:
    """A household of ``members_count`` people, head included; ``number`` gives other people."""
    born = date(1960 + number % 40, 1 + number % 12, 1 + number % 28)
    head = {"name": a_name(number), "id_no": an_id_number(number, born), "phone": "13900000001"}
    given: dict[str, Any] = {"village_code": VILLAGE, "group_name": "3组"}
    saved = households.add_household(work, given | fields, head=head)
    for place in range(1, members_count):
        person = {
            "name": a_name(number + 97 * place),
            "id_no": an_id_number(number, date(1990 + place, 1, 1), female=place % 2 == 1),
        }
        relation = "12" if place == 1 else "20"
        members.add_member(work, saved.id, {"relation": relation}, person=person)
    return work.get(Household, saved.id)


def an_income(work: UnitOfWork, household: Household, **fields: Any) -> str:
    """An income of the household; the item's id."""
    given: dict[str, Any] = {"kind": "1", "amount_total": Decimal(12000), "months": 12}
    return livelihood.add_item(work, "income", household.id, given | fields).id


def a_case(work: UnitOfWork, household: Household, **fields: Any) -> AssistanceCase:
    """A case under way, accepted on 2 November 2026."""
    given: dict[str, Any] = {
        "household_id": household.id,
        "scheme": "1",
        "state": "ACCEPTED",
        "accept_date": date(2026, 11, 2),
        "org_code": household.org_code,
        "village_code": household.village_code,
    }
    return work.add(AssistanceCase(**(given | fields)))


def a_draft(work: UnitOfWork, household_id: str, **fields: Any) -> Draft:
    """A visit begun and not finished; to be added to the session."""
    given: dict[str, Any] = {
        "id": work.new_id(),
        "form_id": "ruhu",
        "form_version": "1",
        "form_sha256": "0" * 64,
        "household_id": household_id,
        "about": {},
        "state": {},
        "answered": 3,
        "asked": 20,
    }
    return Draft(**(given | fields))


def members_of(work: UnitOfWork, household: Household) -> list[Member]:
    """The members, the head first."""
    return work.find(Member, Member.household_id == household.id, order_by=(Member.place_in_list,))


def a_child(work: UnitOfWork, born: date = date(2016, 5, 4), **fields: Any) -> Child:
    """A child in the registers, 农村留守儿童 by default, with a person of its own."""
    person = a_person(work, name="陈小雨", birth_date=born, hukou_type="2")
    given: dict[str, Any] = {
        "person_id": person.id,
        "categories": ["21"],
        "main_category": "21",
        "guardian_name": "陈婆婆",
        "next_visit": work.today + timedelta(days=20),
        "org_code": person.org_code,
        "village_code": person.village_code,
    }
    return work.add(Child(**(given | fields)))


def a_vagrant(work: UnitOfWork, **fields: Any) -> Vagrant:
    """Somebody unknown in the station since yesterday."""
    given: dict[str, Any] = {
        "arrived_at": work.now - timedelta(days=1),
        "found_way": "4",
        "identity_state": "3",
        "sex": "2",
        "age_from": 45,
        "age_to": 55,
        "reason": "4",
        "needs": ["1", "5"],
        "belongings": [],
        "state": "IN_STATION",
    }
    return work.add(Vagrant(**(given | fields)))


ROSTER_LABELS = (
    "序号", "村", "组", "户主姓名", "成员姓名", "身份证号码", "与户主关系", "家庭人口", "保障人口",
    "致困原因", "月保障金额", "起始年月", "开户行", "银行账号", "联系电话", "备注",
)  # fmt: skip


def a_roster_row(**cells: Any) -> tuple[Any, ...]:
    """One row under ``ROSTER_LABELS``: ``name``, ``id_no`` and so on; the rest is empty."""
    names = (
        "seq", "village", "group", "head", "name", "id_no", "relation", "size", "protected",
        "hardship", "amount", "start", "bank", "account", "phone", "note",
    )  # fmt: skip
    return tuple(cells.get(name) for name in names)


def a_roster(*rows: tuple[Any, ...], title: str = "沙坪镇2026年11月农村低保花名册") -> Workbook:
    """A workbook of one sheet, with these rows under a title and the usual header."""
    width = len(ROSTER_LABELS)
    cells = ((title, *[None] * (width - 1)), ROSTER_LABELS, *rows)
    return Workbook((Sheet("花名册", cells),))


def a_family(
    work: UnitOfWork, *people: dict[str, Any], area: str = "2", monthly: Any = None
) -> Household:
    """A household of ``people``, the head first; each a person's fields, with ``relation``,
    ``counted`` and ``exclude_reason`` of the membership. ``monthly``: one pension, 元/月."""
    given = [dict(each) for each in people] or [{}]
    of_members = ("relation", "counted", "exclude_reason", "protected")
    places = [{name: each.pop(name) for name in of_members if name in each} for each in given]
    filled = [
        {"name": a_name(300 + place), "birth_date": date(1985, 3, 2), "sex": "2"} | each
        for place, each in enumerate(given)
    ]
    values = {"village_code": VILLAGE, "group_name": "3组", "dibao_area_type": area}
    saved = households.add_household(work, values, head=filled[0])
    household = work.get(Household, saved.id)
    for member, person in zip(places[1:], filled[1:], strict=True):
        _ = members.add_member(work, saved.id, {"relation": "80"} | member, person=person)
    if monthly is not None:
        _ = an_income(
            work,
            household,
            kind="41",
            person_id=household.head_id,
            amount_total=Decimal(str(monthly)),
            months=1,
        )
    return household


def a_visit(work: UnitOfWork, household: Household, **fields: Any) -> Visit:
    """A finished visit of two people, three days ago."""
    began = work.now - timedelta(days=3)
    given: dict[str, Any] = {
        "household_id": household.id,
        "visit_kind": "1",
        "started_at": began,
        "ended_at": began + timedelta(hours=1),
        "visitors": [{"name": "陈副手", "user_id": None}, {"name": "赵调查", "user_id": None}],
        "met": "1",
        "respondent": "本人",
        "findings": "经入户核实，情况与申报一致。",
        "signatures": [{"role": "respondent", "name": "本人", "attachment_id": None}],
        "org_code": household.org_code,
        "village_code": household.village_code,
    }
    return work.add(Visit(**(given | fields)))
