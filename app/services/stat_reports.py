"""统计报表: a table as it was reported. It never changes; a later number puts it right and says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.months import day_text
from app.domain.permissions import Action
from app.errors import Refused
from app.models.stat_report import StatReport
from app.services.month_table import TableRow
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork

DIBAO, RESCUE, CHILDREN, YEAR = "1", "2", "3", "4"
"""STAT_KIND."""
READS: Final[Mapping[str, tuple[Action, ...]]] = {
    DIBAO: (Action.PAYMENT_READ,),
    RESCUE: (Action.VAGRANT_READ,),
    CHILDREN: (Action.CHILD_READ,),
    YEAR: (
        Action.CASE_READ, Action.FIGURES_READ, Action.VAGRANT_READ, Action.ACCOUNT_READ,
        Action.CHILD_READ,
    ),
}  # fmt: skip
"""STAT_KIND -> what somebody must be allowed to read who reads such a table (besides the
figures): that from which it is made."""
_LONGEST_REASON: Final = 200


@dataclass(frozen=True)
class KeptTable:
    """One that was reported. ``number`` 1 is the first of its kind and period."""

    id: str
    period: date
    number: int
    name: str
    rows: tuple[TableRow, ...]
    checks: tuple[str, ...]
    reported: str

    def value_of(self, group: str, label: str) -> TableRow | None:
        """One row, if it is in the table."""
        found = (one for one in self.rows if (one.group, one.label) == (group, label))
        return next(found, None)


@needs(Action.FIGURES_KEEP)
def keep_report(
    work: UnitOfWork,
    kind: str,
    period: date,
    name: str,
    rows: Iterable[TableRow],
    *,
    checks: Iterable[str] = (),
    reason: str = "",
    rule_pack: str = "",
) -> KeptTable:
    """Keep a table as it is now reported.

    Raises ``Refused``: report_unchanged (nothing differs from the last), report_reason_missing (a
    correction says why).
    """
    last, told = latest(work, kind, period), tuple(rows)
    if last is not None:
        _refuse_idle(last, told, reason)
    made = work.add(
        StatReport(
            kind=kind,
            period=period,
            number=last.number + 1 if last else 1,
            name=name,
            rows=[each.written() for each in told],
            checks=list(checks),
            reason=reason.strip()[:_LONGEST_REASON] or None,
            reported_on=work.today,
            reported_by=work.actor.name,
            rule_pack=rule_pack or None,
        )
    )
    return kept_of(made)


@needs(Action.FIGURES_READ)
def latest(work: UnitOfWork, kind: str, period: date, org: str | None = None) -> KeptTable | None:
    """The one that holds for a kind and period of an office (of one's own); None: none yet."""
    found = work.find(
        StatReport,
        StatReport.kind == kind,
        StatReport.period == period,
        StatReport.org_code == (org or work.actor.org_code),
        order_by=(StatReport.number.desc(), StatReport.rowid_.desc()),
        limit=1,
    )
    return kept_of(found[0]) if found else None


def kept_of(report: StatReport) -> KeptTable:
    """A report as its readers want it."""
    day, number = report.reported_on, report.number or 1
    when = day_text(day)
    corrected = f"（第{number - 1}次更正）" if number > 1 else ""
    return KeptTable(
        report.id,
        report.period or date.min,
        number,
        report.name or "",
        tuple(TableRow.read(each) for each in report.rows or ()),
        tuple(report.checks or ()),
        f"{when}由{report.reported_by or ''}定稿{corrected}",
    )


def differing(kept: KeptTable, now: Iterable[TableRow]) -> tuple[str, ...]:
    """What would be otherwise if it were worked out today: 低保户数 12→13; with the group where
    several have a row of that label."""
    before = {(row.group, row.label): row.value for row in kept.rows}
    after = {(row.group, row.label): row.value for row in now}
    keys = tuple(dict.fromkeys((*after, *before)))
    times = Counter(label for _, label in keys)
    return tuple(
        f"{group if times[label] > 1 else ''}{label} "
        f"{_shown(before.get((group, label)))}→{_shown(after.get((group, label)))}"
        for group, label in keys
        if before.get((group, label)) != after.get((group, label))
    )


def _shown(value: object) -> str:
    return "空" if value is None else f"{value}"


def _refuse_idle(last: KeptTable, rows: tuple[TableRow, ...], reason: str) -> None:
    if not differing(last, rows):
        sentence = f"这张表已经{last.reported}，现在算出来没有不同，不用再定稿。可以直接打印。"
        raise Refused(sentence, code="report_unchanged")
    if not reason.strip():
        sentence = f"这张表已经{last.reported}。要更正，请先填写更正原因。"
        raise Refused(sentence, code="report_reason_missing")
