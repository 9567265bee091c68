"""用印登记: a paper is stamped by hand, and that is written down; nothing written is changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain import codes_papers as states
from app.domain.permissions import Action
from app.errors import Refused
from app.models.issued_paper import IssuedPaper
from app.models.seal_log import SealLog
from app.services.permitted import needs
from app.services.reach import require_reach
from app.storage.unit_of_work import UnitOfWork

_MOST_PURPOSE: Final = 200


@dataclass(frozen=True)
class SealUse:
    """One stamping. ``seal_text``: 镇街公章."""

    id: str
    number: str
    seal_text: str
    copies: int
    at: datetime | None
    by: str
    purpose: str


@needs(Action.PAPER_PRINT)
def stamp(
    work: UnitOfWork, line_id: str, seal_kind: str, copies: int, purpose: str = ""
) -> SealUse:
    """Write down that ``copies`` sheets of a numbered paper were stamped.

    Raises ``Refused``: seal_unknown, paper_not_in_force (it holds no longer), paper_not_out (it was
    never printed, or is a draft), copies_impossible (more than went out).
    """
    line = work.get(IssuedPaper, line_id)
    require_reach(work, line)
    if seal_kind not in states.SEAL_KIND:
        raise Refused("没有选择印章。请选择用的是哪一枚。", code="seal_unknown")
    _refuse_paper(line)
    if not 0 < copies <= (line.copies or 0):
        sentence = (
            f"用印份数应是1到{line.copies or 0}，这份文书打印了{line.copies or 0}份。请核对后再填。"
        )
        raise Refused(sentence, code="copies_impossible")
    made = SealLog(
        org_code=line.org_code,
        village_code=line.village_code,
        paper_id=line.id,
        household_id=line.household_id,
        number=line.number,
        seal_kind=seal_kind,
        copies=copies,
        stamped_at=work.now,
        stamped_by=work.actor.name,
        purpose=purpose.strip()[:_MOST_PURPOSE] or None,
    )
    return _use(work.add(made))


def uses_of(work: UnitOfWork, line_ids: Iterable[str]) -> Mapping[str, tuple[SealUse, ...]]:
    """By paper, the newest first; papers without are not in it."""
    found: defaultdict[str, list[SealUse]] = defaultdict(list)
    wanted = SealLog.paper_id.in_(tuple(line_ids))
    for each in work.find(SealLog, wanted, order_by=(SealLog.rowid_.desc(),)):
        found[each.paper_id].append(_use(each))
    return {paper: tuple(uses) for paper, uses in found.items()}


def _refuse_paper(line: IssuedPaper) -> None:
    if line.state in states.GONE:
        label = states.PAPER_STATE.label(line.state)
        sentence = f"编号{line.number}的文书现在是“{label}”，不能用印。请重新打印一份有效的。"
        raise Refused(sentence, code="paper_not_in_force", id=line.id)
    if line.is_draft or not line.copies:
        sentence = f"编号{line.number}还是草稿或没有打印过，不能用印。请办结并打印后再登记。"
        raise Refused(sentence, code="paper_not_out", id=line.id)


def _use(one: SealLog) -> SealUse:
    return SealUse(
        one.id,
        one.number or "",
        states.SEAL_KIND.label(one.seal_kind),
        one.copies or 0,
        one.stamped_at,
        one.stamped_by or "",
        one.purpose or "",
    )
