"""A case as its guards look at it: the records around it, and what a person says in taking a step."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.rule_pack import RulePack
from app.domain.workflow import Workflow
from app.domain.working_days import WorkingCalendar
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.visit import Visit
from app.services.calendars import in_force
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class CaseLook:
    """``given``: fields that the step sets; ``attested``: guards somebody vouches for; ``reason``:
    why, where a step asks for it."""

    work: UnitOfWork
    pack: RulePack
    calendar: WorkingCalendar
    case: AssistanceCase
    household: Household
    survey: Visit | None
    given: Mapping[str, Any] = field(default_factory=dict[str, Any])
    attested: Collection[str] = ()
    reason: str = ""

    @property
    def flow(self) -> Workflow:
        """The steps of the case's scheme."""
        return self.pack.workflow_of(self.case.scheme or "")

    def value(self, name: str) -> Any:
        """A field of the case as it will be after the step."""
        return self.given[name] if name in self.given else getattr(self.case, name)


def look_at(
    work: UnitOfWork,
    pack: RulePack,
    calendar: WorkingCalendar,
    case: AssistanceCase,
    given: Mapping[str, Any] | None = None,
    attested: Collection[str] = (),
    reason: str = "",
) -> CaseLook:
    """A look at a case."""
    survey = work.get(Visit, case.survey_visit_id) if case.survey_visit_id else None
    household = work.get(Household, case.household_id or "")
    return CaseLook(
        work,
        pack.on(work.today),
        in_force(work, calendar),
        case,
        household,
        survey,
        given or {},
        attested,
        reason.strip(),
    )
