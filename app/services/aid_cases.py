"""救助申请: a case is opened, and read with what can be done next and what is still wanting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from app.domain import codes
from app.domain.deadlines import Urgency, due_on, remaining
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.domain.workflow import ACTORS, Transition
from app.domain.working_days import WorkingCalendar
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.person import Person
from app.services import records
from app.services.aid_effects import effect_of
from app.services.aid_guards import FILLED_BY, is_met, may_be_attested
from app.services.aid_look import CaseLook, look_at
from app.services.aid_result import AidResult, from_tree
from app.services.aid_steps import acts_as, has_handled, is_decision, needed
from app.services.exclusions import refuse_excluded_scheme, refuse_second
from app.services.fields import RecordFile, seen
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.records import Saved
from app.services.today_rules import running
from app.storage.unit_of_work import UnitOfWork

VIEWED = "user:assistance_case:view"
DELIVERY: Final = ("notify_way", "notify_date")


@dataclass(frozen=True)
class Wanting:
    """A guard that is not met: what to do; ``may_attest``: whether a person can vouch for it;
    ``is_asked``: the step itself asks for what is wanting."""

    guard: str
    sentence: str
    source: str
    may_attest: bool
    is_asked: bool = False


@dataclass(frozen=True)
class NextStep:
    """One thing that can be done with a case. ``who``: 乡镇（街道）; ``is_mine``: whether this person
    may; ``asks``: the fields to fill in; ``asks_reason``: whether to say why."""

    action: str
    label: str
    to_text: str
    who: str
    is_mine: bool
    wanting: tuple[Wanting, ...]
    asks: tuple[str, ...]
    asks_reason: bool
    source: str


@dataclass(frozen=True)
class CaseDeadline:
    """A deadline that runs. ``left``: 还有3个工作日."""

    name: str
    due: date
    left: str
    urgency: Urgency
    source: str
    is_estimate: bool


@dataclass(frozen=True)
class CaseFile:
    """A case whole. ``title``: 李某福户 低保（新申请）; ``working`` is the one that was kept, and
    ``may_keep`` whether this person may keep another; ``may_deliver``: whether it is decided, and
    nobody has entered yet how the family was told."""

    id: str
    record: RecordFile = field(repr=False)
    household_id: str
    title: str
    scheme: str
    scheme_text: str
    kind_text: str
    state: str
    state_text: str
    in_charge: str
    since: date | None
    is_over: bool
    may_keep: bool
    next_steps: tuple[NextStep, ...]
    deadlines: tuple[CaseDeadline, ...]
    working: AidResult | None = field(repr=False)
    worked_out_for: date | None
    survey_visit_id: str | None
    outputs: tuple[str, ...]
    may_deliver: bool


@needs(Action.CASE_WRITE)
def open_case(
    work: UnitOfWork,
    pack: RulePack,
    household_id: str,
    *,
    scheme: str = "1",
    case_kind: str = "1",
    person_id: str | None = None,
) -> Saved:
    """A new application, as a draft.

    Raises ``Refused``: workflow_missing, case_open, case_in_pay, excluded.
    """
    household = work.get(Household, household_id)
    require_reach(work, household)
    flow = pack.workflow_of(scheme)
    refuse_second(work, household_id, scheme, person_id)
    refuse_excluded_scheme(work, household_id, scheme, person_id)
    values: dict[str, Any] = {
        "household_id": household_id,
        "scheme": scheme,
        "case_kind": case_kind,
        "person_id": person_id,
    }
    saved = records.write(work, AssistanceCase, values)
    case = work.get(AssistanceCase, saved.id)
    case.state, case.state_since = flow.initial, work.today
    return saved


@needs(Action.CASE_READ)
def open_case_file(
    work: UnitOfWork, pack: RulePack, calendar: WorkingCalendar, case_id: str
) -> CaseFile:
    """The case, and a line in the audit that it was looked at."""
    file = case_file(work, pack, calendar, case_id)
    work.note(VIEWED, AssistanceCase.noun, case_id)
    return file


@needs(Action.CASE_READ)
def case_file(
    work: UnitOfWork, pack: RulePack, calendar: WorkingCalendar, case_id: str
) -> CaseFile:
    """The case as it stands."""
    case = work.get(AssistanceCase, case_id)
    require_reach(work, case)
    look = look_at(work, pack, calendar, case)
    state = look.flow.states[case.state or look.flow.initial]
    steps = look.flow.steps_from(state.code)
    head = (
        work.get(Person, look.household.head_id, with_deleted=True)
        if look.household.head_id
        else None
    )
    kind, scheme = codes.CASE_KIND.label(case.case_kind), codes.SCHEME.label(case.scheme)
    return CaseFile(
        case.id,
        seen(case, work.actor.role),
        look.household.id,
        f"{head.name if head else ''}户 {scheme}（{kind}）",
        case.scheme or "",
        scheme,
        kind,
        state.code,
        state.name,
        ACTORS[state.by],
        case.state_since,
        state.final,
        not state.final and may(work.actor.role, Action.CASE_WRITE),
        tuple(_next(look, step) for step in steps),
        tuple(_deadlines(look)),
        from_tree(case.working),
        case.worked_out_for,
        case.survey_visit_id,
        (state.output,) if state.output else (),
        _may_deliver(work, case),
    )


@needs(Action.CASE_WRITE)
def enter_delivery(work: UnitOfWork, case_id: str, values: Mapping[str, Any]) -> Saved:
    """How and when the family was told of the decision (``notify_way``, ``notify_date``, today where
    none is said). Raises ``Refused``: not_decided, and what the rules say."""
    case = work.get(AssistanceCase, case_id)
    require_reach(work, case)
    if case.decision_date is None and case.ended_from is None:
        raise Refused("还没有作出决定，没有可送达的。请先办理决定。", code="not_decided")
    told = {"notify_date": work.today} | {name: values[name] for name in DELIVERY if name in values}
    return records.put(work, AssistanceCase.noun, told, case_id)


def _may_deliver(work: UnitOfWork, case: AssistanceCase) -> bool:
    is_decided = case.decision_date is not None or case.ended_from is not None
    is_told = case.notify_date is not None and case.ended_from is None
    return is_decided and not is_told and may(work.actor.role, Action.CASE_WRITE)


def _next(look: CaseLook, step: Transition) -> NextStep:
    asks = effect_of(step.action).asks
    wanting = tuple(
        Wanting(
            guard,
            look.flow.guards[guard].sentence,
            look.flow.guards[guard].source,
            may_be_attested(look, guard),
            FILLED_BY.get(guard) in asks,
        )
        for guard in step.requires
        if guard != "reason_given" and not is_met(look, guard)
    )
    return NextStep(
        step.action,
        step.label,
        look.flow.states[step.to].name,
        "、".join(ACTORS[each] for each in step.actors),
        _is_mine(look, step),
        wanting,
        asks,
        "reason_given" in step.requires,
        step.source,
    )


def _is_mine(look: CaseLook, step: Transition) -> bool:
    work = look.work
    acts = bool(set(step.actors) & acts_as(work, look.pack))
    allowed = any(may(work.actor.role, each) for each in needed(step))
    return acts and allowed and not (is_decision(step) and has_handled(work, look.case, look))


def _deadlines(look: CaseLook) -> Iterator[CaseDeadline]:
    amber = look.pack.whole("deadline.amber_days")
    for rule, start in running(look.pack, look.case):
        extended = bool(look.case.extended) and rule.extended is not None
        counted = due_on(rule, start, look.calendar, extended=extended)
        left = remaining(counted.day, look.work.today, look.calendar, amber)
        yield CaseDeadline(
            rule.name, counted.day, left.text, left.urgency, rule.source, counted.estimated
        )
