"""A case moves on by the steps of its workflow: who may, what must be there, what is written.

Who enters a case does not decide it (经办≠审核): by role, and by who took its earlier steps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from app.domain.permissions import ACTOR_OF, Action, may, require
from app.domain.rule_pack import RulePack
from app.domain.workflow import Transition, actors_of
from app.domain.working_days import WorkingCalendar
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.audit import AuditEntry
from app.models.base import notes
from app.services.aid_effects import effect_of, put_household
from app.services.aid_guards import is_met
from app.services.aid_look import CaseLook, look_at
from app.services.field_rules import refuse_errors
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.record_rules import check_record
from app.storage.unit_of_work import UnitOfWork

STEPPED: Final = "user:assistance_case:step"
"""The audit's word for a step; its detail is the step as people call it."""
ATTESTED: Final = "user:assistance_case:attest"
LEADER: Final = "3"
"""ROLE 民政办负责人."""
_DECIDERS: Final = frozenset(("decider", "leader"))
_DESKS: Final = frozenset(("applicant", "village", "township"))


@dataclass(frozen=True)
class StepTaken:
    """What a case came to."""

    case_id: str
    action: str
    state: str
    state_text: str


@needs(Action.CASE_READ)
def take_step(
    work: UnitOfWork,
    pack: RulePack,
    calendar: WorkingCalendar,
    case_id: str,
    action: str,
    *,
    values: Mapping[str, Any] | None = None,
    attested: Collection[str] = (),
    reason: str = "",
) -> StepTaken:
    """Take ``action``: check, write what follows, move on.

    ``values``: the fields that the step asks for (``aid_effects``); ``attested``: guards that only
    paper can tell, vouched for. Raises ``Refused``: step_impossible, step_not_yours, not_permitted,
    guard_not_met (all that is wanting, at once), handled_by_decider, field_not_asked, and what the
    rules say of the values.
    """
    case = work.get(AssistanceCase, case_id)
    require_reach(work, case)
    look = look_at(work, pack, calendar, case, values, attested, reason)
    step = look.flow.step(case.state or "", action)
    _refuse_person(work, look, step)
    _refuse_values(look, action)
    met = [guard for guard in step.requires if is_met(look, guard)]
    state = look.flow.move(case.state or "", action, actors=acts_as(work, look.pack), met=met)
    _write(look, action, state)
    work.note(STEPPED, AssistanceCase.noun, case.id, step.label)
    if attested:
        work.note(ATTESTED, AssistanceCase.noun, case.id, ",".join(sorted(attested)))
    return StepTaken(case.id, action, state, look.flow.states[state].name)


def acts_as(work: UnitOfWork, pack: RulePack) -> frozenset[str]:
    """As whom the person acts in a workflow; nobody, where the role takes no part."""
    actor = ACTOR_OF.get(work.actor.role)
    if actor is None:
        return frozenset()
    found = actors_of(actor, pack.text("decision_level"))
    found |= {"leader"} if work.actor.role == LEADER else frozenset()
    return found | {"applicant"} if actor in _DESKS else found


def needed(step: Transition) -> tuple[Action, ...]:
    """The permissions one of which the step takes."""
    actors = frozenset(step.actors)
    desk = (Action.CASE_WRITE,) if actors & _DESKS else ()
    decides = (Action.CASE_DECIDE,) if actors - _DESKS else ()
    return (*desk, *decides)


def is_decision(step: Transition) -> bool:
    """Whether only the deciding office takes it."""
    return frozenset(step.actors) <= _DECIDERS


def has_handled(work: UnitOfWork, case: AssistanceCase, look: CaseLook) -> bool:
    """Whether the person opened the case or took a step of it that was not a decision."""
    if case.created_by == work.actor.id:
        return True
    desk = {each.label for each in look.flow.transitions if not is_decision(each)}
    wanted = select(AuditEntry.seq).where(
        AuditEntry.record_id == case.id,
        AuditEntry.actor_id == work.actor.id,
        AuditEntry.action == STEPPED,
        AuditEntry.detail.in_(desk),
    )
    return work.session.scalar(wanted.limit(1)) is not None


def _refuse_person(work: UnitOfWork, look: CaseLook, step: Transition) -> None:
    if not set(step.actors) & acts_as(work, look.pack):
        return  # the workflow says who
    allowed = needed(step)
    if not any(may(work.actor.role, each) for each in allowed):
        require(work.actor.role, allowed[-1])
    if is_decision(step) and has_handled(work, look.case, look):
        raise Refused(
            f"这份申请是您经办的，不能再由您“{step.label}”。请交给其他审核人员办理。",
            code="handled_by_decider",
            action=step.action,
        )


def _refuse_values(look: CaseLook, action: str) -> None:
    """Only what the step asks for, and only what the fields may hold."""
    foreign = sorted(set(look.given) - set(effect_of(action).asks))
    if foreign:
        labels = notes(AssistanceCase)
        names = "、".join(labels[each].label if each in labels else each for each in foreign)
        sentence = f"这一步不填{names}。请在相应的步骤填写。"
        raise Refused(sentence, code="field_not_asked", fields=tuple(foreign))
    wanted = {name: getattr(look.case, name) for name in notes(AssistanceCase)} | dict(look.given)
    _ = refuse_errors(check_record(AssistanceCase, wanted, set(look.given), look.work.today))


def _write(look: CaseLook, action: str, state: str) -> None:
    effect, case = effect_of(action), look.case
    follows = effect.fields(look, action) if effect.fields else {}
    for name, value in {**look.given, **follows}.items():
        setattr(case, name, value)
    case.state = state
    case.state_since = case.state_since if effect.stays else look.work.today
    put_household(look, effect)
    if effect.follows is not None:
        effect.follows(look, action)
