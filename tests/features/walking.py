"""Walking a case step by step, each step by whom it belongs to, in the office's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from app.domain.clock import FixedClock
from app.domain.rule_pack import RulePack
from app.models.assistance_case import AssistanceCase
from app.models.visit import Visit
from app.services import aid_cases
from app.services.aid_steps import take_step
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.unit.services.conftest import the_calendar

T = TypeVar("T")


@dataclass
class Office:
    """Who works on cases: each does one thing, in one transaction."""

    store: Store
    clock: FixedClock
    pack: RulePack
    clerk: Actor
    leader: Actor
    county: Actor

    def does(self, who: Actor, verb: Callable[[UnitOfWork], T]) -> T:
        """One click of ``who``."""
        return self.store.perform(verb, who)[0]

    def step(self, who: Actor, case_id: str, action: str, **more: Any) -> str:
        """Take a step; the new state."""

        def verb(work: UnitOfWork) -> str:
            return take_step(work, self.pack, the_calendar(), case_id, action, **more).state

        return self.does(who, verb)

    def case(self, case_id: str) -> AssistanceCase:
        """The case as it stands."""
        return self.does(self.clerk, lambda work: work.get(AssistanceCase, case_id))

    def buttons(self, who: Actor, case_id: str) -> Mapping[str, tuple[str, ...]]:
        """What ``who`` may do now, with what is still wanting."""

        def verb(work: UnitOfWork) -> Mapping[str, tuple[str, ...]]:
            file = aid_cases.case_file(work, self.pack, the_calendar(), case_id)
            return {
                each.label: tuple(one.sentence for one in each.wanting)
                for each in file.next_steps
                if each.is_mine
            }

        return self.does(who, verb)

    def wait(self, days: int) -> None:
        """Let days pass."""
        self.clock.advance(days * 24 * 3600)

    def survey(self, case_id: str) -> None:
        """A visit of two colleagues, signed, as the case's 入户调查."""

        def verb(work: UnitOfWork) -> None:
            case = work.get(AssistanceCase, case_id)
            visit = Visit(
                visit_kind="1",
                household_id=case.household_id,
                started_at=work.now - timedelta(minutes=40),
                ended_at=work.now,
                visitors=[{"name": "李工作"}, {"name": "王工作"}],
                signatures=[{"role": "respondent"}],
                met="1",
            )
            case.survey_visit_id = work.add(visit).id

        self.does(self.clerk, verb)
