"""E-18, E-19, E-20 and E-34 out of a child's file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from app.domain import codes
from app.domain import codes_children as of_children
from app.errors import Refused
from app.models.child import Child, ParentSituation
from app.models.child_care import EntrustedCare
from app.models.household import Household
from app.models.person import Person
from app.printing.child_allowance import AllowanceSheet
from app.printing.left_behind_child import AwayParent, Grandparent, LeftBehindSheet
from app.printing.lost_contact import LostContactSheet
from app.printing.parent_block import GuardianLines, ParentLines
from app.services.child_file import grandparents_of
from app.services.paper_head import head_of
from app.services.paper_person import person_lines
from app.services.press import Press, disability_of, joined
from app.storage.unit_of_work import UnitOfWork

ORPHAN, UNATTENDED, LEFT_BEHIND = "E-18", "E-19", "E-20"
LOST: Final = "E-34"
FATHER: Final = "1"
MOTHER: Final = "2"
_LOST: Final = "08"
_ORPHAN_CATEGORY: Final = "1"
_UNATTENDED_CATEGORY: Final = "2"
_STAGES: Final[Mapping[str, str]] = {
    "0": "未入园", "1": "幼儿园", "2": "小学", "3": "初中", "4": "高中", "5": "中职", "8": "辍学",
    "9": "不在学",
}  # fmt: skip


def is_orphan(child: Child) -> bool:
    return _ORPHAN_CATEGORY in (child.categories or ())


def is_unattended(child: Child) -> bool:
    return _UNATTENDED_CATEGORY in (child.categories or ())


def is_left_behind(child: Child) -> bool:
    return not of_children.LEFT_BEHIND.isdisjoint(child.categories or ())


# -- E-18, E-19 ----------------------------------------------------------------------------------


def orphan_of(work: UnitOfWork, press: Press, child: Child) -> AllowanceSheet:
    """E-18; raises ``Refused`` paper_not_for_child."""
    _require(is_orphan(child), "这份儿童档案没有登记为孤儿。请先登记儿童类别。")
    kind = of_children.ORPHAN_KIND.label(child.orphan_kind)
    return _allowance(work, press, child, ORPHAN, kind)


def unattended_of(work: UnitOfWork, press: Press, child: Child) -> AllowanceSheet:
    """E-19; raises ``Refused`` paper_not_for_child."""
    _require(is_unattended(child), "这份儿童档案没有登记为事实无人抚养儿童。请先登记儿童类别。")
    found = parents_of(work, child)
    told = (
        f"{of_children.PARENT.label(which)}{of_children.PARENT_SITUATION.label(each.situation)}"
        for which, each in found.items()
        if each.situation
    )
    return _allowance(work, press, child, UNATTENDED, joined(*told, by="，"))


def _require(is_so: bool, sentence: str) -> None:
    if not is_so:
        raise Refused(sentence, code="paper_not_for_child")


def _allowance(
    work: UnitOfWork, press: Press, child: Child, code: str, kind: str
) -> AllowanceSheet:
    person = work.get(Person, child.person_id, with_deleted=True)
    parents = parents_of(work, child)
    return AllowanceSheet(
        **head_of(work, press, code, child, work.today),
        child=person_lines(press, person, household_of(work, child)),
        school=_school(person),
        health=joined(codes.HEALTH.label(person.health), disability_of(person), by="，"),
        kind=kind,
        live_kind=of_children.LIVE_KIND.label(child.live_kind),
        care_mode=of_children.CARE_MODE.label(child.care_mode),
        institution=child.institution or "",
        guardian=guardian_of(work, child),
        father=_parent(parents.get(FATHER)),
        mother=_parent(parents.get(MOTHER)),
        bank=person.bank_name or "",
        bank_holder=person.bank_holder or "",
        bank_no=person.bank_no or "",
        other_allowance=of_children.OTHER_ALLOWANCE.label(child.other_allowance),
        other_amount=child.other_amount,
    )


def household_of(work: UnitOfWork, child: Child) -> Household | None:
    return work.get(Household, child.household_id) if child.household_id else None


def _school(person: Person) -> str:
    stage = _STAGES.get(person.school_stage or "", "")
    return joined(stage, person.school, person.grade_class, by="，")


def guardian_of(work: UnitOfWork, child: Child) -> GuardianLines:
    known = work.get(Person, child.guardian_id, with_deleted=True) if child.guardian_id else None
    return GuardianLines(
        name=child.guardian_name or (known.name if known else ""),
        relation=codes.RELATION.label(child.guardian_relation),
        id_no=(known.id_no if known else None) or "",
        phone=child.guardian_phone or (known.phone if known else None) or "",
    )


def parents_of(work: UnitOfWork, child: Child) -> Mapping[str, ParentSituation]:
    found = work.find(ParentSituation, ParentSituation.child_id == child.id)
    return {each.which or "": each for each in found}


def _parent(one: ParentSituation | None) -> ParentLines:
    if one is None:
        return ParentLines()
    return ParentLines(
        name=one.name or "",
        id_no=one.id_no or "",
        situation=of_children.PARENT_SITUATION.label(one.situation),
        since=one.reason_from,
        reported_on=one.lost_report_date,
        receipt_no=one.receipt_no or "",
    )


# -- E-20 ----------------------------------------------------------------------------------------


def left_behind_of(work: UnitOfWork, press: Press, child: Child) -> LeftBehindSheet:
    """E-20; raises ``Refused`` paper_not_for_child."""
    _require(is_left_behind(child), "这份儿童档案没有登记为留守儿童。请先登记儿童类别。")
    person = work.get(Person, child.person_id, with_deleted=True)
    lines = person_lines(press, person, household_of(work, child))
    care = _care(work, child)
    parents = parents_of(work, child)
    one_away = {"1": False, "2": True}.get(child.left_behind_kind or "")
    return LeftBehindSheet(
        **head_of(work, press, LEFT_BEHIND, child, work.today),
        name=lines.name,
        sex=lines.sex,
        nation=lines.nation,
        born=lines.born,
        id_no=lines.id_no,
        has_hukou=child.has_hukou,
        hukou_address=lines.hukou_address,
        home_address=lines.home_address,
        body=of_children.CHILD_BODY.label(child.body),
        disability=disability_of(person),
        illness=person.disease_names or "",
        boards=person.boarding,
        stage=_STAGES.get(person.school_stage or "", ""),
        grandparents=tuple(_grandparents(child)),
        parents=tuple(_away(which, parents.get(which)) for which in (FATHER, MOTHER)),
        both_away=None if one_away is None else not one_away,
        one_away=one_away,
        unable_parent=of_children.PARENT.label(child.no_ability_parent)[:1],
        is_entrusted=care is not None,
        carer=(care.caregiver_name if care else None) or "",
        carer_phone=(care.caregiver_phone if care else None) or "",
        carer_id_no=(care.caregiver_id_no if care else None) or "",
        carer_relation=codes.RELATION.label(care.caregiver_relation) if care else "",
        carer_address=(care.caregiver_addr if care else None) or "",
        kind=of_children.GUARDIANSHIP_KIND.label(child.guardianship_kind),
        incomes=tuple(of_children.CHILD_INCOME.label(each) for each in child.income_source or ()),
        aids=tuple(of_children.CHILD_AID.label(each) for each in child.aid_now or ()),
    )


def _grandparents(child: Child) -> Iterator[Grandparent]:
    """All four, a dash for who is dead; none where nothing was entered yet."""
    known = {each.which: each for each in grandparents_of(child)}
    for _, word in of_children.GRANDPARENT if child.grandparents is not None else ():
        one = known.get(word)
        yield Grandparent(which=word, name=one.name if one else "—", born=one.born if one else None)


def _away(which: str, one: ParentSituation | None) -> AwayParent:
    title = of_children.PARENT.label(which)
    if one is None:
        return AwayParent(which=title)
    return AwayParent(
        which=title,
        name=one.name or "",
        born=one.birth_date,
        work_place=one.work_place or "",
        phone=one.phone or "",
        id_no=one.id_no or "",
    )


def _care(work: UnitOfWork, child: Child) -> EntrustedCare | None:
    """The care that is in force."""
    found = work.find(
        EntrustedCare,
        EntrustedCare.child_id == child.id,
        EntrustedCare.ended_on.is_(None),
        order_by=(EntrustedCare.rowid_.desc(),),
        limit=1,
    )
    return found[0] if found else None


# -- E-34 ----------------------------------------------------------------------------------------


def lost_parents(work: UnitOfWork, child: Child) -> list[ParentSituation]:
    """The parents who cannot be found."""
    return [each for each in parents_of(work, child).values() if each.situation == _LOST]


def lost_of(work: UnitOfWork, press: Press, child: Child) -> LostContactSheet:
    """E-34 of the parent who is lost; raises ``Refused`` paper_not_for_child."""
    lost = lost_parents(work, child)
    _require(bool(lost), "这份儿童档案没有登记父母失联。请先登记父母情况。")
    one = lost[0]
    person = work.get(Person, child.person_id, with_deleted=True)
    return LostContactSheet(
        **head_of(work, press, LOST, child, work.today),
        child=person_lines(press, person, household_of(work, child)),
        which=of_children.PARENT.label(one.which),
        parent=one.name or "",
        parent_id_no=one.id_no or "",
        last_contact=one.last_contact,
        reported_on=one.lost_report_date,
        receipt_no=one.receipt_no or "",
    )
