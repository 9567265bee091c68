"""儿童月报 (E-33c): the children on file at the month's end by kind, sex and age, and who was seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import or_, select

from app.domain.codes_children import CHILD_CATEGORY, LEFT_BEHIND
from app.domain.month_items import CHILD_AGES
from app.domain.months import month_end, month_name, month_of
from app.domain.permissions import Action
from app.models.child import Child
from app.models.child_care import ChildCheckIn
from app.models.person import Person
from app.services.month_table import MAN, WOMAN, MonthlyTable, TableRow, aged, counted, of_sex
from app.services.permitted import needs
from app.services.reach import within_reach
from app.storage.unit_of_work import UnitOfWork

_ORPHAN, _UNATTENDED = "1", "2"
_ALL: Final = frozenset(code for code, _ in CHILD_CATEGORY)
GROUPS: Final[Mapping[str, frozenset[str]]] = {
    "孤儿": frozenset((_ORPHAN,)),
    "事实无人抚养": frozenset((_UNATTENDED,)),
    "留守儿童": LEFT_BEHIND,
    "困境儿童": _ALL - {_ORPHAN, _UNATTENDED} - LEFT_BEHIND,
}
"""Group -> CHILD_CATEGORY. A child is in several when it has several categories."""


class _OnFile(NamedTuple):
    child: Child
    person: Person


@needs(Action.CHILD_READ)
def child_table(work: UnitOfWork, month: date) -> MonthlyTable:
    """The table of a month: on file are those found by its end and not taken off by then."""
    first, last = month_of(month), month_end(month)
    found, seen = _on_file(work, last), _seen(work, first, last)
    rows = list(_rows("在册", found, seen, last))
    for group, codes in GROUPS.items():
        those = [each for each in found if codes & set(each.child.categories or ())]
        rows += _rows(group, those, seen, last)
    title = f"{month_name(first)}儿童福利保障统计表"
    return MonthlyTable(title, first, tuple(rows), _checks(found, last))


def _on_file(work: UnitOfWork, last: date) -> list[_OnFile]:
    wanted = (
        select(Child, Person)
        .join(Person, Person.id == Child.person_id)
        .where(
            Child.is_deleted.is_(False),
            or_(Child.found_date.is_(None), Child.found_date <= last),
            or_(Child.end_date.is_(None), Child.end_date > last),
            within_reach(work, Child),
        )
    )
    return [_OnFile(child, person) for child, person in work.session.execute(wanted)]


def _seen(work: UnitOfWork, first: date, last: date) -> frozenset[str]:
    """The children with a check-in of the month that counts."""
    calls = work.find(ChildCheckIn, ChildCheckIn.counts.is_(True))
    return frozenset(
        each.child_id for each in calls if each.called_at and first <= each.called_at.date() <= last
    )


def _rows(
    group: str, found: Collection[_OnFile], seen: frozenset[str], last: date
) -> Iterator[TableRow]:
    people = [each.person for each in found]
    yield counted(group, "人数", people)
    yield counted(group, "男", of_sex(people, MAN))
    yield counted(group, "女", of_sex(people, WOMAN))
    for low, high in CHILD_AGES:
        yield counted(group, f"{low}至{high}岁", aged(people, last, low, high))
    yield counted(group, "本月走访", [each for each in found if each.child.id in seen])


def _checks(found: Collection[_OnFile], last: date) -> tuple[str, ...]:
    people = [each.person for each in found]
    banded = [each for low, high in CHILD_AGES for each in aged(people, last, low, high)]
    unsexed = [each for each in people if each.sex not in (MAN, WOMAN)]
    without = [each for each in found if not each.child.categories]
    said = (
        (len(people) - len(banded), "年龄不在0至17岁内或没有出生日期"),
        (len(unsexed), "没有登记性别"),
        (len(without), "没有儿童类别"),
    )
    return tuple(f"有{count}人{what}。" for count, what in said if count)
