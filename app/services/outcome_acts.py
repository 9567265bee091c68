"""What finishing a visit does in the registers (``form_acts``): planned, told, done."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.rule_pack import RulePack
from app.forms.outcome import ToldAnswer
from app.services.form_acts import ACTS, Deed, FormAct, Occasion, Remarks, Values
from app.services.form_targets import field_of
from app.services.outcome_fields import PlannedChange, forbidden, in_words, put
from app.services.outcome_records import Subject
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class PlannedAct:
    """An act with what is said of it."""

    planned: PlannedChange
    act: FormAct
    values: Values


def act_plans(
    work: UnitOfWork,
    told: Sequence[ToldAnswer],
    subject: Subject,
    entered: Collection[str],
    occasion: Occasion,
) -> Iterator[PlannedAct]:
    """What the answers have done. ``entered``: registers the form enters the person in before."""
    for noun, act in ACTS.items():
        values: Values = {}
        for one in told:
            known = field_of(one.target) if one.target.noun == noun else None
            if known is not None:
                put(values, known[1], one)
        if not values:
            continue
        is_there = not act.register or act.register in entered or act.find(work, subject)
        if is_there or act.missing:
            yield _planned(work, noun, act, values, "" if is_there else act.missing, occasion)


def do_act(
    work: UnitOfWork, pack: RulePack, one: PlannedAct, subject: Subject, occasion: Occasion
) -> Remarks:
    """Do it. Raises ``Refused`` as the register's verb does."""
    entry = one.act.find(work, subject)
    return one.act.do(Deed(work, pack, entry, dict(one.values), occasion))


def _planned(
    work: UnitOfWork, noun: str, act: FormAct, values: Values, missing: str, occasion: Occasion
) -> PlannedAct:
    known: dict[str, Any] = {"met": occasion.met, **values} if "met" in act.fields else values
    shown = {name: known[name] for name in act.told if known.get(name)}
    planned = PlannedChange(
        f"act:{noun}",
        noun,
        act.title,
        act.does,
        "",
        in_words(act.fields, shown),
        hindrance=forbidden(work, act.actions) or missing,
        is_deed=True,
    )
    return PlannedAct(planned, act, values)
