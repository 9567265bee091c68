"""E-28, E-29, E-30 and E-32 out of the registers: who came home, who is old, who may stray."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar

from app.domain import codes
from app.domain import codes_registers as of_registers
from app.domain import codes_vagrants as of_vagrants
from app.errors import Refused
from app.models.care_call import CareCall
from app.models.homecoming import ReturnEntry
from app.models.household import Household
from app.models.person import Person
from app.models.registers import Elder, Referral, Wanderer
from app.printing.care_visits import (
    ELDER_KINDS,
    ElderVisitSheet,
    ReferralSheet,
    WandererCall,
    WandererSheet,
)
from app.printing.homecoming import ReturnVisitSheet
from app.services.paper_family import applicant
from app.services.paper_head import head_of
from app.services.paper_person import person_lines
from app.services.press import Press, joined
from app.storage.unit_of_work import UnitOfWork

RETURN_VISIT, ELDER_VISIT, REFERRAL, WANDERER = "E-28", "E-29", "E-30", "E-32"
_Entry = TypeVar("_Entry", ReturnEntry, Elder)
_CALLS: Final = 4
"""What the form has room for; the newest."""


def return_visit_of(work: UnitOfWork, press: Press, call: CareCall) -> ReturnVisitSheet:
    """E-28; raises ``Refused`` paper_not_for_visit."""
    entry = _about(work, call, ReturnEntry)
    person = work.get(Person, entry.person_id, with_deleted=True)
    lines = person_lines(press, person)
    return ReturnVisitSheet(
        **head_of(work, press, RETURN_VISIT, call, call.day),
        name=lines.name,
        id_no=lines.id_no,
        home_address=lines.home_address,
        returned_on=entry.returned_on,
        station=entry.from_station or "",
        visited_on=call.day,
        way=of_vagrants.CARE_CALL_WAY.label(call.way),
        visitors=joined(*(call.callers or ()), by="、"),
        at_home=call.at_home,
        guardian=call.guardian or "",
        living=call.living or "",
        medical=call.medical or "",
        housing=call.safety or "",
        aid=joined(
            *(of_vagrants.RETURN_AID.label(each) for each in entry.aid_linked or ()), by="、"
        ),
        risk=codes.RISK.label(call.risk),
        difficulties=call.difficulties or "",
        measures=call.measures or "",
        next_on=call.next_date,
    )


def elder_visit_of(work: UnitOfWork, press: Press, call: CareCall) -> ElderVisitSheet:
    """E-29; raises ``Refused`` paper_not_for_visit."""
    entry = _about(work, call, Elder)
    person = work.get(Person, entry.person_id, with_deleted=True)
    kinds = (of_registers.ELDER_KIND.label(each) for each in entry.categories or ())
    return ElderVisitSheet(
        **head_of(work, press, ELDER_VISIT, call, call.day),
        person=person_lines(press, person),
        kinds=tuple(each for each in kinds if each in ELDER_KINDS),
        visited_on=call.day,
        way=of_vagrants.CARE_CALL_WAY.label(call.way),
        body=call.medical or "",
        mind=call.spirit or "",
        safety=call.safety or "",
        care=joined(call.living, call.guardian),
        relatives=entry.children_contact or "",
        unusual=joined(call.difficulties, call.measures),
        emergency=entry.emergency_name or "",
        emergency_phone=entry.emergency_phone or "",
    )


def _about(work: UnitOfWork, call: CareCall, kind: type[_Entry]) -> _Entry:
    if call.about_noun != kind.noun:
        sentence = f"这张表用于{kind.title}的走访。请选择对应的走访记录。"
        raise Refused(sentence, code="paper_not_for_visit", noun=call.about_noun)
    return work.get(kind, call.about_id or "", with_deleted=True)


def referral_of(work: UnitOfWork, press: Press, household: Household) -> ReferralSheet:
    """E-30: whom it is about and what they need; to whom it goes is for the pen."""
    who = applicant(work, household, None)
    return ReferralSheet(
        **head_of(work, press, REFERRAL, household, work.today),
        source=press.office(household.village_code or household.org_code),
        subject=who.name if who else "",
        phone=(who.phone if who else None) or "",
        home_address=press.address(household),
        need=household.hardship_note or "",
    )


def referral_of_entry(work: UnitOfWork, press: Press, entry: Referral) -> ReferralSheet:
    """E-30 of a referral in the register: to whom, by when, and what came of it."""
    blank = referral_of(work, press, work.get(Household, entry.household_id, with_deleted=True))
    return replace(
        blank,
        **head_of(work, press, REFERRAL, entry, entry.sent_on),
        need=entry.needs or blank.need,
        receiver=entry.receiver or "",
        due_on=entry.due_on,
        papers=entry.materials or "",
        result=entry.result or "",
        feedback=entry.feedback or "",
    )


def wanderer_of(work: UnitOfWork, press: Press, entry: Wanderer) -> WandererSheet:
    """E-32: the file of somebody who may stray, with the calls there were."""
    person = work.get(Person, entry.person_id, with_deleted=True)
    calls = work.find(
        CareCall,
        CareCall.about_noun == entry.noun,
        CareCall.about_id == entry.id,
        order_by=(CareCall.rowid_.desc(),),
        limit=_CALLS,
    )
    return WandererSheet(
        **head_of(work, press, WANDERER, entry, entry.surveyed_on),
        person=person_lines(press, person),
        kinds=tuple(of_vagrants.WANDERER_KIND.label(each) for each in entry.categories or ()),
        guardian=entry.guardian_name or "",
        guardian_phone=entry.guardian_phone or "",
        losses=entry.past_losses or "",
        features=entry.features or "",
        measures=entry.measures or "",
        responsible=entry.surveyor or "",
        surveyed_on=entry.surveyed_on,
        entered_on=entry.jinmin_on,
        calls=tuple(
            WandererCall(day=each.day, text=joined(each.living, each.measures))
            for each in reversed(calls)
        ),
    )
