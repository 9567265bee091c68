"""E-31 发放名册 and E-31b 变动表 out of a month's run: what was confirmed, with the accounts as they
are now; what changed, old and new, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.codes import SCHEME
from app.domain.codes_payment import PAY_CHANGE
from app.domain.money import ZERO
from app.domain.months import month_name
from app.domain.payment import OWED, SAME, TAKEN
from app.models.payment import PayLine, PayRun
from app.models.person import Person
from app.printing.payment_changes import ChangedLine, ChangesSheet
from app.printing.payment_roster import PaidLine, RosterSheet
from app.services.paper_head import head_of
from app.services.pay_runs import CONFIRMED, RunLine, RunSheet, run_sheet
from app.services.press import Press
from app.storage.unit_of_work import UnitOfWork

CODE: Final = "E-31"
CHANGES: Final = "E-31b"


def roster_of(work: UnitOfWork, press: Press, run: PayRun) -> RosterSheet:
    """The roster of a run; a draft until somebody else has confirmed it."""
    lines = work.find(PayLine, PayLine.run_id == run.id, order_by=(PayLine.rowid_,))
    item = SCHEME.label(run.scheme)
    people = _people(work, lines)
    return RosterSheet(
        **head_of(work, press, CODE, run, run.drawn_on),
        is_draft=run.state != CONFIRMED,
        scheme=item,
        month=run.month,
        batch=run.number,
        lines=tuple(_line(each, people.get(each.person_id or ""), item) for each in lines),
    )


def changes_of(work: UnitOfWork, press: Press, run: PayRun) -> ChangesSheet:
    """What of a run is not as last month; a draft until somebody else has confirmed it."""
    sheet = run_sheet(work, run.id)
    return ChangesSheet(
        **head_of(work, press, CHANGES, run, run.drawn_on),
        is_draft=not sheet.is_confirmed,
        scheme=SCHEME.label(run.scheme),
        month=run.month,
        batch=run.number,
        households=run.households,
        paid=sheet.totals.total,
        lines=tuple(_changed(each, sheet, press) for each in sheet.changes),
    )


def _changed(line: RunLine, sheet: RunSheet, press: Press) -> ChangedLine:
    """A correction pays a difference: its old and new amount stand in the run it corrects."""
    is_first = sheet.number == 1
    change = line.change
    if change == SAME:
        change = OWED if line.back_pay > 0 else TAKEN
    return ChangedLine(
        name=line.name,
        village=press.village(line.village_code),
        change=PAY_CHANGE.label(change),
        persons=line.persons,
        former=line.former if is_first else None,
        amount=line.amount if is_first else None,
        difference=line.amount - line.former if is_first else line.amount,
        back_pay=line.back_pay or None,
        months="、".join(month_name(each.month) for each in line.back_months),
        reason=line.reason,
    )


def _people(work: UnitOfWork, lines: list[PayLine]) -> Mapping[str, Person]:
    ids = {each.person_id for each in lines if each.person_id}
    return {each.id: each for each in work.find(Person, Person.id.in_(ids))}


def _line(each: PayLine, person: Person | None, item: str) -> PaidLine:
    back = each.back_pay or None
    return PaidLine(
        name=person.name if person else "",
        id_no=(person.id_no if person else None) or "",
        bank=(person.bank_name if person else None) or "",
        bank_no=(person.bank_no if person else None) or "",
        item=item,
        persons=each.persons,
        standard=each.amount,
        back_pay=back,
        amount=(each.amount or ZERO) + (back or ZERO),
        remark=each.reason or "",
    )
