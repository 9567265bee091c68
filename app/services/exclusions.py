"""What cannot be at the same time across the registers, and says why (domain V-DUP, H.3).

Asked before a registration or an application; ``consistency`` finds what is there all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import or_

from app.domain.codes import SCHEME
from app.domain.codes_children import ALLOWANCE_CATEGORIES, CHILD_CATEGORY
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.child import Child
from app.models.household import Household, Member
from app.models.person import Person
from app.services.household_list import ENDED
from app.services.pay_due import IN_PAY, RELIEF
from app.storage.unit_of_work import UnitOfWork

DIBAO, TEKUN = "1", "2"
"""SCHEME."""
_OF_FAMILIES: Final = ("1", "2", "3", "4")
"""SCHEME in which nobody is twice; the others are of who applies, and come again."""
_DONE: Final = (*ENDED, "PAID")
CHOICE: Final = (
    "民发〔2021〕43号第九条：符合条件的未成年人选择孤儿或事实无人抚养儿童保障，不再认定特困"
)
CATEGORY_OF: Final[Mapping[str, str]] = {"6": "1", "7": "2"}
"""SCHEME of a child's allowance -> CHILD_CATEGORY."""


def refuse_excluded_categories(
    work: UnitOfWork, person_id: str, categories: Collection[str]
) -> None:
    """Raise ``Refused`` excluded: 孤儿 and 事实无人抚养 at once, or either with 特困."""
    chosen = ALLOWANCE_CATEGORIES & set(categories)
    if len(chosen) > 1:
        sentence = "孤儿和事实无人抚养儿童只能选一类。请按父母情况选择其中一类。"
        raise Refused(sentence, code="excluded", rule="民发〔2019〕62号")
    if not chosen:
        return
    case = tekun_case(work, person_id)
    if case is not None:
        label = CHILD_CATEGORY.label(next(iter(chosen)))
        sentence = (
            f"这个人已有特困申请或正在供养，不能同时登记{label}（{CHOICE}）。"
            "请先终止特困供养，或不选这一类。"
        )
        raise Refused(sentence, code="excluded", case_id=case.id, rule=CHOICE)


def refuse_excluded_scheme(
    work: UnitOfWork, household_id: str, scheme: str, person_id: str | None
) -> None:
    """Raise ``Refused`` excluded: a 特困 application for a child with an allowance of its own."""
    if scheme != TEKUN:
        return
    person_id = person_id or work.get(Household, household_id).head_id
    found = work.find(Child, Child.person_id == person_id, Child.state == "1", limit=1)
    chosen = ALLOWANCE_CATEGORIES & set(found[0].categories or ()) if found else frozenset[str]()
    if chosen:
        label = CHILD_CATEGORY.label(next(iter(chosen)))
        sentence = (
            f"这名儿童已登记为{label}，不能再申请{SCHEME.label(scheme)}（{CHOICE}）。"
            "请先变更儿童类别，或不再申请。"
        )
        raise Refused(sentence, code="excluded", child_id=found[0].id, rule=CHOICE)


def refuse_second(work: UnitOfWork, household_id: str, scheme: str, person_id: str | None) -> None:
    """Raise ``Refused``: case_in_pay (who applies has it: what changes is a step of that case),
    case_open (an application is under way). Of whatever CASE_KIND: two would both be paid
    (V-DUP; H.3, 1). Relief that is confirmed and not paid yet is under way."""
    others = work.find(
        AssistanceCase,
        AssistanceCase.household_id == household_id,
        AssistanceCase.scheme == scheme,
        or_(AssistanceCase.state.is_(None), AssistanceCase.state.not_in(_DONE)),
    )
    mine = _of_application(work, household_id, scheme, person_id)
    for other in others:
        is_same = other.person_id == person_id or (
            scheme in _OF_FAMILIES and bool(mine & _people_of(work, other))
        )
        if is_same:
            is_in_pay = other.state in IN_PAY and scheme != RELIEF
            raise _in_pay(other) if is_in_pay else _under_way(other)


def _in_pay(case: AssistanceCase) -> Refused:
    name = SCHEME.label(case.scheme)
    sentence = f"这户已经在享受{name}，不能再申请一次。请打开原来那份{name}，办理变更或复核。"
    return Refused(sentence, code="case_in_pay", case_id=case.id)


def _under_way(case: AssistanceCase) -> Refused:
    sentence = "这户已有一份同类的申请在办理。请打开那份申请继续办理。"
    return Refused(sentence, code="case_open", case_id=case.id)


def in_other_scheme(work: UnitOfWork, case: AssistanceCase) -> str:
    """Who of ``case`` gets 低保 or 特困 by another case, blank if nobody (V-DUP): one at a time,
    of the same household and scheme too (opened on two laptops)."""
    mine = _people_of(work, case)
    others = work.find(
        AssistanceCase,
        AssistanceCase.scheme.in_((DIBAO, TEKUN)),
        AssistanceCase.state.in_(IN_PAY),
        AssistanceCase.id != case.id,
    )
    for other in others:
        both = mine & _people_of(work, other)
        if both:
            return work.get(Person, next(iter(both))).name
    return ""


def _people_of(work: UnitOfWork, case: AssistanceCase) -> frozenset[str]:
    return _of_application(work, case.household_id or "", case.scheme, case.person_id)


def _of_application(
    work: UnitOfWork, household_id: str, scheme: str | None, person_id: str | None
) -> frozenset[str]:
    """Whom a case provides for: the one it names, the head for 特困, else all protected members."""
    if person_id:
        return frozenset((person_id,))
    if scheme == TEKUN:
        head = work.get(Household, household_id).head_id
        return frozenset((head,)) if head else frozenset()
    wanted = (Member.household_id == household_id, Member.left.is_(None))
    members = work.find(Member, *wanted)
    counted = (each for each in members if each.counted is not False)
    return frozenset(each.person_id for each in counted if each.protected is not False)


def tekun_case(work: UnitOfWork, person_id: str) -> AssistanceCase | None:
    """The 特困 case of a person that has not ended; a case that names nobody is its head's."""
    heads = work.find(Household, Household.head_id == person_id)
    of_head = AssistanceCase.person_id.is_(None) & AssistanceCase.household_id.in_(
        [each.id for each in heads]
    )
    found = work.find(
        AssistanceCase,
        AssistanceCase.scheme == TEKUN,
        or_(AssistanceCase.state.is_(None), AssistanceCase.state.not_in(ENDED)),
        or_(AssistanceCase.person_id == person_id, of_head),
        limit=1,
    )
    return found[0] if found else None
