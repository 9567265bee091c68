"""E-31 发放名册 out of a month's run: what was confirmed, with the accounts as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.codes import SCHEME
from app.domain.money import ZERO
from app.models.payment import PayLine, PayRun
from app.models.person import Person
from app.printing.payment_roster import PaidLine, RosterSheet
from app.services.paper_head import head_of
from app.services.press import Press
from app.storage.unit_of_work import UnitOfWork

CODE: Final = "E-31"
_CONFIRMED: Final = "2"


def roster_of(work: UnitOfWork, press: Press, run: PayRun) -> RosterSheet:
    """The roster of a run; a draft until somebody else has confirmed it."""
    lines = work.find(PayLine, PayLine.run_id == run.id, order_by=(PayLine.rowid_,))
    item = SCHEME.label(run.scheme)
    people = _people(work, lines)
    return RosterSheet(
        **head_of(work, press, CODE, run, run.drawn_on),
        is_draft=run.state != _CONFIRMED,
        scheme=item,
        month=run.month,
        batch=run.number,
        lines=tuple(_line(each, people.get(each.person_id or ""), item) for each in lines),
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
