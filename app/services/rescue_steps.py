"""The steps of a rescue: who may, what must be there, what is written (rule pack ``rescue``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from app.domain.months import months_later
from app.domain.permissions import ACTOR_OF, Action
from app.domain.rule_pack import RulePack
from app.domain.workflow import Transition, Workflow
from app.errors import Refused
from app.models.homecoming import Departure, Resettlement
from app.models.vagrant import FamilySearch, Vagrant
from app.services import records, returns
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.rescues import KNOWN_STATES, search_of
from app.storage.unit_of_work import UnitOfWork

STEPPED: Final = "user:vagrant:step"
SCHEME: Final = "vagrant"
"""What the workflow of the rule pack calls itself."""
NORMAL: Final = "1"
ABLE_AGE: Final = 16
_ATTESTED: Final = frozenset(("declaration_signed",))
RECEIVED: Final = frozenset(("3", "4", "5", "6", "7"))
"""LEAVE_WAY with somebody who receives."""


@dataclass(frozen=True)
class RescueStep:
    """One thing that can be done now. ``wanting``: guards that are not met, with the sentence that
    says so; ``may_attest``: those of them to vouch for."""

    action: str
    label: str
    to_text: str
    is_mine: bool
    wanting: Mapping[str, str]
    may_attest: tuple[str, ...]
    asks_reason: bool
    source: str


@dataclass(frozen=True)
class _Look:
    work: UnitOfWork
    pack: RulePack
    vagrant: Vagrant
    search: FamilySearch | None
    departure: Departure | None
    resettlement: Resettlement | None
    attested: Collection[str] = ()
    reason: str = ""
    flow: Workflow = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "flow", self.pack.workflow_of(SCHEME))

    @property
    def arrived(self) -> date:
        """The day of arrival, or of the registration."""
        at = self.vagrant.arrived_at or self.vagrant.created_at or self.work.now
        return at.date()


@needs(Action.VAGRANT_READ)
def next_rescue_steps(work: UnitOfWork, pack: RulePack, vagrant_id: str) -> tuple[RescueStep, ...]:
    """What can be done with a rescue, by whom, and what is wanting."""
    look = _look(work, pack, vagrant_id)
    return tuple(_step(look, each) for each in look.flow.steps_from(look.vagrant.state or ""))


@needs(Action.RETURN_WRITE)
def take_rescue_step(
    work: UnitOfWork,
    pack: RulePack,
    vagrant_id: str,
    action: str,
    *,
    values: Mapping[str, Any] | None = None,
    attested: Collection[str] = (),
    reason: str = "",
) -> str:
    """Take ``action``; the new state. ``values``: of the departure (``send_home``, ``let_go``,
    ``gone``) or the resettlement (``resettle``).

    Raises ``Refused``: step_impossible, step_not_yours, guard_not_met, and what the rules say.
    """
    vagrant = work.get(Vagrant, vagrant_id)
    require_reach(work, vagrant)
    _put_parts(work, vagrant, action, values or {})
    look = _look(work, pack, vagrant_id, attested, reason.strip())
    step = look.flow.step(vagrant.state or "", action)
    met = [guard for guard in step.requires if _is_met(look, guard)]
    state = look.flow.move(vagrant.state or "", action, actors=_acts_as(work), met=met)
    vagrant.state, vagrant.state_since = state, work.today
    vagrant.state_reason = reason.strip()[:500] or None
    _follow(look, action)
    work.note(STEPPED, Vagrant.noun, vagrant_id, step.label)
    return state


def _look(
    work: UnitOfWork,
    pack: RulePack,
    vagrant_id: str,
    attested: Collection[str] = (),
    reason: str = "",
) -> _Look:
    vagrant = work.get(Vagrant, vagrant_id)
    require_reach(work, vagrant)
    leaving = work.find(Departure, Departure.vagrant_id == vagrant_id, limit=1)
    placing = work.find(Resettlement, Resettlement.vagrant_id == vagrant_id, limit=1)
    return _Look(
        work,
        pack.on(work.today),
        vagrant,
        search_of(work, vagrant_id),
        leaving[0] if leaving else None,
        placing[0] if placing else None,
        attested,
        reason,
    )


def _step(look: _Look, step: Transition) -> RescueStep:
    missing = [each for each in step.requires if not _is_met(look, each)]
    return RescueStep(
        step.action,
        step.label,
        look.flow.states[step.to].name,
        bool(set(step.actors) & _acts_as(look.work)),
        {each: look.flow.guards[each].sentence for each in missing if each != "reason_given"},
        tuple(each for each in missing if each in _ATTESTED),
        "reason_given" in step.requires,
        step.source,
    )


def _acts_as(work: UnitOfWork) -> frozenset[str]:
    actor = ACTOR_OF.get(work.actor.role)
    return frozenset((actor,)) if actor else frozenset()


def _is_met(look: _Look, guard: str) -> bool:
    return guard in look.attested if guard in _ATTESTED else _GUARDS[guard](look)


def _is_capable(look: _Look) -> bool:
    """16 or more, no sign of mental or intellectual trouble."""
    one = look.vagrant
    is_child = one.is_minor and (one.age_to is None or one.age_to < ABLE_AGE)
    clear = all(state in {None, NORMAL} for state in (one.mental_state, one.intellect_state))
    return clear and not is_child


def _received(look: _Look) -> bool:
    if _is_capable(look):
        return True
    leaving = look.departure
    return leaving is not None and leaving.way in RECEIVED and bool(leaving.receiver_name)


def _limit(look: _Look, rule: str) -> int:
    """Of a stay, by the rules of the day it began."""
    return look.pack.deadline(rule, look.arrived).limit


_GUARDS: Final[Mapping[str, Callable[[_Look], bool]]] = {
    "reason_given": lambda look: bool(look.reason),
    "answer_given": lambda look: bool(look.vagrant.reason and look.vagrant.needs),
    "belongings_listed": lambda look: look.vagrant.belongings is not None,
    "identity_known": lambda look: (
        look.vagrant.identity_state in KNOWN_STATES and look.vagrant.person_id is not None
    ),
    "home_known": lambda look: bool(
        look.departure and (look.departure.home_addr or look.departure.home_addr_code)
    ),
    "received_by_somebody": _received,
    "is_capable": _is_capable,
    "over_ten_days": lambda look: (
        look.work.today > look.arrived + timedelta(days=_limit(look, "VG-STAY"))
    ),
    "over_three_months": lambda look: (
        look.work.today > months_later(look.arrived, _limit(look, "VG-RESETTLE"))
    ),
    "dna_compared": lambda look: bool(look.search and look.search.dna_result),
    "plan_approved": lambda look: bool(look.resettlement and look.resettlement.plan_approved),
    "revisited": lambda look: returns.has_been_called_at(look.work, look.vagrant.id),
}
"""Guard of the rule pack -> whether it is met."""

_LEAVING: Final[Mapping[str, str]] = {"send_home": "2", "let_go": "1", "gone": "11", "die": "12"}
"""Action -> the LEAVE_WAY it is where none is said."""


def _put_parts(work: UnitOfWork, vagrant: Vagrant, action: str, values: Mapping[str, Any]) -> None:
    """Write the departure or resettlement that goes with a step, before its guards are asked."""
    kind: Any = {"resettle": Resettlement}.get(action, Departure if action in _LEAVING else None)
    if kind is None:
        if values:
            raise Refused("这一步不填其他内容。请在登记里填写。", code="field_not_asked")
        return
    given = dict(values)
    if kind is Departure:
        given = {"left_at": work.now, "way": _LEAVING[action]} | given
    found = work.find(kind, kind.vagrant_id == vagrant.id, limit=1)
    given["vagrant_id"] = vagrant.id
    _ = records.write(work, kind, given, record=found[0] if found else None)


def _follow(look: _Look, action: str) -> None:
    """Who came home gets an entry in the township's ledger, with its calls planned."""
    if action == "send_home":
        returns.enter_from_station(look.work, look.pack, look.vagrant, look.departure)
