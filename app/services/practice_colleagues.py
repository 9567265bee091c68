"""练习模式: who works in the invented county besides its clerk, so that one person can practise what
takes two: 经办 and 审核 are never the same. Also what only some of them may open: 强制报告."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple

from app.domain.permissions import Action
from app.models.account import Account
from app.models.child import Child
from app.models.columns import Sensitivity
from app.models.mandatory_report import MandatoryReport
from app.services import accounts
from app.services.accounts import AccountFile
from app.services.mandatory_reports import FOLLOWED, SENT
from app.services.permitted import needs
from app.services.practice_mark import is_practice
from app.storage.unit_of_work import UnitOfWork


class _Colleague(NamedTuple):
    """``is_local``: of the township; else of the county."""

    name: str
    role: str
    is_local: bool = True


COLLEAGUES: Final = (
    _Colleague("钱主任", "3"),
    _Colleague("陈协理", "4"),
    _Colleague("郑督导", "5"),
    _Colleague("吴儿主", "6"),
    _Colleague("孙科长", "1", is_local=False),
    _Colleague("马站员", "7", is_local=False),
)
"""One a role; all of them see the whole township."""
REPORTS: Final = (
    (SENT, 2, "手臂有多处新旧不一的伤痕，自称被打", ()),
    (FOLLOWED, 40, "放学后独自在家，多日无人照料", ("村里已安排亲属临时照料，派出所已找到其父",)),
)
"""State, days ago, what was seen, what was done."""


def appoint(work: UnitOfWork, township: str) -> None:
    """Enter the colleagues that are not there yet, and reports of children in danger for those who
    may open them. A practice vault that has its colleagues stays as it is: one of an earlier
    version of the program has none."""
    known = {each.name for each in accounts.list_accounts(work)}
    missing = [one for one in COLLEAGUES if one.name not in known]
    for one in missing:
        org = township if one.is_local else None
        _ = work.add(Account(org_code=org, name=one.name, role=one.role, villages=None))
    if not missing or work.find(MandatoryReport, limit=1):
        return
    children = work.find(Child, order_by=(Child.rowid_,), limit=len(REPORTS))
    for (state, ago, seen, done), child in zip(REPORTS, children, strict=False):
        _report(work, child, state, ago, seen, done)


@needs(Action.ACCOUNT_READ)
def colleagues(work: UnitOfWork) -> tuple[AccountFile, ...]:
    """Who may sit down at this desk in practice, its owner first; nobody outside of practice."""
    if not is_practice(work):
        return ()
    owner = accounts.owner(work)
    names = {each.name for each in COLLEAGUES}
    others = (each for each in accounts.list_accounts(work) if each.name in names)
    return (*((owner,) if owner else ()), *others)


def _report(
    work: UnitOfWork, child: Child, state: str, ago: int, seen: str, done: tuple[str, ...]
) -> None:
    found = work.now - timedelta(days=ago, hours=1)
    values: Mapping[str, Any] = {
        "reporter": {"id": work.actor.id, "name": "吴儿主"},
        "child_id": child.id,
        "found_at": found.isoformat(timespec="minutes"),
        "police_at": (found + timedelta(minutes=12)).isoformat(timespec="minutes"),
        "police_unit": "沙坪派出所（练习）",
        "situations": ["4"],
        "description": seen,
        "emergency": ["3"],
    }
    report = MandatoryReport(
        org_code=child.org_code,
        village_code=child.village_code,
        state=state,
        secret_level=int(Sensitivity.SEALED),
        submitted_on=found.date(),
    )
    report.id = work.new_id()
    report.filled = sorted(values)
    pieces: list[Mapping[str, Any]] = [values]
    for text in done:
        at = (found + timedelta(days=2)).isoformat(timespec="minutes")
        pieces.append({"follow_up": {"at": at, "by": "郑督导", "text": text}})
    report.parts = [work.seal(each, report.id) for each in pieces]
    _ = work.add(report)
