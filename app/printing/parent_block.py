"""What forms about a child say of its father, its mother and who looks after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.tables import field_row
from app.printing.wording import written_date


@dataclass(frozen=True, kw_only=True)
class ParentLines:
    """Father or mother: what became of them, since when, by which proof."""

    name: str = ""
    id_no: str = ""
    situation: str = ""
    since: date | None = None
    proof: str = ""
    reported_on: date | None = None
    receipt_no: str = ""


@dataclass(frozen=True, kw_only=True)
class GuardianLines:
    """Who looks after a child."""

    name: str = ""
    relation: str = ""
    id_no: str = ""
    phone: str = ""


def parent_block(label: str, one: ParentLines, *, with_search: bool = False) -> Block:
    """The block of one parent; ``with_search``: when the police was told that it is lost."""
    rows = (
        field_row(("姓名", one.name, 20, 45), ("公民身份号码", one.id_no, 28, 60)),
        field_row(("情形", one.situation, 20, 58), ("起始日期", written_date(one.since), 24, 51)),
        field_row(("佐证名称及编号", one.proof, 34, 119)),
    )
    lost = field_row(
        ("失联报警日期", written_date(one.reported_on), 30, 48),
        ("公安回执号", one.receipt_no, 26, 49),
    )
    return Block(label, (Table((*rows, lost) if with_search else rows),), is_kept=True)


def guardian_row(one: GuardianLines, who: str = "监护人") -> tuple[Row, ...]:
    """Two rows of who looks after the child."""
    return (
        field_row((who, one.name, 24, 48), ("与儿童关系", one.relation, 26, 55)),
        field_row(("公民身份号码", one.id_no, 28, 48), ("联系电话", one.phone, 22, 55)),
    )
