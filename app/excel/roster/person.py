"""From the cells of one row to a person and what is wrong with them. Knows no other row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain import bank_account, id_number, loose_values, money, person_name, phone_number
from app.domain.codes import NATION
from app.domain.hardship_words import OTHER as OTHER_HARDSHIP
from app.domain.hardship_words import read_hardships
from app.domain.loose_values import Typed, as_text, has_lost_digits, is_blank
from app.domain.relation_words import is_head, read_relation
from app.errors import Refused
from app.excel.error_cells import ERRORS
from app.excel.roster.block import said
from app.excel.roster.columns import CHOOSABLE, ColumnMap
from app.excel.roster.problems import Problem, problem
from app.excel.roster.reading import RosterPerson

LONGEST_CELL: Final = 200
LONGEST_NOTE: Final = 2_000

_FREE_TEXT: Final = frozenset(("note", "address", "hardship"))
_DECISIVE: Final = frozenset(("name", "id_no", "village", "amount", "start"))
_SEXES: Final = {"男": "1", "男性": "1", "1": "1", "女": "2", "女性": "2", "2": "2"}


@dataclass
class RowCells:
    """What stands in one row, by field; texts where the reader has carried them down."""

    columns: ColumnMap
    values: dict[str, Typed]
    head: str
    village_code: str | None
    group: str | None
    pads_months: bool
    problems: list[Problem] = field(default_factory=list[Problem])
    left_out: set[str] = field(default_factory=set[str])

    def text(self, name: str) -> str:
        """The trimmed text of a field; a stroke or 无 is nothing."""
        return said(self.values, name)

    def add(self, code: str, name: str, **facts: object) -> None:
        """Note a problem with a field."""
        self.problems.append(problem(code, self.columns.label(name), **facts))

    def miss(self, code: str, name: str) -> None:
        """Note that a field is missing, unless it was there and has been found unreadable."""
        if name not in self.left_out:
            self.add(code, name)


def read_person(cells: RowCells, today: date) -> RosterPerson:
    """The person of a row; problems are added to ``cells``."""
    _leave_out_what_cannot_be_read(cells)
    name, aside = _name(cells)
    number = _id_number(cells, today)
    relation, is_the_head = _relation(cells, name)
    return RosterPerson(
        name=name,
        relation=relation,
        relation_text=cells.text("relation"),
        is_head=is_the_head,
        head=cells.head or (name if is_the_head else ""),
        head_id=_head_id(cells, today),
        id_no=number.text if number else None,
        id_kind=number.kind if number else None,
        id_raw=as_text(cells.values.get("id_no")).strip(),
        sex=_sex(cells, number),
        nation=_nation(cells),
        birth_date=_birth_date(cells, number, today),
        village_code=_village(cells),
        group=cells.group,
        address=cells.text("address") or None,
        amount=_amount(cells),
        start=_start(cells, today),
        bank=cells.text("bank") or None,
        account=_account(cells),
        holder=cells.text("holder") or None,
        phones=_phones(cells),
        hardship=cells.text("hardship") or None,
        hardships=_hardships(cells),
        household_size=_count(cells, "household_size"),
        protected_count=_count(cells, "protected_count"),
        note="；".join(part for part in (cells.text("note"), aside) if part) or None,
    )


def _leave_out_what_cannot_be_read(cells: RowCells) -> None:
    """Errors of formulas, and texts longer than anything a person would write there."""
    for name, value in cells.values.items():
        if name in CHOOSABLE and isinstance(value, str) and (why := _why_unreadable(name, value)):
            cells.add("cell_unreadable" if name in _DECISIVE else "cell_left_out", name, why=why)
            cells.values[name] = None
            cells.left_out.add(name)


def _why_unreadable(name: str, text: str) -> str:
    if text.strip() in ERRORS:
        return f"是公式错误（{text.strip()}）"
    longest = LONGEST_NOTE if name in _FREE_TEXT else LONGEST_CELL
    return "内容太长" if len(text) > longest else ""


def _name(cells: RowCells) -> tuple[str, str]:
    """The name, and what stood beside it in brackets unless that only says who it is."""
    bare, aside = person_name.without_aside(as_text(cells.values.get("name")))
    if is_blank(bare):
        cells.miss("name_missing", "name")
        return "", aside
    try:
        name = person_name.parse(bare)
    except Refused as refused:
        cells.add(refused.code, "name")
        return bare.strip(), aside
    return name, "" if read_relation(aside) else aside


def _id_number(cells: RowCells, today: date) -> id_number.IdNumber | None:
    value = cells.values.get("id_no")
    if is_blank(value):
        cells.miss("id_missing", "id_no")
        return None
    if has_lost_digits(value):
        cells.add("id_lost_precision", "id_no")
        return None
    try:
        number = id_number.parse_imported(as_text(value), today)
    except Refused as refused:
        cells.add(refused.code, "id_no", **refused.facts)
        return None
    if number.converted_from:
        cells.add("id_15_converted", "id_no", number=number.text)
    elif number.looks_rounded:
        cells.add("id_rounded", "id_no")
    return number


def _head_id(cells: RowCells, today: date) -> str | None:
    """The head's number where the row gives it too; only a hint, so no problem if it is wrong."""
    value = cells.values.get("head_id")
    if is_blank(value) or has_lost_digits(value):
        return None
    try:
        return id_number.parse_imported(as_text(value), today).text
    except Refused:
        return None


def _relation(cells: RowCells, name: str) -> tuple[str | None, bool]:
    """The relation code, and whether this is the head of the household."""
    text = cells.text("relation")
    code = read_relation(text) if text else None
    is_named_head = bool(cells.head) and name == cells.head
    if code is None:
        if is_named_head or (not cells.head and "relation" not in cells.columns.columns):
            return "01", True
        if text:
            cells.add("relation_unknown", "relation", typed=text)
        elif "relation" in cells.columns.columns:
            cells.miss("relation_missing", "relation")
        return None, False
    if is_head(code) and cells.head and not is_named_head:
        cells.add("head_mismatch", "relation", typed=text, head=cells.head)
        return None, False
    return code, is_head(code)


def _sex(cells: RowCells, number: id_number.IdNumber | None) -> str | None:
    typed = _SEXES.get(cells.text("sex"))
    if number is None:
        if cells.text("sex") and typed is None:
            cells.add("sex_unreadable", "sex")
        return typed
    if typed and typed != number.sex:
        cells.add("sex_mismatch", "sex")
    return number.sex


def _birth_date(cells: RowCells, number: id_number.IdNumber | None, today: date) -> date | None:
    """By the number (V-ID-DERIVE); what is typed is only compared, or taken when alone."""
    value = cells.values.get("birth_date")
    derived = number.birth_date if number else None
    if is_blank(value):
        return derived
    try:
        typed = loose_values.read_day(value)
    except Refused:
        month = _or_none(lambda: loose_values.read_month_of_birth(value))
        if derived is None or month is None:
            cells.add("birth_unreadable", "birth_date")
        elif month != derived.replace(day=1):
            cells.add("birth_mismatch", "birth_date")
        return derived
    if derived is None and typed and typed <= today:
        return typed
    if typed != derived:
        cells.add("birth_mismatch" if derived else "birth_unreadable", "birth_date")
    return derived


def _nation(cells: RowCells) -> str | None:
    text = cells.text("nation")
    code = NATION.code_of(text) or NATION.code_of(f"{text}族")
    if text and code is None:
        cells.add("nation_unknown", "nation", typed=text)
    return code


def _hardships(cells: RowCells) -> tuple[str, ...]:
    text = cells.text("hardship")
    codes = read_hardships(text)
    if codes is None:
        cells.add("hardship_unknown", "hardship", typed=text)
        return (OTHER_HARDSHIP,)
    return codes


def _count(cells: RowCells, name: str) -> int | None:
    """A number of people; only what can be read counts."""
    value = cells.values.get(name)
    count = loose_values.read_count(value)
    if count is None and not is_blank(value):
        cells.add("count_unreadable", name, typed=as_text(value).strip())
    return count


def _village(cells: RowCells) -> str | None:
    if cells.village_code is None:
        cells.miss("village_unknown", "village")
    return cells.village_code


def _amount(cells: RowCells) -> Decimal | None:
    try:
        amount = loose_values.read_money(cells.values.get("amount"))
    except Refused as refused:
        cells.add(refused.code, "amount")
        return None
    if amount is None or amount == money.to_fen(amount):
        return amount
    rounded = money.to_fen(amount)
    if abs(amount - rounded) > Decimal("0.000001"):
        cells.add("amount_rounded", "amount", amount=rounded)
    return rounded


def _start(cells: RowCells, today: date) -> date | None:
    value = cells.values.get("start")
    try:
        return loose_values.read_month(value, today, pads_months=cells.pads_months)
    except Refused as refused:
        typed = as_text(value)
        cells.add(refused.code, "start", typed=typed, year=typed[:4])
        return None


def _account(cells: RowCells) -> str | None:
    value = cells.values.get("account")
    if is_blank(value):
        return None
    if has_lost_digits(value):
        cells.add("account_lost_precision", "account")
        return None
    try:
        return bank_account.parse(as_text(value))
    except Refused as refused:
        cells.add(refused.code, "account")
        return None


def _phones(cells: RowCells) -> tuple[str, ...]:
    text = cells.text("phone")
    try:
        return phone_number.parse_all(text) if text else ()
    except Refused as refused:
        cells.add(refused.code, "phone")
        return ()


def _or_none(read: Callable[[], date | None]) -> date | None:
    try:
        return read()
    except Refused:
        return None
