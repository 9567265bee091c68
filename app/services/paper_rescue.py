"""E-25 to E-27 and E-27b out of what a 救助站 keeps of somebody it helped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from app.domain import codes
from app.domain import codes_vagrants as of_vagrants
from app.domain.permissions import Action, may
from app.errors import Refused
from app.models.homecoming import Departure
from app.models.person import Person
from app.models.vagrant import Vagrant
from app.printing.family_search_notice import FamilySearchSheet
from app.printing.homecoming import EscortSheet
from app.printing.rescue_registration import Belonging, Relative, RescueSheet
from app.printing.station_forms import (
    HandoverSheet,
    LeavingSheet,
    StationNoticeSheet,
    StaySheet,
)
from app.services.paper_head import head_of
from app.services.press import Press, joined
from app.services.rescue_photos import FACE, photo_of
from app.storage.unit_of_work import UnitOfWork

REGISTRATION, SEARCH, ESCORT = "E-25", "E-26", "E-27"
REFUSED, LEAVING, STAY, ENDED, HANDOVER = (f"E-27b-{place}" for place in range(1, 6))
_UNKNOWN: Final = "不详"
_NOT_HELPED: Final = "2"
_OF_OWN_WILL: Final = frozenset(("1", "11"))
_ENDED: Final = "10"
_HANDED_OVER: Final = frozenset("34567")
"""LEAVE_WAY: to relatives, a body, home by escort, to another station."""
_IDENTIFIED: Final = frozenset(("1", "4"))
_BY_POLICE: Final = "2"
_LEAVING: Final[Mapping[str, str]] = {
    "1": "自行离站", "2": "提供乘车凭证返乡", "3": "亲属接领", "4": "单位接领", "5": "护送返乡",
    "6": "护送返乡", "7": "移送外站", "8": "送医", "9": "安置", "10": "终止救助", "11": "擅自离站",
    "12": "其他",
}  # fmt: skip
"""LEAVE_WAY -> its word on the form."""


# -- who it is -----------------------------------------------------------------------------------


def _known(work: UnitOfWork, who: Vagrant) -> Person | None:
    return work.get(Person, who.person_id, with_deleted=True) if who.person_id else None


def _name(work: UnitOfWork, who: Vagrant) -> str:
    known = _known(work, who)
    return known.name if known else who.claimed_name or _UNKNOWN


def _age(who: Vagrant) -> str:
    """As told, else as it looks: 目测40至50岁."""
    if who.claimed_birth:
        return who.claimed_birth
    if who.age_from is None:
        return ""
    return f"目测{who.age_from}至{who.age_to}岁" if who.age_to else f"目测{who.age_from}岁"


def _features(who: Vagrant) -> str:
    build = of_vagrants.BUILD.label(who.build)
    return joined(build, who.face, who.hair, who.eyes, who.teeth, who.marks, by="，")


def _left(work: UnitOfWork, who: Vagrant) -> Departure | None:
    found = work.find(
        Departure,
        Departure.vagrant_id == who.id,
        order_by=(Departure.rowid_.desc(),),
        limit=1,
    )
    return found[0] if found else None


def _told(entry: Mapping[str, Any], *names: str) -> str:
    """The first of ``names`` that an entry of a list has."""
    return next((str(entry[name]) for name in names if entry.get(name)), "")


def _require(is_so: bool, sentence: str) -> None:
    if not is_so:
        raise Refused(sentence, code="notice_premature")


# -- E-25, E-26 ----------------------------------------------------------------------------------


def registration_of(work: UnitOfWork, press: Press, who: Vagrant) -> RescueSheet:
    """E-25: one time somebody was helped; no fingerprints and no photos."""
    known = _known(work, who)
    day = who.arrived_at.date() if who.arrived_at else None
    return RescueSheet(
        **head_of(work, press, REGISTRATION, who, day),
        arrived_at=who.arrived_at,
        way=of_vagrants.FOUND_WAY.label(who.found_way),
        escort=joined(who.escort_unit, who.escort_person, who.escort_phone, by="，"),
        name=_name(work, who),
        sex=codes.SEX.label(who.sex),
        age=_age(who),
        nation=codes.NATION.label(known.nation) if known else "",
        id_no=(known.id_no if known else None) or "",
        hukou_address=(known.hukou_addr if known else None) or "",
        home_address=(known.live_addr if known else None) or who.claimed_addr or "",
        features=_features(who),
        clothes=who.clothes or "",
        reason=of_vagrants.VAGRANT_REASON.label(who.reason),
        story=who.history or "",
        times=who.helped_before,
        relatives=tuple(_relatives(who)),
        body=of_vagrants.BODY_STATE.label(who.health_state),
        mind=of_vagrants.BODY_STATE.label(who.mental_state),
        injury=who.injury or "",
        belongings=tuple(_belongings(who)),
        aid=of_vagrants.ENJOYED_AID.label(who.enjoyed_aid),
        needs=tuple(of_vagrants.RESCUE_NEED.label(each) for each in who.needs or ()),
        answer=of_vagrants.RESCUE_ANSWER.label(who.answer),
        refusal=of_vagrants.RESCUE_REFUSAL.label(who.refusal),
    )


def _relatives(who: Vagrant) -> Iterator[Relative]:
    for each in who.relatives or ():
        yield Relative(
            name=_told(each, "name"),
            relation=_told(each, "relation"),
            address=_told(each, "address", "addr"),
            phone=_told(each, "phone"),
        )


def _belongings(who: Vagrant) -> Iterator[Belonging]:
    for each in who.belongings or ():
        yield Belonging(
            name=_told(each, "name"),
            count=_told(each, "count", "quantity"),
            handling=_told(each, "handling", "disposal"),
        )


def search_of(work: UnitOfWork, press: Press, who: Vagrant) -> FamilySearchSheet:
    """E-26: what is made public so that a family finds its own."""
    return FamilySearchSheet(
        **head_of(work, press, SEARCH, who, work.today),
        name=who.claimed_name or _UNKNOWN,
        sex=codes.SEX.label(who.sex),
        age=_age(who),
        height=f"{who.height_cm}厘米" if who.height_cm else "",
        health=of_vagrants.BODY_STATE.label(who.health_state),
        intellect=of_vagrants.BODY_STATE.label(who.intellect_state),
        mind=of_vagrants.BODY_STATE.label(who.mental_state),
        features=_features(who),
        accent=who.accent or "",
        clothes=who.clothes or "",
        found_on=who.arrived_at.date() if who.arrived_at else None,
        found_place=who.found_place or press.places.full_name(who.found_place_code or ""),
        station=f"{press.county(who.org_code)}救助管理站",
        photo=_face(work, who),
    )


def _face(work: UnitOfWork, who: Vagrant) -> bytes | None:
    """The picture of the face, for whom it is to be seen; each look is in the audit."""
    if who.photo_face_id is None or not may(work.actor.role, Action.BIOMETRIC_READ):
        return None
    return photo_of(work, who.id, FACE)


# -- E-27 ----------------------------------------------------------------------------------------


def escort_of(work: UnitOfWork, press: Press, left: Departure) -> EscortSheet:
    """E-27: handed over to whoever receives them at home."""
    who = work.get(Vagrant, left.vagrant_id, with_deleted=True)
    known = _known(work, who)
    return EscortSheet(
        **head_of(work, press, ESCORT, left, left.left_at.date() if left.left_at else None),
        station=f"{press.county(who.org_code)}救助管理站",
        escorts=joined(*(left.escorts or ()), by="、"),
        vehicle=left.vehicle or "",
        departed_at=left.departed_at,
        reached_at=left.reached_at,
        name=_name(work, who),
        sex=codes.SEX.label(who.sex),
        id_no=(known.id_no if known else None) or "",
        home_address=left.home_addr or press.places.full_name(left.home_addr_code or ""),
        health=of_vagrants.BODY_STATE.label(who.health_state),
        things=left.handed_over or "",
        receiver=left.receiver_name or "",
        receiver_relation=codes.RELATION.label(left.receiver_relation),
        receiver_id_no=left.receiver_id_no or "",
        receiver_phone=left.receiver_phone or "",
        receiver_unit=left.receiver_unit or "",
    )


# -- E-27b ---------------------------------------------------------------------------------------


def refused_of(work: UnitOfWork, press: Press, who: Vagrant) -> StationNoticeSheet:
    """E-27b-1; raises ``Refused`` notice_premature."""
    _require(who.answer == _NOT_HELPED, "没有登记不予救助。请先登记救助决定再打印。")
    day = who.arrived_at.date() if who.arrived_at else None
    return StationNoticeSheet(
        **head_of(work, press, REFUSED, who, day),
        name=_name(work, who),
        at=who.arrived_at,
        story=of_vagrants.VAGRANT_REASON.label(who.reason),
        reason=of_vagrants.RESCUE_REFUSAL.label(who.refusal),
    )


def leaving_of(work: UnitOfWork, press: Press, left: Departure) -> LeavingSheet:
    """E-27b-2; raises ``Refused`` notice_premature."""
    _require(left.way in _OF_OWN_WILL, "离站方式不是自行离站。请核对离站登记。")
    who = work.get(Vagrant, left.vagrant_id, with_deleted=True)
    known = _known(work, who)
    return LeavingSheet(
        **head_of(work, press, LEAVING, left, _day(left.left_at)),
        name=_name(work, who),
        id_no=(known.id_no if known else None) or "",
        arrived_at=who.arrived_at,
        left_at=left.left_at,
        whereto=left.home_addr or "",
        things=joined(left.handed_over, left.ticket_kind, by="；"),
    )


def stay_of(work: UnitOfWork, press: Press, who: Vagrant) -> StaySheet:
    """E-27b-3: what was done in the station is for the pen; how they left is filled in."""
    left = _left(work, who)
    ticket = (
        joined(left.ticket_kind, left.ticket_from, left.ticket_to, left.ticket_no, by="，")
        if left
        else ""
    )
    return StaySheet(
        **head_of(work, press, STAY, who, _day(who.arrived_at)),
        name=_name(work, who),
        arrived_at=who.arrived_at,
        medical=who.hospital or "",
        left_at=left.left_at if left else None,
        way=_LEAVING.get((left.way if left else None) or "", ""),
        whereto=(left.home_addr if left else None) or "",
        ticket=ticket,
    )


def ended_of(work: UnitOfWork, press: Press, left: Departure) -> StationNoticeSheet:
    """E-27b-4; raises ``Refused`` notice_premature."""
    _require(left.way == _ENDED, "离站方式不是终止救助。请核对离站登记。")
    who = work.get(Vagrant, left.vagrant_id, with_deleted=True)
    return StationNoticeSheet(
        **head_of(work, press, ENDED, left, _day(left.left_at)),
        name=_name(work, who),
        at=left.left_at,
        story=of_vagrants.FOUND_WAY.label(who.found_way),
        reason=who.state_reason or "",
    )


def handover_of(work: UnitOfWork, press: Press, who: Vagrant) -> HandoverSheet:
    """E-27b-5; raises ``Refused`` notice_premature."""
    _require(who.found_way == _BY_POLICE, "不是公安机关护送来站。请核对来站方式。")
    return HandoverSheet(
        **head_of(work, press, HANDOVER, who, _day(who.arrived_at)),
        unit=who.escort_unit or "",
        officers=joined(who.escort_person, who.escort_phone, by="，"),
        at=who.arrived_at,
        place=who.found_place or "",
        identity=_name(work, who),
        features=_features(who),
        health=of_vagrants.BODY_STATE.label(who.health_state),
        things=joined(*(each.name for each in _belongings(who)), by="、"),
        is_checked=True if who.police_query else None,
    )


def papers_of_stay(who: Vagrant) -> Iterator[str]:
    """The papers that somebody's stay asks for."""
    is_helped = who.answer != _NOT_HELPED
    wanted = (
        (REGISTRATION, True),
        (SEARCH, is_helped and who.identity_state not in _IDENTIFIED),
        (HANDOVER, who.found_way == _BY_POLICE),
        (STAY, is_helped),
        (REFUSED, not is_helped),
    )
    yield from (code for code, is_wanted in wanted if is_wanted)


def papers_of_leaving(left: Departure) -> Iterator[str]:
    """The papers that the way somebody left asks for."""
    wanted = (
        (ESCORT, left.way in _HANDED_OVER),
        (LEAVING, left.way in _OF_OWN_WILL),
        (ENDED, left.way == _ENDED),
    )
    yield from (code for code, is_wanted in wanted if is_wanted)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
