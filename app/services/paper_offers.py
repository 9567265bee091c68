"""Which papers there are to print of a household now: of its cases, its visits, and itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain import codes, codes_children
from app.domain.entitlement import Scheme
from app.domain.permissions import Action, may
from app.models.assistance_case import AssistanceCase
from app.models.child import Child
from app.models.child_care import ChildCheckIn, EntrustedCare, GuardianAssessment
from app.models.household import Household
from app.models.visit import Visit
from app.printing.certificates import CERTIFICATES
from app.printing.papers import PRINTABLES
from app.services import (
    paper_approval,
    paper_certificates,
    paper_children,
    paper_notice,
    paper_served,
    paper_tekun,
)
from app.services.paper_schemes import SCHEME_NAMES, is_for
from app.services.reach import within_reach
from app.storage.unit_of_work import UnitOfWork

_DIBAO: Final = "1"
"""HOUSEHOLD_CLASS of those provided for."""
CHECK_SHEET: Final = "E-04"
"""The county's sheet of a household that was checked."""
OF_CHECK: Final[Mapping[str, Sequence[str]]] = {"1": (CHECK_SHEET,), "2": ("E-16", CHECK_SHEET)}
"""VISIT_KIND -> the papers of a visit in which a household was checked."""
OF_ANY_VISIT: Final = "V-01"
"""The form itself, as it was filled in."""


_OfTheChild = EntrustedCare | GuardianAssessment | ChildCheckIn


@dataclass(frozen=True)
class PaperOffer:
    """A paper that can be printed now. ``about``: 入户调查 2026年11月20日; ``record_id`` None: blank."""

    code: str
    title: str
    about: str
    record_noun: str | None
    record_id: str | None
    day: date | None
    is_draft: bool


@dataclass(frozen=True)
class _OfCase:
    """A paper of a case: offered while ``when``, a draft while ``is_draft``."""

    code: str
    when: Callable[[AssistanceCase], bool]
    is_draft: Callable[[AssistanceCase], bool] = lambda _: False


def _always(case: AssistanceCase) -> bool:
    del case
    return True


def _is_named(case: AssistanceCase) -> bool:
    return case.scheme in SCHEME_NAMES


_OF_CASE: Final[Sequence[_OfCase]] = (
    *(
        _OfCase(code, _always, lambda case: case.state not in paper_approval.DECIDED)
        for code in ("E-07", "E-07-2", "E-07-3", "E-07-4", "E-13")
    ),
    _OfCase("E-01", _always),
    _OfCase("E-10a", _always),
    _OfCase("E-02", _always),
    _OfCase("E-03", _always),
    _OfCase("E-11", _always),
    _OfCase("E-12", lambda case: case.supply_mode != paper_tekun.IN_A_HOME),
    _OfCase("E-35", _always),
    _OfCase("E-36", lambda case: case.scheme in tuple(Scheme)),
    _OfCase("E-14", lambda case: bool(case.kin_filed)),
    _OfCase("E-05", lambda case: bool(case.notice_objection)),
    _OfCase("E-15", paper_served.is_refused),
    _OfCase("E-06", paper_served.lacks_papers),
    _OfCase("E-06-2", paper_served.is_accepted),
    _OfCase("E-06-3", paper_served.is_rejected),
    _OfCase("E-06b", paper_served.is_refused),
    _OfCase("E-09", paper_served.is_confirmed),
    *(_OfCase(code, paper_certificates.is_due) for code in sorted(CERTIFICATES)),
    _OfCase("E-17", paper_served.is_changed),
    _OfCase(
        "E-08", lambda case: _is_named(case) and None not in (case.notice_from, case.notice_to)
    ),
    _OfCase(
        "E-08b",
        lambda case: (
            _is_named(case)
            and case.decision_date is not None
            and case.state in paper_notice.DECIDED_FOR
        ),
    ),
)


@dataclass(frozen=True)
class _OfHousehold:
    """A paper taken along, or signed before there is a case: offered while ``when``."""

    code: str
    is_draft: bool = False
    when: Callable[[Household], bool] = lambda _: True


_OF_HOUSEHOLD: Final[Sequence[_OfHousehold]] = (
    _OfHousehold(CHECK_SHEET, is_draft=True),
    _OfHousehold("E-01"),
    _OfHousehold("E-02"),
    _OfHousehold("E-03"),
    _OfHousehold("E-10a"),
    _OfHousehold("E-30"),
    _OfHousehold("E-36"),
    _OfHousehold("E-16", is_draft=True, when=lambda home: home.class_now == _DIBAO),
)


def of_cases(work: UnitOfWork, household_id: str) -> Iterator[PaperOffer]:
    """The newest case first, each with the papers its state asks for."""
    found = work.find(
        AssistanceCase,
        AssistanceCase.household_id == household_id,
        order_by=(AssistanceCase.rowid_.desc(),),
    )
    for case in found:
        about = f"{codes.SCHEME.label(case.scheme)}（{codes.CASE_KIND.label(case.case_kind)}）"
        for each in _OF_CASE:
            if is_for(each.code, case) and each.when(case):
                yield _offer(
                    each.code, about, case.noun, case.id, case.apply_date, each.is_draft(case)
                )


def of_visits(work: UnitOfWork, household_id: str) -> Iterator[PaperOffer]:
    """The finished visits, the newest first, each with its papers."""
    found = work.find(
        Visit,
        Visit.household_id == household_id,
        Visit.ended_at.is_not(None),
        within_reach(work, Visit),
        order_by=(Visit.rowid_.desc(),),
    )
    for visit in found:
        about = codes.VISIT_KIND.label(visit.visit_kind)
        day = visit.started_at.date() if visit.started_at else None
        for code in (*OF_CHECK.get(visit.visit_kind or "", ()), OF_ANY_VISIT):
            yield _offer(code, about, visit.noun, visit.id, day, is_draft=False)


def of_household(household: Household) -> Iterator[PaperOffer]:
    """What is printed from the file as it stands."""
    for each in _OF_HOUSEHOLD:
        if each.when(household):
            about = "按现有档案"
            yield _offer(
                each.code, about, household.noun, household.id, None, is_draft=each.is_draft
            )


_OF_CHILD: Final[Sequence[tuple[str, Callable[[Child], bool]]]] = (
    ("E-18", paper_children.is_orphan),
    ("E-19", paper_children.is_unattended),
    ("E-20", paper_children.is_left_behind),
)
_WITH_CHILD: Final[Sequence[tuple[type[_OfTheChild], Sequence[str]]]] = (
    (EntrustedCare, ("E-21", "E-21a")),
    (GuardianAssessment, ("E-23",)),
    (ChildCheckIn, ("E-22",)),
)
"""What belongs to a child -> its papers."""


def of_child(work: UnitOfWork, child: Child) -> Iterator[PaperOffer]:
    """The papers of a child's categories, then those of what belongs to it, the newest first."""
    about = codes_children.CHILD_CATEGORY.label(child.main_category)
    for code, is_meant in _OF_CHILD:
        if is_meant(child):
            yield _offer(code, about, child.noun, child.id, None, is_draft=False)
    if paper_children.lost_parents(work, child):
        yield _offer("E-34", "父母失联", child.noun, child.id, None, is_draft=False)
    if may(work.actor.role, Action.CASE_READ):
        yield from _certificates_of(work, child)
    for kind, papers in _WITH_CHILD:
        found = work.find(kind, kind.child_id == child.id, order_by=(kind.rowid_.desc(),))
        for each in found:
            for code in papers:
                yield _offer(code, kind.title, each.noun, each.id, _day_of(each), is_draft=False)


def _certificates_of(work: UnitOfWork, child: Child) -> Iterator[PaperOffer]:
    """儿童福利证 and its card, of each case that provides for the child."""
    for case in filter(paper_certificates.is_due, paper_certificates.cases_of_child(work, child)):
        about = codes.SCHEME.label(case.scheme)
        for code in sorted(CERTIFICATES):
            if is_for(code, case):
                yield _offer(code, about, case.noun, case.id, case.decision_date, is_draft=False)


def _day_of(record: _OfTheChild) -> date | None:
    if isinstance(record, EntrustedCare):
        return record.signed_on
    if isinstance(record, GuardianAssessment):
        return record.assess_date
    return record.called_at.date() if record.called_at else None


def blank(code: str) -> PaperOffer:
    """The form to be filled in by pen."""
    return PaperOffer(code, PRINTABLES[code].title, "空白表", None, None, None, is_draft=False)


def _offer(
    code: str, about: str, noun: str, record_id: str, day: date | None, is_draft: bool
) -> PaperOffer:
    return PaperOffer(code, PRINTABLES[code].title, about, noun, record_id, day, is_draft)
