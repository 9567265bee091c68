"""导出花名册: the households of a list as a workbook for the level above, columns in its order.

It leaves the encrypted store, so it goes into the audit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from app.domain.divisions import Divisions
from app.domain.permissions import Action, may
from app.domain.privacy import mask_id
from app.errors import Refused
from app.excel.writer import Cell, Column, Table, write_workbook
from app.models.person import Person
from app.services.household_file import MemberFile, household_file
from app.services.household_list import HouseholdFilter, list_households
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class RosterLine:
    """What a column may be filled from: ``first`` in its household, or a member after that."""

    number: int
    village: str
    group: str
    head: str
    household: Mapping[str, Any]
    member: MemberFile
    is_first: bool
    id_no: str
    bank: tuple[str, str]
    phone: str


@dataclass(frozen=True)
class _RosterColumn:
    label: str
    cell: Callable[[RosterLine], Cell]
    is_text: bool = False
    is_bank: bool = False


ROSTER_COLUMNS: Final[Mapping[str, _RosterColumn]] = {
    "number": _RosterColumn("序号", lambda line: line.number if line.is_first else None),
    "village": _RosterColumn("村（社区）", lambda line: line.village),
    "group": _RosterColumn("组", lambda line: line.group),
    "head": _RosterColumn("户主姓名", lambda line: line.head),
    "name": _RosterColumn("成员姓名", lambda line: line.member.name),
    "id_no": _RosterColumn("身份证号", lambda line: line.id_no, is_text=True),
    "relation": _RosterColumn("与户主关系", lambda line: line.member.relation_text),
    "size": _RosterColumn("家庭人口", lambda line: _once(line, "size")),
    "protected": _RosterColumn("保障人口", lambda line: _once(line, "protected")),
    "hardship": _RosterColumn("致困原因", lambda line: _once(line, "hardship")),
    "amount": _RosterColumn("月保障金额", lambda line: _once(line, "amount")),
    "start": _RosterColumn("起始年月", lambda line: _once(line, "start")),
    "bank": _RosterColumn("开户行", lambda line: line.bank[0], is_bank=True),
    "account": _RosterColumn("银行账号", lambda line: line.bank[1], is_text=True, is_bank=True),
    "phone": _RosterColumn("联系电话", lambda line: line.phone, is_text=True),
}
"""Name -> column, in the usual order (F.4); our own reader reads what is written here."""


@needs(Action.RECORDS_EXPORT)
def export_roster(
    work: UnitOfWork,
    places: Divisions,
    *,
    wanted: HouseholdFilter | None = None,
    columns: Sequence[str] = tuple(ROSTER_COLUMNS),
    title: str = "低保花名册",
    masks_ids: bool = False,
    reason: str = "",
) -> bytes:
    """An .xlsx of the households that fit, a row a member; columns in the order asked for.

    Bank columns are left out for whom they are not. Raises ``Refused`` column_unknown,
    roster_empty.
    """
    unknown = [each for each in columns if each not in ROSTER_COLUMNS]
    if unknown:
        sentence = f"没有这些列：{'、'.join(unknown)}。请从列表里选择。"
        raise Refused(sentence, code="column_unknown", columns=tuple(unknown))
    reads_banks = may(work.actor.role, Action.BANK_READ)
    chosen = [ROSTER_COLUMNS[each] for each in columns]
    chosen = [each for each in chosen if reads_banks or not each.is_bank]
    page = list_households(work, wanted, limit=100_000, places=places)
    if not page.rows:
        raise Refused("没有符合条件的家庭。请放宽筛选条件后再导出。", code="roster_empty")
    rows = [
        [each.cell(line) for each in chosen]
        for number, household in enumerate(page.rows, 1)
        for line in _roster_lines(work, number, household.id, places, masks_ids=masks_ids)
    ]
    table = Table(title, tuple(Column(each.label, each.is_text) for each in chosen), rows, title)
    work.note("user:roster:export", None, None, f"{reason} rows={len(rows)}".strip())
    return write_workbook([table], work.now)


def _roster_lines(
    work: UnitOfWork, number: int, household_id: str, places: Divisions, *, masks_ids: bool
) -> Iterable[RosterLine]:
    file = household_file(work, household_id, places)
    numbers = _numbers(work, [each.person_id for each in file.members])
    village = places.get(file.household.value("village_code"))
    said = {
        "size": file.member_count,
        "protected": file.protected_count,
        "hardship": file.household.text("hardship"),
        "amount": file.household.value("benefit_month"),
        "start": _month(file.household.value("benefit_from")),
    }
    for place, member in enumerate(file.members):
        id_no, phone, *bank = numbers[member.person_id]
        yield RosterLine(
            number,
            village.short_name if village else "",
            file.household.text("group_name"),
            file.head.name if file.head else "",
            said,
            member,
            place == 0,
            mask_id(id_no) if masks_ids else id_no,
            (bank[0], bank[1]),
            phone,
        )


def _numbers(work: UnitOfWork, ids: list[str]) -> Mapping[str, tuple[str, ...]]:
    """ID number, phone, bank and account of each person, in full."""
    wanted = select(Person.id, Person.id_no, Person.phone, Person.bank_name, Person.bank_no).where(
        Person.id.in_(ids)
    )
    return {
        str(found): (id_no or "", phone or "", bank or "", account or "")
        for found, id_no, phone, bank, account in work.session.execute(wanted)
    }


def _once(line: RosterLine, name: str) -> Cell:
    return line.household[name] if line.is_first else None


def _month(day: date | None) -> str | None:
    return f"{day.year}年{day.month}月" if day else None
