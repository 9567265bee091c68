"""Who looks after a child: entrusted care with its legal checks, and the guardian's assessment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from app.domain.codes_children import UNFIT_CAREGIVER
from app.domain.guardian_scale import GUARDIANSHIP, level_of, total_of
from app.domain.months import age_on, months_later
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.child_care import EntrustedCare, GuardianAssessment
from app.services import records
from app.services.children import open_child, put_risk
from app.services.field_rules import Finding
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork

ASSESSORS: Final = 2


@needs(Action.CHILD_WRITE)
def entrust(work: UnitOfWork, pack: RulePack, child_id: str, values: Mapping[str, Any]) -> Saved:
    """A caregiver for a child whose parents are away (未成年人保护法第二十二条).

    Raises ``Refused``: care_twice (there is one already), caregiver_unfit, caregiver_minor.
    """
    pack = pack.on(work.today)
    child = open_child(work, child_id)
    if current := _current(work, child_id):
        sentence = "已有委托照护在执行。请先结束原来的委托，再登记新的。"
        raise Refused(sentence, code="care_twice", care_id=current[0].id)
    _refuse_unfit(pack, values, work.today)
    saved = records.write(work, EntrustedCare, {**values, "child_id": child.id})
    care = work.get(EntrustedCare, saved.id)
    return Saved(saved.noun, saved.id, True, (*saved.remarks, *_gaps(pack, care, work.today)))


@needs(Action.CHILD_WRITE)
def set_care(work: UnitOfWork, pack: RulePack, care_id: str, values: Mapping[str, Any]) -> Saved:
    """Add to an entrusted care: signed on, school and village told, the parents' contact, trouble
    of the caregiver. Raises as ``entrust``."""
    pack = pack.on(work.today)
    care = work.get(EntrustedCare, care_id)
    require_reach(work, care)
    _refuse_unfit(pack, values, work.today)
    saved = records.write(work, EntrustedCare, values, record=care)
    return Saved(saved.noun, saved.id, False, (*saved.remarks, *_gaps(pack, care, work.today)))


@needs(Action.CHILD_WRITE)
def end_care(work: UnitOfWork, care_id: str, reason: str, day: date | None = None) -> Saved:
    """The caregiver no longer looks after the child; ``reason`` is a code of CARE_END."""
    care = work.get(EntrustedCare, care_id)
    require_reach(work, care)
    values = {"ended_on": day or work.today, "end_reason": reason}
    return records.write(work, EntrustedCare, values, record=care)


@needs(Action.CHILD_WRITE)
def note_contact(work: UnitOfWork, care_id: str, day: date | None = None) -> Saved:
    """The parents spoke with child and caregiver (第二十三条: at least once a week)."""
    care = work.get(EntrustedCare, care_id)
    require_reach(work, care)
    return records.write(work, EntrustedCare, {"last_contact": day or work.today}, record=care)


@needs(Action.CHILD_WRITE)
def assess_guardian(
    work: UnitOfWork, pack: RulePack, child_id: str, values: Mapping[str, Any]
) -> Saved:
    """监护评估 E-23: adds the points up, sets the child's risk and 监护情况, plans the next.

    Raises ``Refused``: assessors_missing (at least two), items_missing, item_unknown,
    points_wrong.
    """
    pack = pack.on(work.today)
    child = open_child(work, child_id)
    if len(values.get("assessors") or ()) < ASSESSORS:
        raise Refused("监护评估至少要有两名评估人。请补填评估人。", code="assessors_missing")
    if not values.get("items"):
        raise Refused("还没有打分。请按评估表逐项打分。", code="items_missing")
    total = total_of(values["items"])
    given = {"assess_date": work.today, **values, "child_id": child_id}
    saved = records.write(work, GuardianAssessment, given)
    found = work.get(GuardianAssessment, saved.id)
    level = level_of(pack, total, found.red_lines or ())
    found.total, found.level = total, level
    day = found.assess_date or work.today
    found.next_date = months_later(day, pack.whole("guardian_assess_months"))
    child.risk_score, child.guardianship_level = total, GUARDIANSHIP[level]
    put_risk(work, pack, child, level, f"监护评估{total}分")
    return saved


def _current(work: UnitOfWork, child_id: str) -> list[EntrustedCare]:
    return work.find(
        EntrustedCare, EntrustedCare.child_id == child_id, EntrustedCare.ended_on.is_(None)
    )


def _refuse_unfit(pack: RulePack, values: Mapping[str, Any], today: date) -> None:
    unfit = [UNFIT_CAREGIVER.label(each) for each in values.get("unfit") or ()]
    if unfit:
        sentence = (
            f"被委托人{'；'.join(unfit)}，依照未成年人保护法第二十二条不得被委托。请另选被委托人。"
        )
        raise Refused(sentence, code="caregiver_unfit")
    born = values.get("caregiver_birth")
    if born and age_on(born, today) < pack.whole("adult_age"):
        sentence = "被委托人未成年，不具备完全民事行为能力。请另选被委托人。"
        raise Refused(sentence, code="caregiver_minor")


def _gaps(pack: RulePack, care: EntrustedCare, today: date) -> Iterator[Finding]:
    """What is still wanting of an entrusted care; nothing that stops it."""
    wanting = {
        "signed_on": "委托照护协议还没有签订。请补签并登记日期。",
        "told_school": "还没有书面告知学校（幼儿园）。请补办告知。",
        "told_village": "还没有书面告知村（居）委会。请补办告知。",
        "child_wish": "还没有听取儿童意愿。请当面询问后登记。",
    }
    for name, sentence in wanting.items():
        if not getattr(care, name):
            yield Finding(name, "care_gap", sentence, is_error=False)
    born, old = care.caregiver_birth, pack.whole("entrust.elder_age")
    if born and age_on(born, today) >= old:
        sentence = f"被委托人已满{old}周岁。请核实照护能力，并增加走访。"
        yield Finding("caregiver_birth", "caregiver_old", sentence, is_error=False)
