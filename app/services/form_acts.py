"""What a finished form has done in a register, by the register's own verb (``forms.outcome``).

A table: noun in the form -> the record that comes about, what may be said of it, whose entry it is
for, the verb. ``ENTERING`` are the registers a form may enter somebody in, who is not there yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from app.domain.codes_children import GUARDIAN_ITEM
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.models.base import Record, notes
from app.models.care_call import CareCall
from app.models.child_care import ChildCheckIn, GuardianAssessment
from app.models.columns import FieldNote, Kind
from app.models.mandatory_report import MandatoryReport
from app.services import (
    care_calls,
    child_care,
    child_check_ins,
    light_registers,
    mandatory_reports,
    relief,
    returns,
)
from app.services.field_rules import Finding
from app.services.mandatory_reports import ReportField
from app.services.outcome_records import Subject, child_of, entry_of, relief_case_of
from app.services.records import WRITE
from app.storage.unit_of_work import UnitOfWork

NEXT: Final = "next_date"
"""The day agreed for the next call, which a form may say of any call."""
ITEMS: Final = "items"
"""``guardian_assessment.items.C1``: the points of one item."""
REPORT: Final = "mandatory_report"
Values = dict[str, Any]
Remarks = tuple[Finding, ...]


@dataclass(frozen=True)
class Occasion:
    """The visit around the form: when it began, who came, whom they met (code of MET).
    ``visit_id`` is None while it is only planned."""

    at: datetime
    visitors: tuple[str, ...]
    met: str
    visit_id: str | None = None

    @property
    def day(self) -> date:
        """The day of the visit."""
        return self.at.date()


@dataclass(frozen=True)
class Deed:
    """An act about to be done: ``entry`` of the register (None where none is needed), ``values``."""

    work: UnitOfWork
    pack: RulePack
    entry: Record | None
    values: Values
    occasion: Occasion

    @property
    def entry_id(self) -> str:
        """The entry that it is for."""
        assert self.entry is not None
        return self.entry.id

    def take(self, name: str) -> Any:
        """A value that the verb wants by itself."""
        return self.values.pop(name, None)


@dataclass(frozen=True)
class FormAct:
    """``title``: 儿童走访; ``does``: 记入儿童台账. ``register``: noun of the entry it is for.

    ``actions``: who may. ``told``: fields shown before. ``missing``: why it is not done where there
    is no entry; blank where that is no matter.
    """

    kind: type[Record]
    title: str
    does: str
    register: str
    actions: tuple[Action, ...]
    fields: Mapping[str, FieldNote]
    find: Callable[[UnitOfWork, Subject], Record | None]
    do: Callable[[Deed], Remarks]
    told: tuple[str, ...] = ()
    missing: str = ""


# -- what each takes -------------------------------------------------------------------------------


def _fields_of(kind: type[Record], *names: str) -> dict[str, FieldNote]:
    known = notes(kind)
    return {name: known[name] for name in (*names, NEXT)}


def _of_report(one: ReportField) -> FieldNote:
    kind = Kind.MOMENT if one.is_moment else Kind.FLAG if one.is_flag else Kind.LONG_TEXT
    if one.choices is not None:
        kind = Kind.CODES if one.is_many else Kind.CODE
    return FieldNote(one.label, one.name, kind, one.choices)


_CHECK_IN: Final = _fields_of(
    ChildCheckIn, "way", "met", "guardian_present", "guardian_attitude", "guardian_words", "life",
    "home_risks", "health_event", "vaccination_ok", "absent_days", "grades_trend", "emotion",
    "behaviour", "peers", "contacts_week", "contacts_month", "harm_signs", "needs", "service",
    "risk_after", "child_opinion", "interview_alone",
)  # fmt: skip
_ASSESSMENT: Final = {
    **_fields_of(GuardianAssessment, "assess_date", "trigger", "red_lines", "opinion", "measures"),
    "assessors": replace(notes(GuardianAssessment)["assessors"], kind=Kind.TEXT),
    **{
        f"{ITEMS}.{code}": FieldNote(label, f"{ITEMS}.{code}", Kind.NUMBER)
        for code, label in GUARDIAN_ITEM
    },
}
_CALL: Final = _fields_of(
    CareCall, "day", "way", "met", "at_home", "living", "medical", "safety", "spirit", "guardian",
    "risk", "difficulties", "measures",
)  # fmt: skip
_REPORT: Final = {
    each.name: _of_report(each) for page in mandatory_reports.WIZARD for each in page.fields
}

# -- the verbs -------------------------------------------------------------------------------------


def _check_in(deed: Deed) -> Remarks:
    by, on = deed.take(NEXT), deed.occasion
    given = {
        "called_at": on.at,
        "met": on.met,
        "visitors": list(on.visitors),
        "visit_id": on.visit_id,
        **deed.values,
    }
    done = child_check_ins.log_check_in(deed.work, deed.pack, deed.entry_id, given, by=by)
    return done.remarks


def _assess(deed: Deed) -> Remarks:
    """Who came assesses; the form adds those who sit with them."""
    _ = deed.take(NEXT)
    more = str(deed.take("assessors") or "").split("；")
    names = dict.fromkeys(name for name in (*deed.occasion.visitors, *more) if name)
    points = {
        name.removeprefix(f"{ITEMS}."): deed.take(name)
        for name in tuple(deed.values)
        if name.startswith(f"{ITEMS}.")
    }
    given = {
        "assess_date": deed.occasion.day,
        **deed.values,
        "assessors": list(names),
        ITEMS: points,
    }
    return child_care.assess_guardian(deed.work, deed.pack, deed.entry_id, given).remarks


def _call(deed: Deed) -> Remarks:
    by, on = deed.take(NEXT), deed.occasion
    given = {"day": on.day, "met": on.met, "callers": list(on.visitors), **deed.values}
    assert deed.entry is not None
    noun = deed.entry.noun
    _ = care_calls.log_call(deed.work, deed.pack, noun, deed.entry_id, given, by=by)
    return ()


def _report(deed: Deed) -> Remarks:
    """Written, and sent to those who may know; of a child of the registers where it is one."""
    work = deed.work
    child_id = deed.entry.id if deed.entry is not None else None
    begun = mandatory_reports.begin_report(work, child_id=child_id)
    _ = mandatory_reports.save_page(work, begun.id, deed.values)
    _ = mandatory_reports.submit_report(work, begun.id)
    return ()


def _call_of(noun: str, title: str, does: str, missing: str) -> FormAct:
    return FormAct(
        CareCall, title, does, noun, (Action.TASK_WRITE, WRITE[noun]), _CALL,
        lambda work, subject: entry_of(work, noun, subject), _call, ("way", "risk", NEXT), missing,
    )  # fmt: skip


_NO_CHILD: Final = "儿童档案里没有这个孩子，或者已经退出。请先在“儿童”里建档。"

ACTS: Final[Mapping[str, FormAct]] = {
    "child_check_in": FormAct(
        ChildCheckIn, "儿童走访", "记入儿童台账", "child", (Action.CHILD_WRITE,), _CHECK_IN,
        child_of, _check_in, ("way", "met", "harm_signs", "risk_after", NEXT), _NO_CHILD,
    ),
    "guardian_assessment": FormAct(
        GuardianAssessment, "监护评估", "记入儿童台账", "child", (Action.CHILD_WRITE,),
        _ASSESSMENT, child_of, _assess, ("trigger", "red_lines"), _NO_CHILD,
    ),
    "return_call": _call_of(
        "return_entry", "返乡回访", "记入返乡人员台账", "返乡人员台账里没有这个人。请先登记返乡。"
    ),
    "wanderer_call": _call_of(
        "wanderer", "易流浪走失回访", "记入易流浪走失人员名册",
        "易流浪走失人员名册里没有这个人。请先登记。",
    ),
    "elder_call": _call_of(
        "elder", "老年人探访", "记入特殊困难老年人名册",
        "特殊困难老年人名册里没有这个人。请先登记。",
    ),
    "monitored_call": _call_of("monitored_household", "监测户走访", "记入防返贫监测户名册", ""),
    REPORT: FormAct(
        MandatoryReport, "强制报告", "提交给儿童督导员和负责人", "", (Action.REPORT_CREATE,),
        _REPORT, child_of, _report,
    ),
}  # fmt: skip
"""Noun in the form -> what is done."""


# -- entering --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entering:
    """How somebody comes into a register. ``actions``: who may."""

    actions: tuple[Action, ...]
    enter: Callable[[UnitOfWork, RulePack, Subject, Values], Remarks]
    ids: Callable[[Subject], Values] = field(default=lambda _subject: {})


def _of_person(subject: Subject) -> Values:
    return {"person_id": subject.person_id}


def _of_home(subject: Subject) -> Values:
    return {"household_id": subject.household_id}


def _light(noun: str, ids: Callable[[Subject], Values]) -> Entering:
    def enter(work: UnitOfWork, pack: RulePack, subject: Subject, values: Values) -> Remarks:
        return light_registers.enter(work, noun, pack, {**values, **ids(subject)}).remarks

    return Entering((WRITE[noun],), enter, ids)


def _return(work: UnitOfWork, pack: RulePack, subject: Subject, values: Values) -> Remarks:
    return returns.enter_return(work, pack, subject.person_id, values).remarks


def _relief(work: UnitOfWork, pack: RulePack, subject: Subject, values: Values) -> Remarks:
    """Into the application that has nothing written yet, or a new one."""
    case = relief_case_of(work, subject)
    if case is not None:
        return relief.set_relief(work, case.id, values).remarks
    home, person = subject.household_id or "", subject.person_id
    return relief.open_relief(work, pack, home, values, person_id=person).remarks


ENTERING: Final[Mapping[str, Entering]] = {
    "wanderer": _light("wanderer", _of_person),
    "elder": _light("elder", _of_person),
    "return_entry": Entering((WRITE["return_entry"],), _return, _of_person),
    "temporary_relief": Entering((Action.CASE_WRITE,), _relief, _of_home),
}
"""Noun of a register -> how its entries come about where there is none."""

SETTING: Final[Mapping[str, Callable[[UnitOfWork, Record, Values], Remarks]]] = {
    "return_entry": lambda work, one, values: returns.set_return(work, one.id, values).remarks,
    "temporary_relief": lambda work, one, values: (
        relief.set_relief(work, getattr(one, "case_id", ""), values).remarks
    ),
}
"""Noun of a record -> the verb that changes its fields, where it has one of its own."""
